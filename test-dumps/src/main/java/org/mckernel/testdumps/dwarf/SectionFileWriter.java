package org.mckernel.testdumps.dwarf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a little-endian ELF64 file of sections only: no segments, symbols where given. */
public final class SectionFileWriter {
    /** {@code ET_REL}. */
    public static final int RELOCATABLE = 1;
    /** {@code ET_EXEC}. */
    public static final int EXECUTABLE = 2;

    private static final int HEADER = 64;

    private record Section(int type, int link, int info, int entrySize, ByteBuffer bytes) {}

    private final int type;
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final ByteArrayOutputStream symbols = new ByteArrayOutputStream();
    private final ByteArrayOutputStream symbolNames = new ByteArrayOutputStream();

    public SectionFileWriter(int type) {
        this.type = type;
        symbols.writeBytes(new byte[24]);
        symbolNames.write(0);
    }

    /** Adds sections of plain content, numbered from 1 in the order given. */
    public SectionFileWriter sections(Map<String, byte[]> contents) {
        contents.forEach((name, bytes) -> sections.put(name, new Section(1, 0, 0, 0, ByteBuffer.wrap(bytes))));
        return this;
    }

    /**
     * Adds relocations of a section, of type R_X86_64_32, against a symbol of value 0.
     *
     * @param offsetsAndAddends pairs
     */
    public SectionFileWriter relocations(String target, long... offsetsAndAddends) {
        ByteBuffer table =
                ByteBuffer.allocate(offsetsAndAddends.length / 2 * 24).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < offsetsAndAddends.length; i += 2) {
            table.putLong(offsetsAndAddends[i]).putLong(1L << 32 | 10).putLong(offsetsAndAddends[i + 1]);
        }
        sections.put(".rela" + target, new Section(4, 0, 0, 24, table));
        return symbol("", target, 0, false);
    }

    /** Adds a variable's symbol; its section must have been added. */
    public SectionFileWriter symbol(String name, String section, long value, boolean global) {
        int number = List.copyOf(sections.keySet()).indexOf(section) + 1;
        symbols.writeBytes(ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(symbolNames.size())
                .put((byte) (global ? 0x11 : 1))
                .put((byte) 0)
                .putShort((short) number)
                .putLong(value)
                .putLong(8)
                .array());
        symbolNames.writeBytes(name.getBytes(US_ASCII));
        symbolNames.write(0);
        return this;
    }

    /** The file's bytes. */
    public byte[] file() {
        if (symbols.size() > 24) {
            sections.put(".strtab", new Section(3, 0, 0, 0, ByteBuffer.wrap(symbolNames.toByteArray())));
            sections.put(
                    ".symtab",
                    new Section(
                            2,
                            List.copyOf(sections.keySet()).indexOf(".strtab") + 1,
                            1,
                            24,
                            ByteBuffer.wrap(symbols.toByteArray())));
        }
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[HEADER]);
        ByteBuffer table = ByteBuffer.allocate((sections.size() + 2) * HEADER).order(ByteOrder.LITTLE_ENDIAN);
        table.position(HEADER);
        sections.forEach((name, section) -> header(table, names, content, name, section));
        int at = names.size();
        header(
                table,
                names,
                content,
                ".shstrtab",
                new Section(
                        3,
                        0,
                        0,
                        0,
                        ByteBuffer.allocate(at + 10).put(names.toByteArray()).put(".shstrtab".getBytes(US_ASCII))));
        ByteBuffer file = ByteBuffer.allocate(content.size() + table.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(content.toByteArray()).put(table.array());
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})
                .putShort(16, (short) type)
                .putShort(18, (short) 62)
                .putInt(20, 1)
                .putLong(40, content.size())
                .putShort(52, (short) HEADER)
                .putShort(58, (short) HEADER)
                .putShort(60, (short) (sections.size() + 2))
                .putShort(62, (short) (sections.size() + 1));
        return file.array();
    }

    private static void header(
            ByteBuffer table,
            ByteArrayOutputStream names,
            ByteArrayOutputStream content,
            String name,
            Section section) {
        table.putInt(names.size()).putInt(section.type).putLong(0).putLong(0).putLong(content.size());
        table.putLong(section.bytes.capacity())
                .putInt(section.link)
                .putInt(section.info)
                .putLong(1);
        table.putLong(section.entrySize);
        names.writeBytes(name.getBytes(US_ASCII));
        names.write(0);
        for (int i = 0; i < section.bytes.capacity(); i++) {
            content.write(section.bytes.get(i));
        }
    }
}
