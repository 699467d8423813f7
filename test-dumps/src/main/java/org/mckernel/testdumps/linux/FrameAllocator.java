package org.mckernel.testdumps.linux;

/** Hands out physical memory from a range, upwards, never back. */
public final class FrameAllocator {
    private final long end;
    private final int pageSize;
    private long next;

    /**
     * @param start first physical address to hand out
     * @param end one past the last
     * @param pageSize alignment and granule
     */
    public FrameAllocator(long start, long end, int pageSize) {
        this.next = start;
        this.end = end;
        this.pageSize = pageSize;
    }

    /** Whole pages for {@code bytes} bytes. */
    public long allocate(long bytes) {
        long at = (next + pageSize - 1) & -pageSize;
        long after = at + ((bytes + pageSize - 1) & -pageSize);
        if (after > end) {
            throw new IllegalStateException("no 0x%x bytes left below 0x%x".formatted(bytes, end));
        }
        next = after;
        return at;
    }

    /** Leaves {@code bytes} bytes unused, so that what follows is elsewhere. */
    public FrameAllocator skip(long bytes) {
        next += bytes;
        return this;
    }
}
