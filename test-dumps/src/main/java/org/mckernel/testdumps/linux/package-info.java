/**
 * The Linux side of a simulated machine, as it is in physical memory.
 *
 * <p>{@link org.mckernel.testdumps.linux.LinuxMachine} puts together what the single writers make: page tables
 * ({@link org.mckernel.testdumps.linux.PageTableWriter}), the kernel's own symbol table, type information and the list
 * of modules. Addresses are chosen by a {@link org.mckernel.testdumps.linux.LinuxLayout}; nothing is random, so a test
 * can do the arithmetic itself.
 */
package org.mckernel.testdumps.linux;
