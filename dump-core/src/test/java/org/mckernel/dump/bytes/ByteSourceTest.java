package org.mckernel.dump.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSourceTest {
    private final ByteSource source =
            TestSource.of((byte) 0x81, (byte) 2, (byte) 3, (byte) 0x84, (byte) 5, (byte) 6, (byte) 7, (byte) 0x88);

    @Test
    void readsEachWidthLittleEndian() throws MalformedFileException {
        assertThat(source.u8(0)).isEqualTo(0x81);
        assertThat(source.u8(7)).isEqualTo(0x88);
        assertThat(source.u16(0)).isEqualTo(0x0281);
        assertThat(source.u16(6)).isEqualTo(0x8807);
        assertThat(source.i32(0)).isEqualTo(0x84030281);
        assertThat(source.i32(4)).isEqualTo(0x88070605);
        assertThat(source.u32(0)).isEqualTo(0x8403_0281L);
        assertThat(source.u32(1)).isEqualTo(0x0584_0302L);
        assertThat(source.i64(0)).isEqualTo(0x8807_0605_8403_0281L);
    }

    @Test
    void refusesIntegersThatReachPastTheEnd() {
        assertThatThrownBy(() -> source.u8(8))
                .hasMessage("truncated: 1 bytes needs offset 8 to 9, the file ends at 8")
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.TRUNCATED));
        assertThatThrownBy(() -> source.u16(7))
                .hasMessage("truncated: 2 bytes needs offset 7 to 9, the file ends at 8");
        assertThatThrownBy(() -> source.u32(5))
                .hasMessage("truncated: 4 bytes needs offset 5 to 9, the file ends at 8");
        assertThatThrownBy(() -> source.i64(1))
                .hasMessage("truncated: 8 bytes needs offset 1 to 9, the file ends at 8");
    }

    @Test
    void takesNoNegativeNumberForAnOffset() throws MalformedFileException {
        ByteSource numbers = TestSource.ofSize(24)
                .with(0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff)
                .with(7, (byte) 0x7f)
                .with(15, (byte) 0x80);

        assertThat(numbers.offset64(0, "size of X")).isEqualTo(Long.MAX_VALUE);
        assertThat(numbers.offset64(16, "size of X")).isZero();
        assertThatThrownBy(() -> numbers.offset64(8, "size of X"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("size of X at offset 8: expected a value below 2^63, found 0x8000000000000000");
    }

    @Test
    void endsTextBeforeItsFirstNul() throws MalformedFileException {
        ByteSource text = TestSource.of((byte) 'a', (byte) 0xe9, (byte) 0, (byte) 'b', (byte) 'c');

        assertThat(text.text(0, 5)).isEqualTo("aé");
        assertThat(text.text(1, 1)).isEqualTo("é");
        assertThat(text.text(2, 3)).isEmpty();
        assertThat(text.text(3, 2)).isEqualTo("bc");
        assertThat(text.text(5, 0)).isEmpty();
        assertThatThrownBy(() -> text.text(3, 3)).isInstanceOf(MalformedFileException.class);
    }

    @Test
    void copiesOnlyTheAskedBytes() throws MalformedFileException {
        byte[] target = {9, 9, 9, 9, 9};

        source.read(1, MemorySegment.ofArray(target), 2, 2);

        assertThat(target).containsExactly(9, 9, 2, 3, 9);
        assertThatThrownBy(() -> source.read(7, MemorySegment.ofArray(target), 0, 2))
                .isInstanceOf(MalformedFileException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, true",
        "0, 8, true",
        "0, 9, false",
        "8, 0, true",
        "8, 1, false",
        "9, 0, false",
        "7, 1, true",
        "-1, 1, false",
        "0, -1, false",
        "9223372036854775807, 9223372036854775807, false",
        "1, 9223372036854775807, false",
        "9223372036854775807, 0, false",
        "-9223372036854775808, 1, false"
    })
    void containsOnlyRangesInside(long offset, long length, boolean inside) {
        assertThat(source.contains(offset, length)).isEqualTo(inside);
    }

    @Test
    void containsTheLastBytesOfTheLargestSource() {
        ByteSource largest = TestSource.ofSize(Long.MAX_VALUE);

        assertThat(largest.contains(Long.MAX_VALUE - 1, 1)).isTrue();
        assertThat(largest.contains(Long.MAX_VALUE - 1, 2)).isFalse();
        assertThat(largest.contains(0, Long.MAX_VALUE)).isTrue();
    }
}
