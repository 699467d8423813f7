package org.mckernel.dump.format.mckdump;

/** The mckdump variants over time. */
public enum MckdumpVariant {
    /** 2015 to 2016 (until 2017 for "all memory"): one section {@code physmem}, no table of chunks. */
    A("A (2015, one section, no chunk table)", -1),
    /** October 2016 to May 2017: {@code physmem} holds all chunks consecutively; the table's header has 8 bytes. */
    B1("B1 (2016, chunks joined)", 8),
    /** May to August 2017: as B1 with {@code kernel_base} in a header of 16 bytes. */
    B2("B2 (2017, chunks joined, with kernel_base)", 16),
    /** August 2017 to February 2020: a section for each chunk. */
    C("C (2017 to 2020)", 16),
    /** Since February 2020: as C with {@code phys_start} in a header of 24 bytes. */
    D("D (since 2020)", 24);

    private final String label;
    private final int headerSize;

    MckdumpVariant(String label, int headerSize) {
        this.label = label;
        this.headerSize = headerSize;
    }

    /** The variant in words. */
    public String label() {
        return label;
    }

    /** Bytes before the chunk table in {@code physchunks}; −1 when there is none. */
    int headerSize() {
        return headerSize;
    }

    /** True if all chunks are in one section. */
    boolean joined() {
        return this == B1 || this == B2;
    }

    /** True if the header contains {@code kernel_base}. */
    boolean hasKernelBase() {
        return headerSize >= 16;
    }
}
