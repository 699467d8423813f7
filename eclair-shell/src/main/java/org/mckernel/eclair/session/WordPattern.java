package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.bytes.ByteSource;

/** An aligned 64-bit word whose bits under {@code mask} are an unsigned number in {@code [low, low + length)}. */
record WordPattern(long mask, long low, long length) implements SearchPattern {
    @Override
    public int width() {
        return Long.BYTES;
    }

    @Override
    public void scan(MemorySegment bytes, long address, Places places) {
        long first = -address & (Long.BYTES - 1);
        long words = (bytes.byteSize() - first) / Long.BYTES;
        long[] some = new long[WORDS_AT_ONCE];
        for (long word = 0; word < words; word += WORDS_AT_ONCE) {
            int count = (int) Math.min(WORDS_AT_ONCE, words - word);
            long at = first + word * Long.BYTES;
            MemorySegment.copy(bytes, ByteSource.LE64, at, some, 0, count);
            scan(some, count, address + at, places);
        }
    }

    private void scan(long[] words, int count, long address, Places places) {
        long bits = mask;
        // numbers are compared unsigned by flipping the top bit of both
        long from = low - Long.MIN_VALUE;
        long end = length + Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            if ((words[i] & bits) - from < end) {
                places.add(address + (long) i * Long.BYTES);
            }
        }
    }
}
