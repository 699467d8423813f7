/**
 * What differs between processors, as data: registers, paging, address layout, entry frames, panic area.
 *
 * <p>Begin with {@link org.mckernel.dump.arch.Architecture}; {@link org.mckernel.dump.arch.X86_64} and {@link
 * org.mckernel.dump.arch.AArch64} are its two values. Callers query properties of the architecture and rarely compare
 * it.
 */
package org.mckernel.dump.arch;
