package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.dump.dwarf.unit.UnitFixture.bytes;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;

/** Tables of abbreviations written by hand (DWARF 5, 7.5.3): code, tag, children, attributes and forms, 0 0. */
class AbbreviationsTest {
    private static final DwarfUnit.Encoding ENCODING = new DwarfUnit.Encoding(5, 4, 8);

    private static Abbreviations read(int offset, byte... table) throws MalformedFileException {
        return Abbreviations.read(UnitFixture.section(".debug_abbrev", table), offset, ENCODING);
    }

    @Test
    void declarationsAreFoundByTheirCode() throws MalformedFileException {
        Abbreviations table =
                read(2, bytes(9, 9, 1, 0x11, 1, 0x03, 0x08, 0x0b, 0x0f, 0, 0, 2, 0x13, 0, 0, 0, 7, 0x24, 0, 0, 0, 0));

        assertThat(table.get(1).tag()).isEqualTo(0x11);
        assertThat(table.get(1).hasChildren()).isTrue();
        assertThat(table.get(1).attributeCount()).isEqualTo(2);
        assertThat(table.get(2).tag()).isEqualTo(0x13);
        assertThat(table.get(2).hasChildren()).isFalse();
        assertThat(table.get(7).tag()).as("numbers may have gaps").isEqualTo(0x24);
        assertThat(table.get(3)).isNull();
        assertThat(table.get(0)).isNull();
        assertThat(table.get(-1)).isNull();
        assertThat(table.count()).isEqualTo(4);
    }

    @Test
    void theFirstOfTwoDeclarationsCounts() throws MalformedFileException {
        Abbreviations table = read(0, bytes(5, 0x11, 0, 0, 0, 5, 0x13, 0, 0, 0, 0));

        assertThat(table.get(5).tag()).isEqualTo(0x11);
    }

    @Test
    void anEmptyTableHasNone() throws MalformedFileException {
        assertThat(read(0, bytes(0)).get(1)).isNull();
        assertThatThrownBy(() -> read(0)).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> read(2, bytes(0))).hasMessageContaining("reference at .debug_abbrev+0x0");
    }

    @Test
    void numbersAreBelow65536() throws MalformedFileException {
        assertThat(read(0, bytes(1, 0xff, 0xff, 3, 0, 0, 0, 0)).get(1).tag()).isEqualTo(0xffff);
        assertThatThrownBy(() -> read(0, bytes(1, 0x80, 0x80, 4, 0, 0, 0, 0)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("tag at .debug_abbrev+0x1: expected a number below 65536, found 65536");
        assertThatThrownBy(() -> read(0, bytes(1, 1, 0, 0x80, 0x80, 4, 8, 0, 0, 0)))
                .hasMessageContaining("attribute at .debug_abbrev+0x3: expected a number below 65536");
        assertThatThrownBy(() -> read(0, bytes(1, 1, 0, 3, 0x80, 0x80, 4, 0, 0, 0)))
                .hasMessageContaining("form at .debug_abbrev+0x4: expected a number below 65536");
    }

    private static byte[] attributes(int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(1, 0x11, 0));
        for (int i = 0; i < count; i++) {
            out.writeBytes(bytes(0x3a, 0x0b));
        }
        out.writeBytes(bytes(0, 0, 0));
        return out.toByteArray();
    }

    @Test
    void anEntryHas1024AttributesAtMost() throws MalformedFileException {
        assertThat(read(0, attributes(1024)).get(1).attributeCount()).isEqualTo(1024);
        assertThatThrownBy(() -> read(0, attributes(1025)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("abbreviation at .debug_abbrev+0x")
                .hasMessageContaining("expected at most 1024 attributes, found more");
    }

    @Test
    void aUnitHas65536DeclarationsAtMost() throws MalformedFileException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int code = 1; code <= 1 << 16; code++) {
            out.writeBytes(bytes((code & 0x7f) | 0x80, ((code >> 7) & 0x7f) | 0x80, code >> 14, 0x11, 0, 0, 0));
        }
        byte[] most = out.toByteArray();
        out.writeBytes(bytes(0x81, 0x80, 4, 0x11, 0, 0, 0, 0));

        assertThat(read(0, Arrays.copyOf(most, most.length + 1)).count()).isEqualTo((1 << 16) + 1);
        assertThatThrownBy(() -> read(0, out.toByteArray()))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("abbreviations of one unit at .debug_abbrev+0x0: "
                        + "expected at most 65536 with 1048576 attributes, found more");
    }
}
