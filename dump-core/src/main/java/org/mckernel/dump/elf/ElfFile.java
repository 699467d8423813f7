package org.mckernel.dump.elf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * A little-endian ELF64 file. Opening reads the header and checks that the program headers are in the file; everything
 * else is read on demand. A damaged or truncated section table therefore affects only callers that need sections (core
 * dumps do not).
 */
public final class ElfFile {
    private static final int SECTION_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int EXTENDED = 0xffff;
    private static final int TYPICAL_NAME_LENGTH = 32;
    private static final int LONGEST_NAME = 4096;
    /** Limit for the number of sections; an mckdump has one for each chunk. */
    private static final int MOST_SECTIONS = 1 << 20;
    /** Limit for the number of segments. */
    private static final int MOST_SEGMENTS = 1 << 22;

    private final ByteSource source;
    private final ElfHeader header;
    private final int segmentCount;

    private ElfFile(ByteSource source, ElfHeader header) throws MalformedFileException {
        this.source = source;
        this.header = header;
        this.segmentCount = checkedSegmentCount();
    }

    /**
     * Reads the header.
     *
     * @throws MalformedFileException when it is not an ELF file, or (kind UNSUPPORTED) a 32-bit or big-endian one, or
     *         when the program headers are not completely in the file
     */
    public static ElfFile open(ByteSource source) throws MalformedFileException {
        return new ElfFile(source, ElfHeader.read(source));
    }

    /** The source that the file is read from. */
    public ByteSource source() {
        return source;
    }

    /** The file header. */
    public ElfHeader header() {
        return header;
    }

    private int checkedSegmentCount() throws MalformedFileException {
        long count = header.programCount();
        if (count == EXTENDED && header.sectionOffset() > 0) {
            // PN_XNUM: the real count is in the first section header's sh_info
            requireSectionTable(1);
            count = source.u32(header.sectionOffset() + 44);
        }
        if (count == 0) {
            return 0;
        }
        if (header.programEntrySize() != PROGRAM_HEADER) {
            throw MalformedFileException.at(
                    source, 54, "size of a program header", "56", Integer.toString(header.programEntrySize()));
        }
        if (count > MOST_SEGMENTS) {
            throw MalformedFileException.at(
                    source, 56, "number of program headers", "at most " + MOST_SEGMENTS, Long.toString(count));
        }
        if (header.programOffset() < 0) {
            throw MalformedFileException.at(
                    source,
                    32,
                    "offset of the program headers",
                    "a value below 2^63",
                    "0x" + Long.toHexString(header.programOffset()));
        }
        if (!source.contains(header.programOffset(), count * PROGRAM_HEADER)) {
            throw MalformedFileException.truncated(
                    source,
                    "the table of %d program headers".formatted(count),
                    header.programOffset(),
                    count * PROGRAM_HEADER);
        }
        return (int) count;
    }

    /** Number of program headers. */
    public int segmentCount() {
        return segmentCount;
    }

    /** The program header at {@code index}, from 0 to {@link #segmentCount} − 1. */
    public ElfSegment segment(int index) throws MalformedFileException {
        long at = header.programOffset() + (long) index * PROGRAM_HEADER;
        return new ElfSegment(
                source.i32(at),
                source.i32(at + 4),
                source.i64(at + 8),
                source.i64(at + 16),
                source.i64(at + 24),
                source.i64(at + 32),
                source.i64(at + 40),
                source.i64(at + 48));
    }

    /**
     * Number of sections, including the empty one at index 0; 0 when there is no section table.
     *
     * @throws MalformedFileException when the table is not completely in the file
     */
    public int sectionCount() throws MalformedFileException {
        if (header.sectionOffset() == 0) {
            return 0;
        }
        long count = header.sectionCount();
        if (count == 0) {
            requireSectionTable(1);
            count = source.i64(header.sectionOffset() + 32);
        }
        if (count < 0 || count > MOST_SECTIONS) {
            throw MalformedFileException.at(
                    source,
                    header.sectionOffset() + 32,
                    "number of sections",
                    "at most " + MOST_SECTIONS,
                    Long.toUnsignedString(count));
        }
        requireSectionTable(count);
        return (int) count;
    }

    private void requireSectionTable(long count) throws MalformedFileException {
        if (header.sectionEntrySize() != SECTION_HEADER) {
            throw MalformedFileException.at(
                    source, 58, "size of a section header", "64", Integer.toString(header.sectionEntrySize()));
        }
        long offset = header.sectionOffset();
        if (offset < 0) {
            throw MalformedFileException.at(
                    source, 40, "offset of the section headers", "a value below 2^63", "0x" + Long.toHexString(offset));
        }
        if (!source.contains(offset, count * SECTION_HEADER)) {
            throw MalformedFileException.truncated(
                    source, "the table of %d section headers".formatted(count), offset, count * SECTION_HEADER);
        }
    }

    /**
     * The section at {@code index}.
     *
     * @throws MalformedFileException when there is none or the table is not completely in the file
     */
    public ElfSection section(int index) throws MalformedFileException {
        requireIndex(index, sectionCount());
        return section(index, names());
    }

