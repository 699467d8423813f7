package org.mckernel.converter.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mckernel.dump.kernel.ihk.ChunkList;

/**
 * The layout of an mckdump, as written by libbfd: ELF64, ET_REL, EM_NONE, sections without padding from offset 64 in
 * the order date, hostname, user, physchunks, physmem0 …, then the additional ones, then {@code .shstrtab}, and the
 * section headers at the end, 8-aligned. From 65280 sections on the real count and string table index are in section
 * header 0.
 *
 * <p>Only the small parts are built here, as bytes; names and headers of a million chunks are streamed.
 */
final class MckdumpLayout {
    /** A small section: its name and content (position 0 to limit; read through {@link #bytes} only). */
    record Part(String name, ByteBuffer content) {
        static Part of(String name, byte[] content) {
            return new Part(name, ByteBuffer.wrap(content).asReadOnlyBuffer());
        }

        /** The content from its start. */
        ByteBuffer bytes() {
            return content.duplicate();
        }

        int size() {
            return content.limit();
        }
    }

    private static final int HEADER_SIZE = 64;
    private static final int SECTION_HEADER_SIZE = 64;
    private static final int EXTENDED_FROM = 0xff00;
    /** Offset of the first name after the empty one and {@code .shstrtab}. */
    private static final long FIRST_NAME = 11;

    private static final int PROGBITS = 1;
    private static final int STRTAB = 3;
    private static final int WRITE = 1;
    private static final int ALLOC = 2;

    private final ChunkList chunks;
    private final List<Part> leading;
    private final long dataOffset;

    /**
     * @param leading the sections before the memory: date, hostname, user, physchunks
     */
    MckdumpLayout(List<Part> leading, ChunkList chunks) {
        this.chunks = chunks;
        this.leading = List.copyOf(leading);
        this.dataOffset =
                HEADER_SIZE + leading.stream().mapToLong(p -> p.size()).sum();
    }

    /** The physchunks section: count, kernel_base, phys_start (unless legacy), then address and size of every chunk. */
    static Part physchunks(ChunkList chunks, long kernelBase, long physStart, HeaderForm form) {
        ByteBuffer buffer = little(24 + 16 * chunks.count());
        buffer.putInt(chunks.count()).putInt(0).putLong(kernelBase);
        if (form == HeaderForm.ECLAIR) {
            buffer.putLong(physStart);
        }
        for (int i = 0; i < chunks.count(); i++) {
            buffer.putLong(chunks.address(i)).putLong(chunks.size(i));
        }
        return new Part("physchunks", buffer.flip().slice().asReadOnlyBuffer());
    }

    /** File offset of the first chunk's data; the chunks follow one another without gaps. */
    long dataOffset() {
        return dataOffset;
    }

    /** One past the last byte of chunk data. */
    long dataEnd() {
        return dataOffset + chunks.totalBytes();
    }

    /** The bytes before the chunk data: ELF header and leading sections. */
    ByteBuffer head(List<Part> trailing) {
        int sections = sectionCount(trailing);
        boolean extended = sections >= EXTENDED_FROM;
        ByteBuffer buffer = little(Math.toIntExact(dataOffset));
        buffer.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
        buffer.position(16);
        buffer.putShort((short) 1).putShort((short) 0).putInt(1); // ET_REL, EM_NONE, EV_CURRENT
        buffer.putLong(0).putLong(0).putLong(sectionHeaderOffset(trailing)).putInt(0);
        buffer.putShort((short) HEADER_SIZE).putShort((short) 0).putShort((short) 0);
        buffer.putShort((short) SECTION_HEADER_SIZE).putShort((short) (extended ? 0 : sections));
        buffer.putShort((short) (extended ? 0xffff : sections - 1));
        leading.forEach(part -> buffer.put(part.bytes()));
        return buffer.flip();
    }

