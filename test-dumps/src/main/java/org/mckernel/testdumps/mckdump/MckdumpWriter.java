package org.mckernel.testdumps.mckdump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.SparseFile;
import org.mckernel.testdumps.file.StructBuilder;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Writes a McKernel dump byte for byte as libbfd does: sections without gaps from 0x40, {@code .shstrtab} last, section
 * headers at the end. Excluded pages play no part: what is dumped is what the chunks say, and pages of zeros become
 * holes of the file.
 *
 * <p>Regions of the returned layout: {@code ehdr}, each section by its name, {@code .shstrtab}, {@code shdrs}.
 */
public final class MckdumpWriter {
    private static final int EHDR = 64;
    private static final int SHDR = 64;
    private static final int SHN_LORESERVE = 0xff00;
    private static final int SHN_XINDEX = 0xffff;
    private static final int SHT_PROGBITS = 1;
    private static final int SHT_STRTAB = 3;
    private static final int WRITE = 1;
    private static final int WRITE_ALLOC = 3;
    private static final int FIXED_TABLE = 8192;

    private record Chunk(long start, long size) {}

    /** A section's header fields; the file offset and the name's offset follow from the order. */
    private record Section(String name, int flags, long address, long size) {}

    private final SimulatedMemory memory;
    private final List<Chunk> chunks = new ArrayList<>();
    private Variant variant = Variant.D;
    private String date = "Thu Mar  3 21:42:35 2016";
    private String hostname = "node01";
    private String user = "root";
    private long kernelBase;
    private long physStart;
    private boolean interactive;

    private MckdumpWriter(SimulatedMemory memory) {
        this.memory = memory;
    }

    /** A writer of this memory: variant D, no chunks yet. */
    public static MckdumpWriter of(SimulatedMemory memory) {
        return new MckdumpWriter(memory);
    }

    public MckdumpWriter variant(Variant newVariant) {
        this.variant = newVariant;
        return this;
    }

    /** Adds a chunk; chunks are in the file in the order given. */
    public MckdumpWriter chunk(long start, long size) {
        chunks.add(new Chunk(start, size));
        return this;
    }

    /** Adds every range of RAM as a chunk. */
    public MckdumpWriter allRam() {
        memory.ram().forEach(r -> chunk(r.start(), r.length()));
        return this;
    }

    /** Physical address that belongs to the start of the kernel's map; stored from B2 on. */
    public MckdumpWriter kernelBase(long address) {
        this.kernelBase = address;
        return this;
    }

    /** Physical address where Linux' straight map starts (arm64); stored by D. */
    public MckdumpWriter physStart(long address) {
        this.physStart = address;
        return this;
    }

    /** Texts of the sections date, hostname and user. */
    public MckdumpWriter madeBy(String newDate, String newHostname, String newUser) {
        this.date = newDate;
        this.hostname = newHostname;
        this.user = newUser;
        return this;
    }

    /** As the interactive mode leaves it: each memory section is one page long and never written. */
    public MckdumpWriter interactive() {
        this.interactive = true;
        return this;
    }

    /** Writes the file, replacing an old one. */
    public FileLayout write(Path path) throws IOException {
        if (chunks.isEmpty() && !variant.numbered()) {
            throw new IllegalArgumentException("Variant %s needs a chunk".formatted(variant));
        }
        List<Section> sections = sections();
        try (SparseFile file = SparseFile.create(path)) {
            FileLayout layout = new FileLayout().add("ehdr", 0, EHDR);
            StructBuilder names =
                    StructBuilder.littleEndian().u8(0).text(".shstrtab").u8(0);
            int count = sections.size() + 2;
            int shstrndx = count - 1;
            boolean extended = count >= SHN_LORESERVE;
            StructBuilder headers = StructBuilder.littleEndian();
            if (extended) {
                headers.at(32).u64(count).u32(shstrndx);
            }
            headers.at(SHDR);
            long at = EHDR;
            for (Section section : sections) {
                headers.u32(names.size(), SHT_PROGBITS)
                        .u64(section.flags, section.address, at, section.size)
                        .u32(0, 0)
                        .u64(1, 0);
                names.text(section.name).u8(0);
                layout.add(section.name, at, section.size);
                at += section.size;
            }
            writeContents(file, layout);
            byte[] nameBytes = names.toBytes();
            headers.u32(1, SHT_STRTAB).u64(0, 0, at, nameBytes.length).u32(0, 0).u64(1, 0);
            file.write(at, nameBytes);
            layout.add(".shstrtab", at, nameBytes.length);
            long shoff = (at + nameBytes.length + 7) / 8 * 8;
            file.write(shoff, headers.toBytes());
            layout.add("shdrs", shoff, headers.size());
            file.write(
                    0,
                    StructBuilder.littleEndian()
                            .u8(0x7f)
                            .text("ELF")
                            .u8(2, 1, 1)
                            .at(16)
                            .u16(1, 0)
                            .u32(1)
                            .u64(0, 0, shoff)
                            .u32(0)
                            .u16(EHDR, 0, 0, SHDR, extended ? 0 : count, extended ? SHN_XINDEX : shstrndx)
                            .toBytes());
            return layout;
        }
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("date", WRITE, 0, bytes(date).length));
        sections.add(new Section("hostname", WRITE, 0, bytes(hostname).length));
        sections.add(new Section("user", WRITE, 0, bytes(user).length));
        if (variant.entriesAt() > 0) {
            sections.add(new Section("physchunks", WRITE_ALLOC, 0, table().length));
        }
        if (variant.numbered()) {
            for (int i = 0; i < chunks.size(); i++) {
                sections.add(new Section(
                        "physmem" + i,
                        WRITE_ALLOC,
                        chunks.get(i).start,
                        interactive ? memory.pageSize() : chunks.get(i).size));
            }
        } else {
            sections.add(new Section("physmem", WRITE_ALLOC, chunks.getFirst().start, singleSectionSize()));
        }
        return sections;
    }

    private long singleSectionSize() {
        if (interactive) {
            return memory.pageSize();
        }
        return switch (variant) {
            case A_SPAN -> chunks.getLast().start + chunks.getLast().size - chunks.getFirst().start;
            case A -> chunks.getFirst().size;
            default -> chunks.stream().mapToLong(Chunk::size).sum();
        };
    }

    private byte[] table() {
        StructBuilder table = StructBuilder.littleEndian().u32(chunks.size(), 0);
        if (variant.entriesAt() >= 16) {
            table.u64(kernelBase);
        }
        if (variant.entriesAt() >= 24) {
            table.u64(physStart);
        }
        chunks.forEach(c -> table.u64(c.start, c.size));
        return variant.numbered() ? table.toBytes() : table.at(FIXED_TABLE).toBytes();
    }

    private void writeContents(SparseFile file, FileLayout layout) throws IOException {
        file.write(layout.offsetOf("date"), bytes(date));
        file.write(layout.offsetOf("hostname"), bytes(hostname));
        file.write(layout.offsetOf("user"), bytes(user));
        if (variant.entriesAt() > 0) {
            file.write(layout.offsetOf("physchunks"), table());
        }
        if (interactive) {
            return;
        }
        if (variant == Variant.A || variant == Variant.A_SPAN) {
            file.writeMemory(layout.offsetOf("physmem"), memory, chunks.getFirst().start, singleSectionSize());
            return;
        }
        long at = variant.numbered() ? 0 : layout.offsetOf("physmem");
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            file.writeMemory(variant.numbered() ? layout.offsetOf("physmem" + i) : at, memory, chunk.start, chunk.size);
            at += chunk.size;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
