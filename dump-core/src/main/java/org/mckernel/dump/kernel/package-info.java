/**
 * McKernel's own records in memory, read with bounds and shown with what is missing.
 *
 * <p>{@link org.mckernel.dump.kernel.BootParam} is where IHK tells the kernel about its machine;
 * {@link org.mckernel.dump.kernel.PageSet} inside it says which pages belong in a dump;
 * {@link org.mckernel.dump.kernel.ChunkList} is the page set as ranges.
 */
package org.mckernel.dump.kernel;
