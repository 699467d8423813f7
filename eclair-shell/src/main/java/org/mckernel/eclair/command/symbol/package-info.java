/**
 * Symbols and definitions of the kernel's image, and what an address belongs to.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.symbol.SymbolCommands}.
 */
package org.mckernel.eclair.command.symbol;
