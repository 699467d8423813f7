/**
 * The records that IHK writes for McKernel: boot parameters, memory table, page set.
 *
 * <p>Begin with {@link org.mckernel.dump.kernel.ihk.BootParam}, which leads to the others;
 * {@link org.mckernel.dump.kernel.ihk.ChunkList} is their common form of physical memory ranges.
 */
package org.mckernel.dump.kernel.ihk;
