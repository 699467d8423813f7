package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;

/** What a search looks for. Safe for several threads. */
interface SearchPattern {
    /** Bytes that one place covers. */
    int width();

    /**
     * Looks at all places that lie wholly in {@code bytes}.
     *
     * @param address physical, of the first byte
     */
    void scan(MemorySegment bytes, long address, Places places);
}
