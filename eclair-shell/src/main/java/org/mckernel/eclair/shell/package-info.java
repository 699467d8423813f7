/** Lines of commands: taken apart, run, shown, piped; and the line editor of the interactive shell. */
package org.mckernel.eclair.shell;
