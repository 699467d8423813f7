/**
 * Values and types by C expressions, and structures that are linked in lists and trees.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.value.ValueCommands}.
 */
package org.mckernel.eclair.command.value;
