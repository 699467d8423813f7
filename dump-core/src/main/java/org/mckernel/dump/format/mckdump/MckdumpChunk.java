package org.mckernel.dump.format.mckdump;

/**
 * One chunk of memory assigned to McKernel.
 *
 * @param address physical start
 * @param size bytes, as the table of chunks says
 * @param held bytes of it that are in the file, from 0 to {@code size}
 */
public record MckdumpChunk(long address, long size, long held) {}
