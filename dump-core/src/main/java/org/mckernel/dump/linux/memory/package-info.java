/**
 * Linux's memory in a vmcore by virtual address, and its types from BTF.
 *
 * <p>Begin with {@link org.mckernel.dump.linux.memory.KernelMemory}; {@link
 * org.mckernel.dump.linux.memory.LinuxAddressSpace} finds the page tables.
 */
package org.mckernel.dump.linux.memory;
