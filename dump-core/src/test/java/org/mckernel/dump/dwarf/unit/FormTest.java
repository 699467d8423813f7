package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.Layouts;
import org.mckernel.dump.dwarf.index.StructLayouts;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;

class FormTest {
    private static final int DECL_FILE = 0x3a;

    /** A value of every form except the three that the builder writes itself. */
    private static Map<Integer, byte[]> values(int offsetSize) {
        Map<Integer, byte[]> values = new LinkedHashMap<>();
        int[][] fixed = {
            {0x01, 8},
            {0x05, 2},
            {0x06, 4},
            {0x07, 8},
            {0x0b, 1},
            {0x0c, 1},
            {0x11, 1},
            {0x12, 2},
            {0x13, 4},
            {0x14, 8},
            {0x1c, 4},
            {0x1e, 16},
            {0x20, 8},
            {0x24, 8},
            {0x25, 1},
            {0x26, 2},
            {0x27, 3},
            {0x28, 4},
            {0x29, 1},
            {0x2a, 2},
            {0x2b, 3},
            {0x2c, 4},
            {0x19, 0}
        };
        for (int[] one : fixed) {
            values.put(one[0], filled(one[1]));
        }
        for (int form : new int[] {0x0e, 0x10, 0x17, 0x1d, 0x1f, 0x1f20, 0x1f21}) {
            values.put(form, filled(offsetSize));
        }
        for (int form : new int[] {0x0d, 0x0f, 0x15, 0x1a, 0x1b, 0x22, 0x23, 0x1f01, 0x1f02}) {
            values.put(form, new byte[] {(byte) 0x80, (byte) 0xff, 1});
        }
        values.put(0x03, new byte[] {2, 0, 7, 7});
        values.put(0x04, new byte[] {2, 0, 0, 0, 7, 7});
        values.put(0x0a, new byte[] {2, 7, 7});
        values.put(0x09, new byte[] {(byte) 0x82, 0, 7, 7});
        values.put(0x18, new byte[] {3, 7, 7, 7});
        values.put(0x08, new byte[] {'x', 'y', 0});
        values.put(0x16, new byte[] {0x0b, 9});
        return values;
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x55);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"4, false", "4, true", "5, false", "5, true"})
    void skipsEveryForm(int version, boolean wide) throws MalformedFileException {
        Map<Integer, byte[]> values = values(wide ? 8 : 4);
        for (Map.Entry<Integer, byte[]> value : values.entrySet()) {
            Entry odd = Entry.of(0x2e).attribute(DECL_FILE, value.getKey(), value.getValue());
            Entry wanted = Entry.of(0x13)
                    .attribute(DECL_FILE, value.getKey(), value.getValue())
                    .attribute(0x03, Entry.STRP, "wanted")
                    .attribute(0x0b, Entry.UDATA, 77L);

            assertThat(Layouts.of(new DwarfBuilder(version, wide).unit(odd, wanted))
                            .size("wanted"))
                    .as("form 0x%x", value.getKey())
                    .hasValue(77);
        }
    }

    @Test
    void implicitConstantsHaveNoSize() throws MalformedFileException {
        Entry wanted = Entry.of(0x13)
                .attribute(DECL_FILE, Entry.IMPLICIT_CONST, -5L)
                .attribute(0x03, Entry.STRING, "wanted")
                .attribute(0x0b, Entry.IMPLICIT_CONST, 4711L);

        assertThat(Layouts.of(new DwarfBuilder(5, false).unit(wanted)).size("wanted"))
                .hasValue(4711);
    }

    @Test
    void reportsUnknownForm() throws MalformedFileException {
        StructLayouts layouts =
                Layouts.of(new DwarfBuilder(5, false).unit(Entry.of(0x2e).attribute(DECL_FILE, 0x7f, new byte[4])));

        assertThatThrownBy(() -> layouts.size("wanted"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("form 0x7f at .debug_info+0xe")
                .extracting(e -> ((MalformedFileException) e).kind())
                .isEqualTo(MalformedFileException.Kind.UNSUPPORTED);
    }

    @Test
    void indirectFormsDoNotNest() throws MalformedFileException {
        StructLayouts layouts = Layouts.of(new DwarfBuilder(5, false)
                .unit(Entry.of(0x2e).attribute(DECL_FILE, 0x16, new byte[] {0x16, 0x16, 0x0b, 1})));

        assertThatThrownBy(() -> layouts.size("wanted"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("indirect form at .debug_info+0xe");
    }

    @Test
    void readsNamesThroughStringOffsets() throws MalformedFileException {
        Entry wanted = Entry.of(0x13).attribute(0x03, 0x25, new byte[] {1}).attribute(0x0b, Entry.UDATA, 5L);
        Entry beyond = Entry.of(0x13).attribute(0x03, 0x25, new byte[] {2}).attribute(0x0b, Entry.UDATA, 5L);
        Map<String, byte[]> more = Map.of(
                ".debug_str", "abc\0wanted\0".getBytes(StandardCharsets.US_ASCII), ".debug_str_offsets", new byte[] {
                    12, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0
                });

        Map<String, byte[]> sections =
                new HashMap<>(new DwarfBuilder(5, false).unit(wanted).sections());
        sections.putAll(more);
        assertThat(Layouts.of(sections).size("wanted")).hasValue(5);

        Map<String, byte[]> wrong =
                new HashMap<>(new DwarfBuilder(5, false).unit(beyond).sections());
        wrong.putAll(more);
        assertThatThrownBy(() -> Layouts.of(wrong).size("wanted"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("string index at .debug_str_offsets+0x8");
    }
}
