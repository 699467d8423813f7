/** Symbols and definitions of the kernel's image, and what an address belongs to. */
package org.mckernel.eclair.command.symbol;
