package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mckernel.dump.bytes.ByteSource;

/** Bytes at any address; matches may overlap. */
final class BytePattern implements SearchPattern {
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private final MemorySegment pattern;
    private final int width;
    private final long firstByte;
    private final long secondByte;
    private final long secondCounts;

    BytePattern(byte[] bytes) {
        this.pattern = MemorySegment.ofArray(bytes.clone());
        this.width = bytes.length;
        this.firstByte = ONES * (bytes[0] & 0xff);
        this.secondByte = bytes.length > 1 ? ONES * (bytes[1] & 0xff) : 0;
        this.secondCounts = bytes.length > 1 ? -1 : 0;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void scan(MemorySegment bytes, long address, Places places) {
        long ends = bytes.byteSize() - width + 1;
        long[] some = new long[WORDS_AT_ONCE + 1];
        long at = 0;
        while (at + 2 * Long.BYTES <= bytes.byteSize() && at < ends) {
            int count = (int) Math.min(WORDS_AT_ONCE, (bytes.byteSize() - at) / Long.BYTES - 1);
            MemorySegment.copy(bytes, ByteSource.LE64, at, some, 0, count + 1);
            scan(some, count, bytes, at, address, places);
            at += (long) count * Long.BYTES;
        }
        for (; at < ends; at++) {
            candidate(bytes, at, address, places);
        }
    }

    /** Tests the eight positions of each of {@code count} words, starting at byte {@code start}. */
    private void scan(long[] words, int count, MemorySegment bytes, long start, long address, Places places) {
        long one = firstByte;
        long two = secondByte;
        long counts = secondCounts;
        long word = words[0];
        for (int i = 0; i < count; i++) {
            long next = words[i + 1];
            // a byte of `differ` is 0 where the first two bytes match
            long shifted = (word >>> Byte.SIZE) | (next << (Long.SIZE - Byte.SIZE));
            long differ = (word ^ one) | ((shifted ^ two) & counts);
            // may also mark bytes above a match: each is compared completely
            long marks = (differ - ONES) & ~differ & TOPS;
            while (marks != 0) {
                candidate(
                        bytes,
                        start + (long) i * Long.BYTES + Long.numberOfTrailingZeros(marks) / Byte.SIZE,
                        address,
                        places);
                marks &= marks - 1;
            }
            word = next;
        }
    }

    private void candidate(MemorySegment bytes, long at, long address, Places places) {
        if (at + width <= bytes.byteSize() && matches(bytes, at)) {
            places.add(address + at);
        }
    }

    private boolean matches(MemorySegment bytes, long at) {
        return width <= 16
                ? matchesShort(bytes, at)
                : MemorySegment.mismatch(bytes, at, at + width, pattern, 0, width) < 0;
    }

    private boolean matchesShort(MemorySegment bytes, long at) {
        for (int i = 0; i < width; i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, at + i) != pattern.get(ValueLayout.JAVA_BYTE, i)) {
                return false;
            }
        }
        return true;
    }
}
