package org.mckernel.dump.dwarf.unit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.dump.dwarf.unit.UnitFixture.section;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;

/** Bytes of a section, and of two that are read as one. */
class DwarfSectionTest {
    private final DwarfSection ten = section(".debug_ten", UnitFixture.bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 0x8a));
    private final DwarfSection joined = ten.joinedBy(section(".debug_more", UnitFixture.bytes(0x11, 0x12, 0x13)));

    @Test
    void numbersHaveTheirWidth() throws MalformedFileException {
        assertThat(ten.unsigned(9, 1)).isEqualTo(0x8a);
        assertThat(ten.unsigned(8, 2)).isEqualTo(0x8a09);
        assertThat(ten.unsigned(7, 3)).isEqualTo(0x8a_0908);
        assertThat(ten.unsigned(6, 4)).isEqualTo(0x8a09_0807L);
        assertThat(ten.unsigned(0, 8)).isEqualTo(0x0807_0605_0403_0201L);
        assertThat(ten.relocated(0, 4)).isEqualTo(0x0403_0201);
        assertThat(ten.size()).isEqualTo(10);
    }

    @Test
    void aRangeLiesInTheSection() throws MalformedFileException {
        ten.require(0, 10);
        ten.require(10, 0);
        for (long[] range : new long[][] {{0, 11}, {10, 1}, {-1, 1}, {0, -1}, {Long.MAX_VALUE, 2}}) {
            assertThatThrownBy(() -> ten.require(range[0], range[1]))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining(
                            "truncated: .debug_ten needs %d bytes at offset 0x%x, the section has 10 bytes"
                                    .formatted(range[1], range[0]));
        }
        assertThatThrownBy(() -> ten.u8(10)).hasMessageContaining("needs 1 bytes at offset 0xa");
        assertThatThrownBy(() -> ten.u16(9)).hasMessageContaining("needs 2 bytes at offset 0x9");
        assertThatThrownBy(() -> ten.u32(7)).hasMessageContaining("needs 4 bytes at offset 0x7");
        assertThatThrownBy(() -> ten.i64(3)).hasMessageContaining("needs 8 bytes at offset 0x3");
    }

    @Test
    void aJoinedSectionIsReadAsOneButNotAcross() throws MalformedFileException {
        assertThat(joined.size()).isEqualTo(13);
        assertThat(joined.u8(9)).isEqualTo(0x8a);
        assertThat(joined.u8(10)).isEqualTo(0x11);
        assertThat(joined.u16(11)).isEqualTo(0x1312);
        assertThat(joined.slice(10, 3).get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 0x13);
        assertThat(joined.slice(8, 2).byteSize()).isEqualTo(2);
        assertThatThrownBy(() -> joined.u16(9)).hasMessageContaining("needs 2 bytes at offset 0x9");
        assertThatThrownBy(() -> joined.u8(13)).isInstanceOf(MalformedFileException.class);
    }

    @Test
    void sharedBytesCannotBeChanged() throws MalformedFileException {
        assertThat(ten.slice(0, 4).isReadOnly()).isTrue();
    }

    @Test
    void textEndsAtItsNul() throws MalformedFileException {
        DwarfSection texts = section(".debug_str", "ab\0c\u00e9\0\0".getBytes(ISO_8859_1));

        assertThat(texts.text(0)).isEqualTo("ab");
        assertThat(texts.text(1)).isEqualTo("b");
        assertThat(texts.text(3)).isEqualTo("c\u00e9");
        assertThat(texts.text(6)).isEmpty();
        assertThat(texts.textEquals(0, "ab".getBytes(ISO_8859_1))).isTrue();
        assertThat(texts.textEquals(0, "a".getBytes(ISO_8859_1))).isFalse();
        assertThat(texts.textEquals(0, "abc".getBytes(ISO_8859_1))).isFalse();
        assertThat(texts.textEquals(3, "c\u00e9".getBytes(ISO_8859_1))).isTrue();
        assertThat(texts.textEquals(6, new byte[0])).isTrue();
        assertThatThrownBy(() -> ten.text(0)).hasMessageContaining("needs 1 bytes at offset 0xa");
        assertThatThrownBy(() -> ten.textHash(0)).hasMessageContaining("needs 1 bytes at offset 0xa");
    }

    @Test
    void equalTextsHaveEqualNumbers() throws MalformedFileException {
        DwarfSection texts = section(".debug_str", "ab\0c\u00e9\0\0".getBytes(ISO_8859_1));

        assertThat(texts.textHash(0)).isEqualTo(DwarfSection.textHash("ab".getBytes(ISO_8859_1)));
        assertThat(texts.textHash(3)).isEqualTo(DwarfSection.textHash("c\u00e9".getBytes(ISO_8859_1)));
        assertThat(texts.textHash(6)).isEqualTo(DwarfSection.textHash(new byte[0]));
        assertThat(texts.textHash(0)).isNotEqualTo(texts.textHash(1));
        assertThat(DwarfSection.textHash("ba".getBytes(ISO_8859_1))).isNotEqualTo(texts.textHash(0));
        // FNV-1a of "a", from its authors' test vectors
        assertThat(DwarfSection.textHash(new byte[] {'a'})).isEqualTo(0xaf63_dc4c_8601_ec8cL);
    }

    @Test
    void textHasABound() throws MalformedFileException {
        byte[] most = new byte[(1 << 16) + 1];
        Arrays.fill(most, (byte) 'x');
        most[1 << 16] = 0;
        byte[] more = new byte[(1 << 16) + 3];
        Arrays.fill(more, (byte) 'x');
        more[(1 << 16) + 2] = 0;

        assertThat(section(".debug_str", most).text(0)).hasSize(1 << 16);
        section(".debug_str", most).textHash(0);
        assertThatThrownBy(() -> section(".debug_str", more).text(0))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("text at .debug_str+0x0: expected at most 65536 characters, found more");
        assertThatThrownBy(() -> section(".debug_str", more).textHash(0))
                .hasMessageContaining("text at .debug_str+0x0: expected at most 65536 characters, found more");
    }

    @Test
    void errorsNameTheSectionAndTheOffset() {
        MalformedFileException corrupt = ten.malformed(0x1f, "thing", "this", "that");
        MalformedFileException unknown = ten.unsupported(0x1f, "thing", "do something else");

        assertThat(corrupt).hasMessageContaining("thing at .debug_ten+0x1f: expected this, found that");
        assertThat(corrupt.kind()).isEqualTo(MalformedFileException.Kind.CORRUPT);
        assertThat(unknown).hasMessageContaining("thing at .debug_ten+0x1f is not supported; do something else");
        assertThat(unknown.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED);
    }
}
