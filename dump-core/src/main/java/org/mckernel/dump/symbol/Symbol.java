package org.mckernel.dump.symbol;

/**
 * A symbol of a kernel image.
 *
 * @param name its name
 * @param value its address; in a module the offset into its section
 * @param size bytes it covers; 0 when unknown
 * @param section number of its section; 0xfff1 (SHN_ABS) for an absolute value
 * @param function true for code
 */
public record Symbol(String name, long value, long size, int section, boolean function) {
    /** {@code SHN_LORESERVE}: numbers from here on are not sections. */
    static final int FIRST_RESERVED_SECTION = 0xff00;

    /** True if {@link #section} is a section of the file, so that the value is an address or offset in it. */
    public boolean inSection() {
        return section > 0 && section < FIRST_RESERVED_SECTION;
    }
}
