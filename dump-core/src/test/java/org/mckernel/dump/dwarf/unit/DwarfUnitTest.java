package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.dump.dwarf.unit.UnitFixture.bytes;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;

/** Unit headers of each version and kind (DWARF 5, 7.5.1). */
class DwarfUnitTest {
    private static DwarfUnit first(byte... info) throws MalformedFileException {
        return UnitFixture.units(Map.of(".debug_info", info, ".debug_abbrev", bytes(0)))
                .get(0);
    }

    /** A header in 32-bit form with its length. */
    private static byte[] header(int... body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(body.length, 0, 0, 0));
        out.writeBytes(bytes(body));
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"4, false, 11, 4", "4, true, 23, 8", "5, false, 12, 4", "5, true, 24, 8"})
    void aHeaderEndsWhereTheFirstEntryBegins(int version, boolean wide, int firstDie, int offsetSize)
            throws MalformedFileException {
        DwarfUnit unit = UnitFixture.units(new DwarfBuilder(version, wide).unit(Entry.of(0x24)), Map.of())
                .get(0);

        assertThat(unit.encoding()).isEqualTo(new DwarfUnit.Encoding(version, offsetSize, 8));
        assertThat(unit.firstDie()).isEqualTo(firstDie);
        assertThat(unit.offset()).isZero();
        assertThat(unit.end()).isEqualTo(unit.sections().info().size());
        assertThat(unit.isType()).isFalse();
    }

    /** Skeleton and split compile units have 8 bytes more; type units a signature and an offset. */
    @ParameterizedTest
    @CsvSource({"1, 12, false", "2, 24, true", "3, 12, false", "4, 20, false", "5, 20, false", "6, 24, true"})
    void kindsOfUnitsHaveTheirOwnHeaders(int kind, int firstDie, boolean type) throws MalformedFileException {
        DwarfUnit unit = first(header(5, 0, kind, 8, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 24, 0, 0, 0, 0));

        assertThat(unit.firstDie()).isEqualTo(firstDie);
        assertThat(unit.isType()).isEqualTo(type);
        assertThat(unit.signature()).isEqualTo(type ? 0x0807_0605_0403_0201L : 0);
        assertThat(unit.typeDie()).isEqualTo(type ? 24 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 255})
    void aUnitOfAnotherVersionIsPassedOver(int version) throws MalformedFileException {
        assertThat(first(header(version, 0, 1, 8, 0, 0, 0, 0, 0))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 16})
    void anAddressHas4Or8Bytes(int size) {
        assertThatThrownBy(() -> first(header(5, 0, 1, size, 0, 0, 0, 0, 0)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("unit's address size at .debug_info+0x0: expected 4 or 8, found " + size);
        assertThatThrownBy(() -> first(header(4, 0, 0, 0, 0, 0, size, 0))).hasMessageContaining("unit's address size");
    }

    @Test
    void addressesOf4BytesAreRead() throws MalformedFileException {
        assertThat(first(header(2, 0, 0, 0, 0, 0, 4, 0)).encoding()).isEqualTo(new DwarfUnit.Encoding(2, 4, 4));
    }

    @Test
    void aCursorStaysInTheEntriesOfTheUnit() throws MalformedFileException {
        DwarfUnit unit = first(header(5, 0, 1, 8, 0, 0, 0, 0, 0, 0));

        assertThat(unit.cursor(12).position()).isEqualTo(12);
        assertThat(unit.cursor(unit.end()).atEnd()).isTrue();
        assertThatThrownBy(() -> unit.cursor(11))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("reference in the unit at .debug_info+0x0: expected at least 0xc, found 0xb");
        assertThatThrownBy(() -> unit.cursor(unit.end() + 1)).hasMessageContaining("expected an offset up to 0x");
    }

    @Test
    void textsOfOffsetsBeginAfterTheSectionsHeaderOrWhereTheUnitSays() throws MalformedFileException {
        byte[] offsets = bytes(12, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0);
        DwarfUnit unit = UnitFixture.units(
                        new DwarfBuilder(5, false).unit(Entry.of(0x24)), Map.of(".debug_str_offsets", offsets))
                .get(0);

        assertThat(unit.stringOffset(0)).isEqualTo(7);
        assertThat(unit.stringOffset(1)).isEqualTo(9);
        assertThatThrownBy(() -> unit.stringOffset(2))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("string index at .debug_str_offsets+0x8: expected within 16 bytes, found 2");
        assertThatThrownBy(() -> unit.stringOffset(-1)).hasMessageContaining("found 18446744073709551615");
    }
}
