package org.mckernel.converter.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All section headers of an ELF64 file, field by field, read without the code under test. */
record SectionTable(List<Section> sections, String names) {
    record Section(
            String name,
            int nameAt,
            int type,
            long flags,
            long address,
            long offset,
            long size,
            int link,
            int info,
            long alignment,
            long entrySize) {}

    static SectionTable of(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer header = read(file, 0, 64);
            long table = header.getLong(40);
            ByteBuffer first = read(file, table, 64);
            int count = Short.toUnsignedInt(header.getShort(60));
            int namesIndex = Short.toUnsignedInt(header.getShort(62));
            count = count == 0 ? Math.toIntExact(first.getLong(32)) : count;
            namesIndex = namesIndex == 0xffff ? first.getInt(40) : namesIndex;
            ByteBuffer headers = read(file, table, count * 64);
            String names = StandardCharsets.US_ASCII
                    .decode(read(
                            file,
                            headers.getLong(namesIndex * 64 + 24),
                            Math.toIntExact(headers.getLong(namesIndex * 64 + 32))))
                    .toString();
            List<Section> sections = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sections.add(section(headers.slice(i * 64, 64).order(ByteOrder.LITTLE_ENDIAN), names));
            }
            return new SectionTable(sections, names);
        }
    }

    /** Bytes of a file from {@code offset} on. */
    static byte[] bytes(Path path, long offset, int length) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            return read(file, offset, length).array();
        }
    }

    Section section(String name) {
        return sections.stream().filter(s -> s.name.equals(name)).findFirst().orElseThrow();
    }

    private static Section section(ByteBuffer header, String names) {
        int at = header.getInt(0);
        return new Section(
                names.substring(at, names.indexOf('\0', at)),
                at,
                header.getInt(4),
                header.getLong(8),
                header.getLong(16),
                header.getLong(24),
                header.getLong(32),
                header.getInt(40),
                header.getInt(44),
                header.getLong(48),
                header.getLong(56));
    }

    private static ByteBuffer read(FileChannel file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int got;
        do {
            got = file.read(bytes, offset + bytes.position());
        } while (got > 0 && bytes.hasRemaining());
        return bytes.flip();
    }
}
