package org.mckernel.dump.dwarf.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfSections;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.DwarfUnits;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;
import org.mckernel.testdumps.dwarf.SectionFileWriter;

/** Location lists written by hand (DWARF 4, 2.6.2; DWARF 5, 2.6.2 and 7.29). Expressions are one literal each. */
class LocationListsTest {
    private static final int LOCATION = 0x02;
    private static final int SEC_OFFSET = 0x17;
    private static final int LOCLISTX = 0x22;

    /** Numbers of 8 bytes as Long, others as they are. */
    private static byte[] list(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Long word ->
                    out.writeBytes(ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(word)
                            .array());
                case Integer number -> out.write(number);
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return out.toByteArray();
    }

    private static AttributeValue attribute(int version, int form, byte[] value, Map<String, byte[]> more)
            throws MalformedFileException {
        Map<String, byte[]> sections = new HashMap<>(new DwarfBuilder(version, false)
                .unit(Entry.of(0x34).attribute(LOCATION, form, value))
                .sections());
        sections.putAll(more);
        byte[] file = new SectionFileWriter(SectionFileWriter.EXECUTABLE)
                .sections(sections)
                .file();
        DwarfUnit unit = DwarfUnits.of(
                        DwarfSections.of(ElfFile.open(TestSource.of(file))).orElseThrow())
                .get(0);
        return Die.at(unit, unit.firstDie()).firstChild().attribute(LOCATION);
    }

    /** The literal that an expression is, 0 to 31; −1 for no expression. */
    private static int literal(AttributeValue value, long pc) throws MalformedFileException {
        var expression = LocationLists.at(value, pc);
        return expression.isEmpty() ? -1 : expression.get().u8() - 0x30;
    }

    private static int in4(long pc, byte[] list) throws MalformedFileException {
        return literal(attribute(4, SEC_OFFSET, new byte[4], Map.of(".debug_loc", list)), pc);
    }

    private static int in5(long pc, byte[] list) throws MalformedFileException {
        byte[] addresses = list(0x1000L, 0x2000L, 0x3000L);
        return literal(
                attribute(5, SEC_OFFSET, new byte[4], Map.of(".debug_loclists", list, ".debug_addr", addresses)), pc);
    }

    @Test
    void anExpressionHoldsEverywhere() throws MalformedFileException {
        AttributeValue value = attribute(5, 0x18, new byte[] {1, 0x35}, Map.of());

        assertThat(literal(value, 0)).isEqualTo(5);
        assertThat(literal(value, -1)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "0xf, -1",
        "0x10, 1",
        "0x1f, 1",
        "0x20, -1",
        "0x500f, -1",
        "0x5010, 2",
        "0x501f, 2",
        "0x5020, -1",
        "-1, -1"
    })
    void aListOfVersion4IsRangesAndBases(String pc, int expected) throws MalformedFileException {
        byte[] list = list(0x10L, 0x20L, 1, 0, 0x31, -1L, 0x5000L, 0x10L, 0x20L, 1, 0, 0x32, 0L, 0L, 0x500fL, 0x6000L);

        assertThat(in4(Long.decode(pc), list)).isEqualTo(expected);
    }

    /** offset_pair 4, base_address 6, start_end 7, start_length 8, view pair 9. */
    @ParameterizedTest
    @CsvSource({
        "0xf, -1",
        "0x10, 1",
        "0x1f, 1",
        "0x20, -1",
        "0x5010, 2",
        "0x7000, 3",
        "0x700f, 3",
        "0x7010, -1",
        "0x8000, 4",
        "0x8017, 4",
        "0x8018, -1"
    })
    void aListOfVersion5HasKinds(String pc, int expected) throws MalformedFileException {
        byte[] list = list(
                4, 0x10, 0x20, 1, 0x31, 6, 0x5000L, 9, 1, 2, 4, 0x10, 0x20, 1, 0x32, 7, 0x7000L, 0x7010L, 1, 0x33, 8,
                0x8000L, 0x18, 1, 0x34, 0);

        assertThat(in5(Long.decode(pc), list)).isEqualTo(expected);
    }

    /** base_addressx 1, startx_endx 2, startx_length 3: addresses are 0x1000, 0x2000, 0x3000. */
    @ParameterizedTest
    @CsvSource({"0xfff, -1", "0x1000, 1", "0x1fff, 1", "0x2000, 2", "0x2017, 2", "0x2018, -1", "0x3010, 3"})
    void addressesMayBeNamedByTheirNumber(String pc, int expected) throws MalformedFileException {
        byte[] list = list(2, 0, 1, 1, 0x31, 3, 1, 0x18, 1, 0x32, 1, 2, 4, 0x10, 0x20, 1, 0x33, 0);

        assertThat(in5(Long.decode(pc), list)).isEqualTo(expected);
    }

    /** default_location 5. */
    @Test
    void aDefaultHoldsWhereNoRangeDoes() throws MalformedFileException {
        byte[] list = list(5, 1, 0x39, 4, 0x10, 0x20, 1, 0x31, 0);

        assertThat(in5(0x10, list)).isEqualTo(1);
        assertThat(in5(0x20, list)).isEqualTo(9);
    }

    @Test
    void aListMayBeNamedByItsNumber() throws MalformedFileException {
        byte[] lists = list(0, 0, 0, 0, 8, 0, 0, 0, 4, 0x10, 0x20, 1, 0x31, 0);

        assertThat(literal(attribute(5, LOCLISTX, new byte[] {1}, Map.of(".debug_loclists", lists)), 0x10))
                .isEqualTo(1);
    }

    @Test
    void damagedListsAreTold() {
        assertThatThrownBy(() -> in5(0, list(10)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("location list entry at .debug_loclists+0x0: expected 0 to 9, found 10");
        assertThatThrownBy(() -> in5(0, list(4, 0x10, 0x20, 9, 0x31)))
                .hasMessageContaining("field of 9 bytes at .debug_loclists");
        assertThatThrownBy(() -> in4(0, list(0x10L, 0x20L, 1, 0, 0x31)))
                .hasMessageContaining("field of 8 bytes at .debug_loc");
    }

    @Test
    void aListHasABound() {
        byte[] bases = new byte[3 * ((1 << 16) + 1)];
        for (int i = 0; i < bases.length; i += 3) {
            bases[i] = 9;
        }

        assertThatThrownBy(() -> in5(0, bases))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(
                        "location list at .debug_loclists+0x30000: expected at most 65536 entries, found more");
    }
}