    /** The bytes after the chunk data: additional sections, the string table, padding, section headers. */
    void tail(List<Part> trailing, Sink sink) throws IOException {
        for (Part part : trailing) {
            sink.put(part.bytes());
        }
        writeNames(trailing, sink);
        sink.put(ByteBuffer.allocate(Math.toIntExact(sectionHeaderOffset(trailing) - namesEnd(trailing))));
        writeSectionHeaders(trailing, sink);
    }

    /** Accepts consecutive bytes. */
    @FunctionalInterface
    interface Sink {
        void put(ByteBuffer bytes) throws IOException;
    }

    /** Size of the whole file. */
    long fileSize(List<Part> trailing) {
        return sectionHeaderOffset(trailing) + (long) sectionCount(trailing) * SECTION_HEADER_SIZE;
    }

    private int sectionCount(List<Part> trailing) {
        return 1 + leading.size() + chunks.count() + trailing.size() + 1;
    }

    private long namesOffset(List<Part> trailing) {
        return dataEnd() + trailing.stream().mapToLong(p -> p.size()).sum();
    }

    private long namesEnd(List<Part> trailing) {
        return namesOffset(trailing) + namesSize(trailing);
    }

    private long sectionHeaderOffset(List<Part> trailing) {
        return (namesEnd(trailing) + 7) & -8;
    }

    private long namesSize(List<Part> trailing) {
        long size = FIRST_NAME;
        for (Part part : leading) {
            size += part.name().length() + 1;
        }
        for (int i = 0; i < chunks.count(); i++) {
            size += "physmem".length() + digits(i) + 1;
        }
        for (Part part : trailing) {
            size += part.name().length() + 1;
        }
        return size;
    }

    private void writeNames(List<Part> trailing, Sink sink) throws IOException {
        sink.put(name(""));
        sink.put(name(".shstrtab"));
        for (Part part : leading) {
            sink.put(name(part.name()));
        }
        for (int i = 0; i < chunks.count(); i++) {
            sink.put(name("physmem" + i));
        }
        for (Part part : trailing) {
            sink.put(name(part.name()));
        }
    }

    private void writeSectionHeaders(List<Part> trailing, Sink sink) throws IOException {
        int sections = sectionCount(trailing);
        boolean extended = sections >= EXTENDED_FROM;
        sink.put(sectionHeader(0, 0, 0, 0, 0, extended ? sections : 0, extended ? sections - 1 : 0, 0));
        long nameAt = FIRST_NAME;
        long at = HEADER_SIZE;
        for (Part part : leading) {
            int flags = part.name().equals("physchunks") ? WRITE | ALLOC : WRITE;
            sink.put(sectionHeader(nameAt, PROGBITS, flags, 0, at, part.size(), 0, 1));
            nameAt += part.name().length() + 1;
            at += part.size();
        }
        for (int i = 0; i < chunks.count(); i++) {
            sink.put(sectionHeader(nameAt, PROGBITS, WRITE | ALLOC, chunks.address(i), at, chunks.size(i), 0, 1));
            nameAt += "physmem".length() + digits(i) + 1;
            at += chunks.size(i);
        }
        for (Part part : trailing) {
            sink.put(sectionHeader(nameAt, PROGBITS, WRITE, 0, at, part.size(), 0, 1));
            nameAt += part.name().length() + 1;
            at += part.size();
        }
        sink.put(sectionHeader(1, STRTAB, 0, 0, at, namesSize(trailing), 0, 1));
    }

    private static ByteBuffer sectionHeader(
            long name, int type, long flags, long address, long offset, long size, int link, long alignment) {
        ByteBuffer buffer = little(SECTION_HEADER_SIZE);
        buffer.putInt((int) name)
                .putInt(type)
                .putLong(flags)
                .putLong(address)
                .putLong(offset)
                .putLong(size);
        buffer.putInt(link).putInt(0).putLong(alignment).putLong(0);
        return buffer.flip();
    }

    private static ByteBuffer name(String name) {
        return ByteBuffer.wrap((name + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    private static int digits(int value) {
        return Integer.toString(value).length();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
