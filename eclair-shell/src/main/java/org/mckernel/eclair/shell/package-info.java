/**
 * The shell: {@link org.mckernel.eclair.shell.Interpreter} runs lines of the commands in
 * {@link org.mckernel.eclair.shell.Commands}, {@link org.mckernel.eclair.shell.LineShell} edits and completes them.
 */
package org.mckernel.eclair.shell;
