package org.mckernel.dump.elf;

import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * The fields of the file header that are used; {@code e_ehsize} is not (QEMU writes 8 there). Counts are the 16-bit
 * ones of the header: {@link ElfFile} reads the extended ones when they do not fit.
 *
 * @param type {@code e_type}
 * @param machine {@code e_machine}
 * @param entry {@code e_entry}
 * @param flags {@code e_flags}
 * @param programOffset {@code e_phoff}
 * @param programEntrySize {@code e_phentsize}
 * @param programCount {@code e_phnum}
 * @param sectionOffset {@code e_shoff}
 * @param sectionEntrySize {@code e_shentsize}
 * @param sectionCount {@code e_shnum}
 * @param namesIndex {@code e_shstrndx}
 */
public record ElfHeader(
        int type,
        int machine,
        long entry,
        int flags,
        long programOffset,
        int programEntrySize,
        int programCount,
        long sectionOffset,
        int sectionEntrySize,
        int sectionCount,
        int namesIndex) {
    /** {@code ET_REL}. */
    public static final int RELOCATABLE = 1;
    /** {@code ET_EXEC}. */
    public static final int EXECUTABLE = 2;
    /** {@code ET_DYN}. */
    public static final int SHARED = 3;
    /** {@code ET_CORE}. */
    public static final int CORE = 4;

    /** Bytes of an ELF64 file header. */
    static final int SIZE = 64;

    private static final int MAGIC = 0x464c_457f;
    private static final int CLASS_32 = 1;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int BIG_ENDIAN = 2;

    /** True if the source begins with ELF's magic number, for any class. */
    public static boolean magicAt0(ByteSource source) {
        try {
            return source.size() >= 4 && source.i32(0) == MAGIC;
        } catch (MalformedFileException _) {
            return false;
        }
    }

    static ElfHeader read(ByteSource source) throws MalformedFileException {
        if (!magicAt0(source)) {
            String found = source.size() < 4
                    ? source.size() + " bytes"
                    : "0x%08x".formatted(Integer.reverseBytes(source.i32(0)));
            throw MalformedFileException.at(source, 0, "ELF magic number", "0x7f454c46", found);
        }
        if (source.size() < 6) {
            throw MalformedFileException.truncated(source, "the ELF header", 0, SIZE);
        }
        requireKind(source);
        if (source.size() < SIZE) {
            throw MalformedFileException.truncated(source, "the ELF header", 0, SIZE);
        }
        return new ElfHeader(
                source.u16(16),
                source.u16(18),
                source.i64(24),
                source.i32(48),
                source.i64(32),
                source.u16(54),
                source.u16(56),
                source.i64(40),
                source.u16(58),
                source.u16(60),
                source.u16(62));
    }

    private static void requireKind(ByteSource source) throws MalformedFileException {
        int elfClass = source.u8(4);
        if (elfClass == CLASS_32) {
            throw MalformedFileException.unsupported(
                    source,
                    "32-bit ELF file",
                    "only 64-bit files are read (makedumpfile and QEMU write ELF64 for every 64-bit machine)");
        }
        if (elfClass != CLASS_64) {
            throw MalformedFileException.at(source, 4, "ELF class", "2 (64-bit)", Integer.toString(elfClass));
        }
        int order = source.u8(5);
        if (order == BIG_ENDIAN) {
            throw MalformedFileException.unsupported(
                    source, "big-endian ELF file", "only little-endian machines (x86_64, aarch64) run McKernel");
        }
        if (order != LITTLE_ENDIAN) {
            throw MalformedFileException.at(source, 5, "ELF byte order", "1 (little endian)", Integer.toString(order));
        }
    }
}
