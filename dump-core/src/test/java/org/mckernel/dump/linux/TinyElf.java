package org.mckernel.dump.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An ELF file with only symbols, all in a section {@code .bss}. */
final class TinyElf {
    private TinyElf() {}

    /** Writes the file; values are addresses, or offsets into {@code .bss} for a module's object file. */
    static Path write(Path file, Map<String, Long> symbols) throws IOException {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        strings.write(0);
        ByteBuffer table = ByteBuffer.allocate(24 * (1 + symbols.size())).order(ByteOrder.LITTLE_ENDIAN);
        table.position(24);
        symbols.forEach((name, value) -> {
            table.putInt(strings.size())
                    .put((byte) 1)
                    .put((byte) 0)
                    .putShort((short) 1)
                    .putLong(value)
                    .putLong(8);
            strings.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
        });
        byte[] names = "\0.bss\0.symtab\0.strtab\0".getBytes(StandardCharsets.US_ASCII);
        int symbolsAt = 64;
        int stringsAt = symbolsAt + table.capacity();
        int namesAt = stringsAt + strings.size();
        int sectionsAt = namesAt + names.length;
        ByteBuffer out = ByteBuffer.allocate(sectionsAt + 5 * 64).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        out.putShort((short) 1)
                .putShort((short) 62)
                .putInt(1)
                .putLong(0)
                .putLong(0)
                .putLong(sectionsAt)
                .putInt(0);
        out.putShort((short) 64)
                .putShort((short) 56)
                .putShort((short) 0)
                .putShort((short) 64)
                .putShort((short) 5)
                .putShort((short) 4);
        out.put(symbolsAt, table.array()).put(stringsAt, strings.toByteArray()).put(namesAt, names);
        section(out, sectionsAt + 64, 1, 8, 0, 0x100, 0);
        section(out, sectionsAt + 128, 6, 2, symbolsAt, table.capacity(), 3);
        section(out, sectionsAt + 192, 14, 3, stringsAt, strings.size(), 0);
        section(out, sectionsAt + 256, 14, 3, namesAt, names.length, 0);
        return Files.write(file, out.array());
    }

    private static void section(ByteBuffer out, int at, int name, int type, int offset, int size, int link) {
        out.putInt(at, name)
                .putInt(at + 4, type)
                .putLong(at + 24, offset)
                .putLong(at + 32, size)
                .putInt(at + 40, link);
    }
}
