package org.mckernel.dump.format.kdump;

/**
 * How many pages a bitmap announces below a page frame, in constant time: one count per block of the bitmap, and the
 * few words inside the block. Counts are computed on demand, up to the requested block.
 *
 * <p>The index has at most 2²⁰ counts (8 MiB), whatever the bitmap's size; larger bitmaps have larger blocks. Below 16
 * TiB in pages of 4 KiB a block is 4096 bits, 64 words.
 */
final class RankIndex {
    private static final int MIN_BLOCK_SHIFT = 12;
    private static final long MAX_BLOCKS = 1L << 20;

    /** Frames counted (2 MiB of bitmap) before their memory is released. */
    private static final long RELEASE_EVERY = 1L << 24;

    private final PageBitmap bitmap;
    private final long start;
    private final int blockShift;
    private final long[] before;
    private volatile int known;

    /** Counts from {@code start}, for frames in {@code [start, end]}. */
    RankIndex(PageBitmap bitmap, long start, long end) {
        this.bitmap = bitmap;
        this.start = start;
        int shift = MIN_BLOCK_SHIFT;
        while ((end - start) >>> shift >= MAX_BLOCKS) {
            shift++;
        }
        this.blockShift = shift;
        this.before = new long[(int) ((end - start) >>> shift) + 1];
    }

    /** Number of set bits in {@code [start, pfn)}; {@code pfn} is from the start to the end given at construction. */
    long rank(long pfn) {
        int block = (int) ((pfn - start) >>> blockShift);
        if (block > known) {
            extendTo(block);
        }
        return before[block] + bitmap.count(start + ((long) block << blockShift), pfn);
    }

    private synchronized void extendTo(int block) {
        long released = start + ((long) known << blockShift);
        for (int next = known + 1; next <= block; next++) {
            long from = start + ((long) (next - 1) << blockShift);
            before[next] = before[next - 1] + bitmap.count(from, from + (1L << blockShift));
            known = next;
            if (from - released >= RELEASE_EVERY) {
                bitmap.release(released, from);
                released = from;
            }
        }
    }
}
