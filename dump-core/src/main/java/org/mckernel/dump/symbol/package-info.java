/**
 * Symbols of a kernel image.
 *
 * <p>{@link org.mckernel.dump.symbol.KernelImage} is an opened image file: McKernel's image, Linux's {@code vmlinux} or
 * a module. {@link org.mckernel.dump.symbol.SymbolTable} finds symbols by name and by address.
 */
package org.mckernel.dump.symbol;
