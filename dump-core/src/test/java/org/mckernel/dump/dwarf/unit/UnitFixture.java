package org.mckernel.dump.dwarf.unit;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;
import org.mckernel.testdumps.dwarf.SectionFileWriter;

/** Units of a few entries, and sections that are only an array. */
final class UnitFixture {
    /** An attribute that has no meaning for the reader: {@code DW_AT_decl_file}. */
    static final int ATTRIBUTE = 0x3a;

    private UnitFixture() {}

    static DwarfSection section(String name, byte... bytes) {
        return new DwarfSection(name, "test", MemorySegment.ofArray(bytes), null);
    }

    static DwarfCursor cursor(int... bytes) {
        DwarfSection section = section(".debug_test", bytes(bytes));
        return new DwarfCursor(section, 0, section.size());
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] longs(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }

    static DwarfUnits units(DwarfBuilder builder, Map<String, byte[]> more) throws MalformedFileException {
        Map<String, byte[]> sections = new HashMap<>(builder.sections());
        sections.putAll(more);
        return units(sections);
    }

    static DwarfUnits units(Map<String, byte[]> sections) throws MalformedFileException {
        byte[] file = new SectionFileWriter(SectionFileWriter.EXECUTABLE)
                .sections(sections)
                .file();
        return DwarfUnits.of(DwarfSections.of(ElfFile.open(TestSource.of(file))).orElseThrow());
    }

    /** The outermost entry of a unit that holds this one alone. */
    static Die die(int version, Entry entry, Map<String, byte[]> more) throws MalformedFileException {
        DwarfUnit unit =
                units(new DwarfBuilder(version, false).unit(entry), more).get(0);
        return Die.at(unit, unit.firstDie()).firstChild();
    }

    /** The value of an attribute of this form in a unit of version 5, in 32-bit form. */
    static AttributeValue value(int form, int... bytes) throws MalformedFileException {
        return value(form, Map.of(), bytes);
    }

    static AttributeValue value(int form, Map<String, byte[]> more, int... bytes) throws MalformedFileException {
        return die(5, Entry.of(0x2e).attribute(ATTRIBUTE, form, bytes(bytes)), more)
                .attribute(ATTRIBUTE);
    }
}
