package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.bytes.ByteSource;

/**
 * An aligned 64-bit word whose bits under {@code mask} are a number from {@code low} on, less than {@code length} away,
 * unsigned.
 */
record WordPattern(long mask, long low, long length) implements SearchPattern {
    private static final int WORDS_AT_ONCE = 8;

    @Override
    public int width() {
        return Long.BYTES;
    }

    @Override
    public void scan(MemorySegment bytes, long address, Places places) {
        long first = -address & (Long.BYTES - 1);
        int words = (int) ((bytes.byteSize() - first) / Long.BYTES);
        int word = 0;
        // most words are none of those sought: eight are asked for together, without a branch
        for (; word <= words - WORDS_AT_ONCE; word += WORDS_AT_ONCE) {
            long at = first + (long) word * Long.BYTES;
            long none = miss(bytes, at) & miss(bytes, at + 8) & miss(bytes, at + 16) & miss(bytes, at + 24)
                    & miss(bytes, at + 32) & miss(bytes, at + 40) & miss(bytes, at + 48) & miss(bytes, at + 56);
            if (none >= 0) {
                each(bytes, first, word, word + WORDS_AT_ONCE, address, places);
            }
        }
        each(bytes, first, word, words, address, places);
    }

    /**
     * Negative for a word that is not sought: unsigned, {@code d < length} exactly if {@code d - length} borrows, and the
     * borrow is the top bit of {@code (~d & length) | ((~d | length) & (d - length))}.
     */
    private long miss(MemorySegment bytes, long at) {
        long d = (bytes.get(ByteSource.LE64, at) & mask) - low;
        return ~((~d & length) | ((~d | length) & (d - length)));
    }

    private void each(MemorySegment bytes, long first, int from, int to, long address, Places places) {
        for (int word = from; word < to; word++) {
            long at = first + (long) word * Long.BYTES;
            if (miss(bytes, at) >= 0) {
                places.add(address + at);
            }
        }
    }
}
