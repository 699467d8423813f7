package org.mckernel.dump.format.mckdump;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.memory.StoredMemory;

/** Determines the variant and reads the table of chunks. */
final class MckdumpReader {
    static final long LONGEST_TEXT = 4096;

    /** What variants without a stored kernel_base add to the first chunk's start. */
    private static final long OLD_KERNEL_OFFSET = 0x20_0000;

    private static final int CHUNK = 16;

    private final ElfFile file;
    private final ByteSource source;
    private final MemorySections sections;
    private final List<String> warnings = new ArrayList<>();

    private MckdumpReader(ElfFile file, MemorySections sections) {
        this.file = file;
        this.source = file.source();
        this.sections = sections;
    }

    static Mckdump read(ElfFile file) throws MalformedFileException {
        MemorySections sections;
        try {
            sections = MemorySections.of(file);
        } catch (MalformedFileException e) {
            if (e.kind() != MalformedFileException.Kind.TRUNCATED) {
                throw e;
            }
            throw new MalformedFileException(
                    e.kind(),
                    e.file(),
                    e.getMessage() + "; an mckdump has its section table at the end: copy or write it again");
        }
        return new MckdumpReader(file, sections).read();
    }

    private Mckdump read() throws MalformedFileException {
        if (sections.table() == null) {
            return withoutTable();
        }
        ElfSection table = requireTable();
        int count = source.i32(table.offset());
        if (count < 0 || count > (table.size() - 8) / CHUNK) {
            throw MalformedFileException.at(
                    source,
                    table.offset(),
                    "number of chunks",
                    "0 to %d (the section has %d bytes)".formatted((table.size() - 8) / CHUNK, table.size()),
                    Integer.toString(count));
        }
        MckdumpVariant variant = variant(table, count);
        long header = variant.headerSize();
        ChunkTable chunks = new ChunkTable(count);
        for (int i = 0; i < count; i++) {
            long at = table.offset() + header + (long) i * CHUNK;
            chunks.put(i, source.i64(at), source.i64(at + 8));
        }
        OptionalLong kernelBase =
                variant.hasKernelBase() ? OptionalLong.of(source.i64(table.offset() + 8)) : oldKernelBase();
        OptionalLong physStart =
                variant == MckdumpVariant.D ? OptionalLong.of(source.i64(table.offset() + 16)) : OptionalLong.empty();
        return build(variant, kernelBase, physStart, chunks);
    }

    private ElfSection requireTable() throws MalformedFileException {
        ElfSection table = sections.table();
        if (table.noBits() || table.size() < 8) {
            throw MalformedFileException.at(
                    source,
                    table.offset(),
                    "size of section physchunks",
                    "at least 8",
                    Long.toUnsignedString(table.size()));
        }
        if (!source.contains(table.offset(), table.size())) {
            throw MalformedFileException.truncated(source, "section physchunks", table.offset(), table.size());
        }
        return table;
    }

    private Mckdump withoutTable() throws MalformedFileException {
        ElfSection memory = sections.joined();
        if (memory == null) {
            throw MalformedFileException.at(
                    source,
                    file.header().sectionOffset(),
                    "sections of an mckdump",
                    "physchunks or physmem",
                    "neither");
        }
        ChunkTable chunks = new ChunkTable(1);
        chunks.put(0, memory.address(), memory.size());
        return build(MckdumpVariant.A, oldKernelBase(), OptionalLong.empty(), chunks);
    }

    private OptionalLong oldKernelBase() {
        return sections.joined() == null
                ? OptionalLong.empty()
                : OptionalLong.of(sections.joined().address() + OLD_KERNEL_OFFSET);
    }

    private MckdumpVariant variant(ElfSection table, int count) throws MalformedFileException {
        if (sections.joined() != null) {
            return joinedVariant(table, count);
        }
        long header = table.size() - (long) CHUNK * count;
        if (header == MckdumpVariant.C.headerSize()) {
            return MckdumpVariant.C;
        }
        if (header == MckdumpVariant.D.headerSize()) {
            return MckdumpVariant.D;
        }
        // neither size fits: the addresses of the sections show where the table begins
        for (MckdumpVariant candidate : List.of(MckdumpVariant.D, MckdumpVariant.C)) {
            if (count > 0 && header > candidate.headerSize() && agrees(table, candidate, count)) {
                warnings.add(
                        "section physchunks: %d bytes for %d chunks, expected %d; the chunk addresses match variant %s"
                                .formatted(
                                        table.size(), count, candidate.headerSize() + (long) CHUNK * count, candidate));
                return candidate;
            }
        }
        throw MalformedFileException.at(
                source,
                table.offset(),
                "size of section physchunks for %d chunks".formatted(count),
                "%d or %d".formatted(16 + (long) CHUNK * count, 24 + (long) CHUNK * count),
                Long.toString(table.size()));
    }

    private boolean agrees(ElfSection table, MckdumpVariant candidate, int count) throws MalformedFileException {
        for (int i = 0; i < count; i++) {
            long address = source.i64(table.offset() + candidate.headerSize() + (long) i * CHUNK);
            if (sections.has(i) && sections.address(i) != address) {
                return false;
            }
        }
        return sections.has(0);
    }

    /**
     * The section has 8192 bytes for any number of chunks: the first chunk and the sum of all determine the header
     * size.
     */
    private MckdumpVariant joinedVariant(ElfSection table, int count) throws MalformedFileException {
        if (count == 0) {
            return MckdumpVariant.B2;
        }
        for (boolean exact : new boolean[] {true, false}) {
            for (MckdumpVariant candidate : List.of(MckdumpVariant.B1, MckdumpVariant.B2)) {
                if (describes(table, candidate, count, exact)) {
                    return candidate;
                }
            }
        }
        throw MalformedFileException.at(
                source,
                table.offset() + 8,
                "first chunk",
                "address 0x%x of section physmem".formatted(sections.joined().address()),
                "0x%x or 0x%x"
                        .formatted(
                                source.i64(table.offset() + 8),
                                table.size() >= 24 ? source.i64(table.offset() + 16) : 0));
    }

    private boolean describes(ElfSection table, MckdumpVariant candidate, int count, boolean exact)
            throws MalformedFileException {
        long start = table.offset() + candidate.headerSize();
        if (candidate.headerSize() + (long) CHUNK * count > table.size()
                || source.i64(start) != sections.joined().address()) {
            return false;
        }
        long sum = 0;
        for (int i = 0; exact && i < count; i++) {
            sum += source.i64(start + (long) i * CHUNK + 8);
        }
        return !exact || sum == sections.joined().size();
    }

    private Mckdump build(MckdumpVariant variant, OptionalLong kernelBase, OptionalLong physStart, ChunkTable chunks)
            throws MalformedFileException {
        ChunkPlacement placement = new ChunkPlacement(source, sections, chunks, variant, warnings);
        placement.place();
        Optional<ElfSection> info = file.section("mckinfo");
        if (info.isPresent()) {
            RecordedHoles.read(file, info.get(), placement.memory());
        }
        StoredMemory memory = placement.build();
        return new Mckdump(file, variant, kernelBase, physStart, chunks, placement.interactive(), memory, warnings);
    }
}
