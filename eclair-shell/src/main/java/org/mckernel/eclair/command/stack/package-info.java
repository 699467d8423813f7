/**
 * Stacks of the kernel and of programs, the selected frame and its registers and variables.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.stack.StackCommands}.
 */
package org.mckernel.eclair.command.stack;
