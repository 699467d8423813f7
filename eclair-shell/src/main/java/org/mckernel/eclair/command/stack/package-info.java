/** Stacks of the kernel and of programs, the selected frame and its registers and variables. */
package org.mckernel.eclair.command.stack;
