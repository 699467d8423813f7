/**
 * McKernel's object model: CPUs, threads, processes, registers, log. Missing data is an empty result or a note.
 *
 * <p>Begin with {@link org.mckernel.dump.kernel.McKernel}; {@link org.mckernel.dump.kernel.KernelData} reads variables
 * and structures. Below it are {@code ihk} (the records that IHK writes) and {@code walk} (lists, trees, hashes), above
 * it {@code memory}.
 */
package org.mckernel.dump.kernel;
