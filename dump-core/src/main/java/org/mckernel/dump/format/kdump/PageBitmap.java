package org.mckernel.dump.format.kdump;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.FileRun;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * A bitmap with one bit per page frame, read in place: byte {@code pfn / 8}, bit {@code pfn % 8}, least significant
 * first. Nothing is copied to the heap, and the resident memory of a large bitmap is released after a walk, so that
 * memory use does not grow with its size.
 */
final class PageBitmap {
    /** A bitmap below this size may stay resident: 16 MiB cover 512 GiB in pages of 4 KiB. */
    private static final long RELEASE_ABOVE = 16L << 20;

    private static final long DENSE_PIECE = 1L << 20;
    private static final long SCATTERED_PIECE = 4096;

    private final ByteSource source;
    private final long offset;
    private final long bytes;
    private final MemorySegment dense;
    private final long piece;

    private PageBitmap(ByteSource source, long offset, long bytes, MemorySegment dense) {
        this.source = source;
        this.offset = offset;
        this.bytes = bytes;
        this.dense = dense;
        this.piece = dense != null ? DENSE_PIECE : SCATTERED_PIECE;
    }

    /**
     * A bitmap for the frames below {@code frames}.
     *
     * @throws MalformedFileException when the bitmap is after the end of the file or a part of it was never stored
     */
    static PageBitmap open(ByteSource source, long offset, long frames, String what) throws MalformedFileException {
        long bytes = (((frames + 7) >>> 3) + 7) & -8L;
        if (!source.contains(offset, bytes)) {
            throw MalformedFileException.truncated(source, what, offset, bytes);
        }
        FileRun run = source.fileRun(offset, bytes);
        if (run != null && run.length() == bytes) {
            return new PageBitmap(source, offset, bytes, source.slice(offset, bytes));
        }
        for (long at = 0; at < bytes; at += SCATTERED_PIECE) {
            source.slice(offset + at, Math.min(SCATTERED_PIECE, bytes - at));
        }
        return new PageBitmap(source, offset, bytes, null);
    }

    /** Size in bytes. */
    long bytes() {
        return bytes;
    }

    /** The bit of one frame. */
    boolean get(long pfn) {
        int value = slice(pfn >>> 3, 1).get(ValueLayout.JAVA_BYTE, 0);
        return (value >>> (pfn & 7) & 1) != 0;
    }

    /** The first frame in {@code [from, limit)} whose bit is {@code value}, or {@code limit}. */
    long next(long from, long limit, boolean value) {
        long flip = value ? 0 : -1;
        long pfn = from;
        while (pfn < limit) {
            long startByte = (pfn >>> 3) & -piece;
            MemorySegment words = slice(startByte, Math.min(piece, bytes - startByte));
            long start = startByte << 3;
            long stop = Math.min(limit, start + (words.byteSize() << 3));
            long mask = -1L << (pfn & 63);
            for (long at = (pfn - start) >>> 6 << 3; start + (at << 3) < stop; at += 8) {
                long word = (words.get(ByteSource.LE64, at) ^ flip) & mask;
                if (word != 0) {
                    return Math.min(limit, start + (at << 3) + Long.numberOfTrailingZeros(word));
                }
                mask = -1;
            }
            release(words);
            pfn = stop;
        }
        return limit;
    }

    /** How many bits are set in {@code [from, to)}. */
    long count(long from, long to) {
        long total = 0;
        long pfn = from;
        while (pfn < to) {
            long startByte = (pfn >>> 3) & -piece;
            MemorySegment words = slice(startByte, Math.min(piece, bytes - startByte));
            long start = startByte << 3;
            long stop = Math.min(to, start + (words.byteSize() << 3));
            total += countWithin(words, pfn - start, stop - start);
            pfn = stop;
        }
        return total;
    }

    private static long countWithin(MemorySegment words, long from, long to) {
        long first = from >>> 6 << 3;
        long last = (to - 1) >>> 6 << 3;
        long head = -1L << (from & 63);
        long tail = -1L >>> (-to & 63);
        if (first == last) {
            return Long.bitCount(words.get(ByteSource.LE64, first) & head & tail);
        }
        long total = Long.bitCount(words.get(ByteSource.LE64, first) & head);
        for (long at = first + 8; at < last; at += 8) {
            total += Long.bitCount(words.get(ByteSource.LE64, at));
        }
        return total + Long.bitCount(words.get(ByteSource.LE64, last) & tail);
    }

    /** Releases the memory that a walk over these frames used; they can be read as before. */
    void release(long from, long to) {
        if (dense != null) {
            release(dense.asSlice(from >>> 3, (to - from) >>> 3));
        }
    }

    private void release(MemorySegment words) {
        if (bytes > RELEASE_ABOVE && words.isMapped()) {
            words.unload();
        }
    }

    private MemorySegment slice(long at, long length) {
        if (dense != null) {
            return dense.asSlice(at, length);
        }
        try {
            return source.slice(offset + at, length);
        } catch (MalformedFileException e) {
            throw new AssertionError("a bitmap that was complete when it was opened", e);
        }
    }
}
