package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mckernel.dump.bytes.ByteSource;

/** Bytes at any address; places may overlap. */
final class BytePattern implements SearchPattern {
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private final MemorySegment pattern;
    private final int width;
    private final long firstByte;
    private final int second;
    private final long secondByte;

    BytePattern(byte[] bytes) {
        this.pattern = MemorySegment.ofArray(bytes.clone());
        this.width = bytes.length;
        this.firstByte = ONES * (bytes[0] & 0xff);
        this.second = bytes.length > 1 ? 1 : 0;
        this.secondByte = ONES * (bytes[second] & 0xff);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void scan(MemorySegment bytes, long address, Places places) {
        int ends = (int) (bytes.byteSize() - width + 1);
        int at = 0;
        // eight places at once by their first two bytes: a byte of `differ` is 0 where both are right
        for (; at + Long.BYTES + second <= bytes.byteSize() && at < ends; at += Long.BYTES) {
            long differ = (bytes.get(ByteSource.LE64, at) ^ firstByte) | (bytes.get(ByteSource.LE64, (long) at + second)
                    ^ secondByte);
            // may also mark bytes above a right one: each is compared whole
            long marks = (differ - ONES) & ~differ & TOPS;
            while (marks != 0) {
                int place = at + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
                marks &= marks - 1;
                if (place < ends && matches(bytes, place)) {
                    places.add(address + place);
                }
            }
        }
        for (; at < ends; at++) {
            if (matches(bytes, at)) {
                places.add(address + at);
            }
        }
    }

    private boolean matches(MemorySegment bytes, int at) {
        return width <= 16
                ? matchesShort(bytes, at)
                : MemorySegment.mismatch(bytes, at, (long) at + width, pattern, 0, width) < 0;
    }

    private boolean matchesShort(MemorySegment bytes, int at) {
        for (int i = 0; i < width; i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, (long) at + i) != pattern.get(ValueLayout.JAVA_BYTE, i)) {
                return false;
            }
        }
        return true;
    }
}
