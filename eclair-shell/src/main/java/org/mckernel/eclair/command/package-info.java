/**
 * The registry of commands: each {@link org.mckernel.eclair.command.Command} declares its name, arguments, help, needs
 * and effects once; {@link org.mckernel.eclair.command.Registry} finds them and reads their arguments. The commands
 * themselves are in the packages below, by subject.
 */
package org.mckernel.eclair.command;
