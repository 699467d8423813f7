package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.dump.dwarf.unit.UnitFixture.cursor;

import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;

/** Numbers as DWARF 5, 7.6, writes them, and ends that come too early. */
class DwarfCursorTest {
    @Test
    void numbersOfFixedSizeFollowOneAnother() throws MalformedFileException {
        DwarfCursor cursor = cursor(0x81, 0x02, 0x83, 4, 5, 6, 0x87, 1, 2, 3, 4, 5, 6, 7, 0x88, 0x11, 0x12, 0x13, 0x94);

        assertThat(cursor.u8()).isEqualTo(0x81);
        assertThat(cursor.u16()).isEqualTo(0x8302);
        assertThat(cursor.u32()).isEqualTo(0x8706_0504L);
        assertThat(cursor.i64()).isEqualTo(0x8807_0605_0403_0201L);
        assertThat(cursor.position()).isEqualTo(15);
        assertThat(cursor.atEnd()).isFalse();
        assertThat(cursor.relocated(4)).isEqualTo(0x9413_1211L);
        assertThat(cursor.atEnd()).isTrue();
        assertThat(cursor.limit()).isEqualTo(19);
    }

    /** The examples of figure 22. */
    @Test
    void unsignedLebsAreThoseOfTheStandard() throws MalformedFileException {
        assertThat(cursor(2).uleb()).isEqualTo(2);
        assertThat(cursor(127).uleb()).isEqualTo(127);
        assertThat(cursor(0x80, 1).uleb()).isEqualTo(128);
        assertThat(cursor(0x81, 1).uleb()).isEqualTo(129);
        assertThat(cursor(0xb9, 0x64).uleb()).isEqualTo(12857);
        assertThat(cursor(0x80, 0x80, 0).uleb()).as("with padding").isZero();
    }

    /** The examples of figure 23. */
    @Test
    void signedLebsAreThoseOfTheStandard() throws MalformedFileException {
        assertThat(cursor(2).sleb()).isEqualTo(2);
        assertThat(cursor(0x7e).sleb()).isEqualTo(-2);
        assertThat(cursor(0xff, 0).sleb()).isEqualTo(127);
        assertThat(cursor(0x81, 0x7f).sleb()).isEqualTo(-127);
        assertThat(cursor(0x80, 1).sleb()).isEqualTo(128);
        assertThat(cursor(0x80, 0x7f).sleb()).isEqualTo(-128);
        assertThat(cursor(0x81, 1).sleb()).isEqualTo(129);
        assertThat(cursor(0xff, 0x7e).sleb()).isEqualTo(-129);
    }

    @Test
    void lebsHave64BitsAtMost() throws MalformedFileException {
        int[] most = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1};
        int[] tooMany = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2};
        int[] endless = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0};
        int[] least = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f};

        assertThat(cursor(most).uleb()).isEqualTo(-1);
        assertThat(cursor(least).sleb()).isEqualTo(Long.MIN_VALUE);
        assertThatThrownBy(() -> cursor(most).sleb()).hasMessageContaining("expected at most 64 bits, found more");
        assertThatThrownBy(() -> cursor(tooMany).uleb())
                .hasMessageContaining("LEB128 number at .debug_test+0x0: expected at most 64 bits, found more");
        assertThatThrownBy(() -> cursor(endless).uleb()).hasMessageContaining("expected at most 64 bits, found more");
        assertThatThrownBy(() -> cursor(endless).sleb())
                .hasMessageContaining("LEB128 number at .debug_test+0x0: expected at most 64 bits, found more");
        assertThatThrownBy(() -> cursor(endless).skipLeb())
                .hasMessageContaining("LEB128 number at .debug_test+0x0: expected at most 64 bits, found more");
    }

    @Test
    void lebsArePassedOver() throws MalformedFileException {
        DwarfCursor cursor = cursor(0x7f, 0xff, 0x80, 0, 9);
        cursor.skipLeb();
        assertThat(cursor.position()).isEqualTo(1);
        cursor.skipLeb();
        assertThat(cursor.position()).isEqualTo(4);
    }

    @Test
    void textIsPassedOverWithItsNul() throws MalformedFileException {
        DwarfCursor cursor = cursor('a', 'b', 0, 0, 'c');
        cursor.skipText();
        assertThat(cursor.position()).isEqualTo(3);
        cursor.skipText();
        assertThat(cursor.position()).isEqualTo(4);
        assertThatThrownBy(cursor::skipText).isInstanceOf(MalformedFileException.class);
    }

    @Test
    void nothingIsReadBeyondTheLimit() throws MalformedFileException {
        DwarfSection section = UnitFixture.section(".debug_test", new byte[16]);
        DwarfCursor cursor = new DwarfCursor(section, 2, 9);

        assertThat(cursor.section()).isSameAs(section);
        assertThatThrownBy(cursor::i64)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("field of 8 bytes at .debug_test+0x2: expected an end up to 0x9, found more");
        assertThat(cursor.u32()).isZero();
        assertThatThrownBy(cursor::u32).hasMessageContaining("field of 4 bytes");
        assertThat(cursor.u16()).isZero();
        assertThatThrownBy(cursor::u16).hasMessageContaining("field of 2 bytes");
        assertThat(cursor.u8()).isZero();
        assertThatThrownBy(cursor::u8).hasMessageContaining("field of 1 bytes");
        assertThatThrownBy(() -> cursor.relocated(4)).hasMessageContaining("field of 4 bytes");
        assertThat(new DwarfCursor(section, 0, 99).limit()).isEqualTo(16);
    }

    @Test
    void skippingGoesForwardsOnly() throws MalformedFileException {
        DwarfCursor cursor = cursor(1, 2, 3);
        cursor.skip(0);
        cursor.skip(2);

        assertThat(cursor.position()).isEqualTo(2);
        assertThatThrownBy(() -> cursor.skip(2)).hasMessageContaining("field of 2 bytes");
        assertThatThrownBy(() -> cursor.skip(-1)).hasMessageContaining("field of 18446744073709551615 bytes");
        cursor.skip(1);
        assertThat(cursor.atEnd()).isTrue();
    }

    @Test
    void aPlaceIsAtMostTheLimit() throws MalformedFileException {
        DwarfCursor cursor = cursor(1, 2, 3);
        cursor.seek(3);
        assertThat(cursor.position()).isEqualTo(3);
        cursor.seek(0);
        assertThat(cursor.u8()).isEqualTo(1);
        assertThatThrownBy(() -> cursor.seek(4))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("reference at .debug_test+0x1: expected an offset up to 0x3, found 0x4");
        assertThatThrownBy(() -> cursor.seek(-1)).hasMessageContaining("found 0xffffffffffffffff");
    }
}
