package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;

/** A search pattern. Thread-safe. */
interface SearchPattern {
    /**
     * Number of words copied from the file at a time: an array is in the L1 cache and fast to read also in C1-compiled
     * code; for a mapped segment only C2 generates fast code, which is too late for a command that takes a second.
     */
    int WORDS_AT_ONCE = 2048;

    /** Length of a match in bytes. */
    int width();

    /**
     * Tests all positions that are completely in {@code bytes}.
     *
     * @param address physical, of the first byte
     */
    void scan(MemorySegment bytes, long address, Places places);
}
