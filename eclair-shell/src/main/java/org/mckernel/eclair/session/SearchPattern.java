package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;

/** What a search looks for. Safe for several threads. */
interface SearchPattern {
    /**
     * Words that are copied out of the file to be looked at: what is in an array of Java's is in the processor's first
     * cache, and quick to read for its first compiler, too; of a mapped segment only the second makes quick code, and
     * that one comes late for a command of a second.
     */
    int WORDS_AT_ONCE = 2048;

    /** Bytes that one place covers. */
    int width();

    /**
     * Looks at all places that lie wholly in {@code bytes}.
     *
     * @param address physical, of the first byte
     */
    void scan(MemorySegment bytes, long address, Places places);
}
