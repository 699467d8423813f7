package org.mckernel.dump.memory;

import java.lang.foreign.MemorySegment;

/**
 * Positional reads of physical memory. Addresses are unsigned 64-bit; lengths are positive. Never throws for an address
 * or for a damaged page: absence is an answer.
 *
 * <p>Implementations are safe for use by several threads.
 */
public interface PhysicalMemory {
    /**
     * Copies the bytes from {@code address} on, up to the first that is absent.
     *
     * @return how many bytes were copied, from 0 to {@code length}; when fewer than requested, {@link #presence} of the
     *         next address says why
     */
    long read(long address, MemorySegment target, long targetOffset, long length);

    /** Presence of one byte exactly as {@link #read} finds it: a compressed page is decoded to determine it. */
    Presence presence(long address);

    /**
     * The run that contains {@code address}, cut to begin at {@code address} and to be at most {@code limit} bytes
     * long. Reads tables only, never pages. Runs are as long as the implementation can determine cheaply; two
     * neighbours may have the same presence.
     */
    Extent extent(long address, long limit);

    /**
     * The first address at or above {@code address} whose tables say {@link Presence#PRESENT}, or −1 when there is none
     * below {@code end} (exclusive). Lets a search skip a terabyte of absent memory.
     */
    long nextPresent(long address, long end);

    /**
     * One past the highest address that the dump describes; every byte at or above it is {@link Presence#NOT_IN_DUMP}.
     */
    long end();

    /** Granularity of presence in bytes: the page size of the dumped machine, a power of two. */
    long pageSize();
}
