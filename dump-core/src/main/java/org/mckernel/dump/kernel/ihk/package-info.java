/**
 * The records that IHK writes for McKernel: boot parameters, memory table, page set.
 *
 * <p>Begin with {@link org.mckernel.dump.kernel.ihk.BootParam}, which leads to the others; {@link
 * org.mckernel.dump.kernel.ihk.ChunkList} is what all of them say of physical memory.
 */
package org.mckernel.dump.kernel.ihk;