    /** All sections in table order, one object each. */
    public List<ElfSection> sections() throws MalformedFileException {
        int count = sectionCount();
        ElfSection names = names();
        List<ElfSection> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(section(i, names));
        }
        return all;
    }

    /** The first section of that name that has content in the file. */
    public Optional<ElfSection> section(String name) throws MalformedFileException {
        int count = sectionCount();
        ElfSection names = names();
        for (int i = 1; i < count; i++) {
            ElfSection section = section(i, names);
            if (section.name().equals(name)) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }

    /**
     * A section of debug information, named {@code .debug_NAME} or, compressed in the old GNU format, {@code
     * .zdebug_NAME}; also empty for a section without content in the file.
     */
    public Optional<ElfSection> debugSection(String name) throws MalformedFileException {
        Optional<ElfSection> section = section(".debug_" + name);
        Optional<ElfSection> found = section.isPresent() ? section : section(".zdebug_" + name);
        return found.filter(s -> !s.noBits() && s.size() > 0);
    }

    private void requireIndex(int index, int count) throws MalformedFileException {
        if (index < 0 || index >= count) {
            throw MalformedFileException.at(
                    source,
                    header.sectionOffset(),
                    "index of a section",
                    "one of %d sections".formatted(count),
                    Integer.toString(index));
        }
    }

    /** The header of the section name string table, or null when the file has none. */
    private ElfSection names() throws MalformedFileException {
        int count = sectionCount();
        int index = header.namesIndex();
        if (index == EXTENDED && count > 0) {
            index = source.i32(header.sectionOffset() + 40);
        }
        return index > 0 && index < count ? section(index, null) : null;
    }

    private ElfSection section(int index, ElfSection names) throws MalformedFileException {
        long at = header.sectionOffset() + (long) index * SECTION_HEADER;
        return new ElfSection(
                index,
                name(names, source.u32(at)),
                source.i32(at + 4),
                source.i64(at + 8),
                source.i64(at + 16),
                source.i64(at + 24),
                source.i64(at + 32),
                source.i32(at + 40),
                source.i32(at + 44),
                source.i64(at + 48),
                source.i64(at + 56));
    }

    private String name(ElfSection names, long offset) throws MalformedFileException {
        if (names == null || offset >= names.size() || !source.contains(names.offset(), names.size())) {
            return "";
        }
        long room = Math.min(names.size() - offset, LONGEST_NAME);
        String start = source.text(names.offset() + offset, Math.min(room, TYPICAL_NAME_LENGTH));
        return start.length() < TYPICAL_NAME_LENGTH ? start : source.text(names.offset() + offset, room);
    }

    /**
     * A section's content: a view of the file, or the decompressed content (zlib). Empty for a section without content.
     *
     * @throws MalformedFileException when it is not completely in the file or does not decompress
     */
    public MemorySegment data(ElfSection section) throws MalformedFileException {
        if (section.noBits() || section.size() == 0) {
            return MemorySegment.ofArray(new byte[0]);
        }
        if (section.offset() < 0 || section.size() < 0 || !source.contains(section.offset(), section.size())) {
            throw MalformedFileException.truncated(
                    source, "section %s".formatted(section.name()), section.offset(), section.size());
        }
        if (section.name().startsWith(".zdebug_")) {
            return CompressedSection.decompressZdebug(source, section);
        }
        return section.compressed()
                ? CompressedSection.decompress(source, section)
                : source.slice(section.offset(), section.size());
    }

    /**
     * The file's own symbols ({@code .symtab}), else its dynamic ones ({@code .dynsym}); empty when it has neither (a
     * stripped image).
     */
    public Optional<ElfSymbolTable> symbols() throws MalformedFileException {
        Optional<ElfSection> table = firstOfType(ElfSection.SYMTAB);
        if (table.isEmpty()) {
            table = firstOfType(ElfSection.DYNSYM);
        }
        if (table.isEmpty()) {
            return Optional.empty();
        }
        ElfSection strings = section(table.get().link());
        return Optional.of(new ElfSymbolTable(data(table.get()), data(strings)));
    }

    private Optional<ElfSection> firstOfType(int type) throws MalformedFileException {
        int count = sectionCount();
        ElfSection names = names();
        for (int i = 1; i < count; i++) {
            if (source.i32(header.sectionOffset() + (long) i * SECTION_HEADER + 4) == type) {
                return Optional.of(section(i, names));
            }
        }
        return Optional.empty();
    }

    /** The notes of one note segment. */
    public ElfNotes notes(ElfSegment segment) {
        return ElfNotes.parse(source, segment.offset(), segment.fileSize(), segment.alignment() == 8 ? 8 : 4);
    }

    /** The notes of one note section. */
    public ElfNotes notes(ElfSection section) {
        return ElfNotes.parse(source, section.offset(), section.size(), section.alignment() == 8 ? 8 : 4);
    }

    /**
     * The note that holds the build id: in the section {@code .note.gnu.build-id}, else in a note segment. Its {@link
     * ElfNote#offset} is the offset of the id in the file.
     */
    public Optional<ElfNote> buildIdNote() throws MalformedFileException {
        Optional<ElfSection> section = section(".note.gnu.build-id").filter(s -> !s.noBits());
        if (section.isPresent()) {
            return notes(section.get()).first("GNU", ElfNote.GNU_BUILD_ID);
        }
        for (int i = 0; i < segmentCount; i++) {
            ElfSegment segment = segment(i);
            if (segment.type() == ElfSegment.NOTE) {
                Optional<ElfNote> note = notes(segment).first("GNU", ElfNote.GNU_BUILD_ID);
                if (note.isPresent()) {
                    return note;
                }
            }
        }
        return Optional.empty();
    }

    /** The build id; empty when the file was linked without. */
    public Optional<BuildId> buildId() throws MalformedFileException {
        Optional<ElfNote> note = buildIdNote();
        return note.isPresent() ? BuildId.of(note.get()) : Optional.empty();
    }
}
