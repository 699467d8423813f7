package org.mckernel.dump.elf;

/**
 * One symbol.
 *
 * @param name Latin-1; empty when there is none or its offset is wrong
 * @param value {@code st_value}: an address in images, an offset into the section in relocatable objects
 * @param size {@code st_size}, bytes; 0 when unknown
 * @param info {@code st_info}: binding and type
 * @param section {@code st_shndx}: 0 undefined, 0xfff1 absolute; 0xffff (SHN_XINDEX) is not resolved
 */
public record ElfSymbol(String name, long value, long size, int info, int section) {
    /** {@code STT_OBJECT}. */
    public static final int OBJECT = 1;
    /** {@code STT_FUNC}. */
    public static final int FUNCTION = 2;
    /** {@code STT_SECTION}. */
    public static final int SECTION = 3;
    /** {@code STT_FILE}. */
    public static final int FILE = 4;

    /** {@code ELF64_ST_TYPE}. */
    public int type() {
        return info & 15;
    }

    /** {@code ELF64_ST_BIND}: 0 local, 1 global, 2 weak. */
    public int binding() {
        return info >> 4;
    }

    /** True if it is defined in this file. */
    public boolean defined() {
        return section != 0;
    }
}
