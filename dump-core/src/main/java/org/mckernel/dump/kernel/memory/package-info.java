/**
 * The kernel's memory management: a process's ranges and address space, free memory.
 *
 * <p>Begin with {@link org.mckernel.dump.kernel.memory.UserSpace} for a process and {@link
 * org.mckernel.dump.kernel.memory.FreeMemory} for the kernel.
 */
package org.mckernel.dump.kernel.memory;
