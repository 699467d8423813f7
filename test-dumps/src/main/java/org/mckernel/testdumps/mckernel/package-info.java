/**
 * The McKernel side of a simulated machine: what the co-kernel and IHK leave in physical memory.
 *
 * <p>{@link org.mckernel.testdumps.mckernel.McKernelMachine} builds a whole node. The single pieces can be used alone:
 * {@link org.mckernel.testdumps.mckernel.PageSetWriter} (which pages to dump),
 * {@link org.mckernel.testdumps.mckernel.BootParamWriter} (what Linux passes to McKernel at boot),
 * {@link org.mckernel.testdumps.mckernel.KernelLogWriter} (kmsg) and
 * {@link org.mckernel.testdumps.mckernel.KernelImageWriter} ({@code mckernel.img}, as a file and as loaded).
 */
package org.mckernel.testdumps.mckernel;
