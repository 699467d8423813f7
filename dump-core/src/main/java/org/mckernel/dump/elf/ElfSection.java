package org.mckernel.dump.elf;

/**
 * One section header. Values are as in the file, unchecked: {@link ElfFile#data} checks them.
 *
 * @param index its index in the section table
 * @param name from the section name table; empty when the name's offset is wrong
 * @param type {@code sh_type}, see the constants here
 * @param flags {@code sh_flags}
 * @param address {@code sh_addr}
 * @param offset {@code sh_offset}
 * @param size {@code sh_size}, in the file unless {@link #noBits}
 * @param link {@code sh_link}: for a symbol table the section of its strings
 * @param info {@code sh_info}
 * @param alignment {@code sh_addralign}
 * @param entrySize {@code sh_entsize}
 */
public record ElfSection(
        int index,
        String name,
        int type,
        long flags,
        long address,
        long offset,
        long size,
        int link,
        int info,
        long alignment,
        long entrySize) {
    /** {@code SHT_SYMTAB}. */
    public static final int SYMTAB = 2;
    /** {@code SHT_NOTE}. */
    public static final int NOTE = 7;
    /** {@code SHT_NOBITS}: takes no space in the file. */
    public static final int NOBITS = 8;
    /** {@code SHT_DYNSYM}. */
    public static final int DYNSYM = 11;
    /** {@code SHF_ALLOC}: in memory at run time. */
    public static final long ALLOC = 2;
    /** {@code SHF_EXECINSTR}: machine code. */
    public static final long EXECUTABLE = 4;
    /** {@code SHF_COMPRESSED}: the content begins with a compression header. */
    public static final long COMPRESSED = 0x800;

    /** True for a section without content in the file, such as {@code .bss}. */
    public boolean noBits() {
        return type == NOBITS;
    }

    /** True for a section whose content is stored compressed. */
    public boolean compressed() {
        return (flags & COMPRESSED) != 0;
    }
}
