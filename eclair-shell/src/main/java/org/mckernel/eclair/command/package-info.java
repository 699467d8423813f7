/** The commands: each takes a session and arguments and answers with a result; none prints. */
package org.mckernel.eclair.command;
