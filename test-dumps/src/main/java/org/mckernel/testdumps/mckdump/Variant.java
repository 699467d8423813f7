package org.mckernel.testdumps.mckdump;

/** The container over the years. */
public enum Variant {
    /** 2015: one section physmem, no chunk table; kernel base is physmem's address + 2 MiB. */
    A(0, false),
    /** 2015: as A, but physmem spans from the first to the last byte of memory, holes included. */
    A_SPAN(0, false),
    /** 2016: physmem holds all chunks one after the other; a table of 8192 bytes, entries from 8. */
    B1(8, false),
    /** 2017: as B1, with the kernel base in the table; entries from 16. */
    B2(16, false),
    /** 2017 to 2020: one section per chunk, table of exact size, entries from 16. */
    C(16, true),
    /** Since 2020: as C, with the physical start of Linux' straight map; entries from 24. */
    D(24, true);

    private final int entriesAt;
    private final boolean numbered;

    Variant(int entriesAt, boolean numbered) {
        this.entriesAt = entriesAt;
        this.numbered = numbered;
    }

    /** Offset of the first chunk entry in physchunks; 0 if there is no table. */
    int entriesAt() {
        return entriesAt;
    }

    /** True if each chunk is a section. */
    boolean numbered() {
        return numbered;
    }
}
