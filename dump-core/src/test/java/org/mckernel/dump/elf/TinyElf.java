package org.mckernel.dump.elf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.testdumps.file.StructBuilder;

/** An ELF64 object of a few sections, written byte by byte for tests. */
public final class TinyElf {
    private record Part(
            String name, int type, long flags, long address, StructBuilder content, int link, long alignment) {}

    private final List<Part> parts = new ArrayList<>();
    private final int type;
    private final int machine;

    public TinyElf(int type, int machine) {
        this.type = type;
        this.machine = machine;
        parts.add(new Part("", 0, 0, 0, StructBuilder.littleEndian(), 0, 0));
    }

    /** Adds a section; the first has index 1. */
    public TinyElf section(String name, int sectionType, long flags, long address, byte... bytes) {
        parts.add(new Part(
                name, sectionType, flags, address, StructBuilder.littleEndian().bytes(bytes), 0, 1));
        return this;
    }

    /** Adds a symbol table whose strings are the next section. */
    public TinyElf symbols(byte... bytes) {
        parts.add(new Part(
                ".symtab", ElfSection.SYMTAB, 0, 0, StructBuilder.littleEndian().bytes(bytes), parts.size() + 1, 8));
        return this;
    }

    public Path write(Path path) throws IOException {
        return Files.write(path, toBytes());
    }

    /** The file's bytes. */
    public byte[] toBytes() {
        StructBuilder names = StructBuilder.littleEndian();
        List<Part> all = new ArrayList<>(parts);
        StructBuilder text = StructBuilder.littleEndian();
        all.forEach(p -> text.text(p.name).u8(0));
        all.add(new Part(".shstrtab", 3, 0, 0, text.text(".shstrtab").u8(0), 0, 1));
        StructBuilder body = StructBuilder.littleEndian();
        StructBuilder headers = StructBuilder.littleEndian();
        for (Part part : all) {
            headers.u32(names.size(), part.type)
                    .u64(part.flags, part.address, 64 + body.size(), part.content.size())
                    .u32(part.link, 0)
                    .u64(part.alignment, 0);
            names.text(part.name).u8(0);
            body.bytes(part.content.toBytes());
        }
        byte[] content = body.align(8).toBytes();
        byte[] header = StructBuilder.littleEndian()
                .u8(0x7f)
                .text("ELF")
                .u8(2, 1, 1)
                .at(16)
                .u16(type, machine)
                .u32(1)
                .u64(0, 0, 64 + content.length)
                .u32(0)
                .u16(64, 0, 0, 64, all.size(), all.size() - 1)
                .toBytes();
        return StructBuilder.littleEndian()
                .bytes(header)
                .bytes(content)
                .bytes(headers.toBytes())
                .toBytes();
    }
}
