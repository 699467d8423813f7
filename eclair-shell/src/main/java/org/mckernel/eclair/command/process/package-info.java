/** Processes as core files. */
package org.mckernel.eclair.command.process;
