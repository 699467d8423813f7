package org.mckernel.dump.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as gdb's {@code print/LETTER} writes them. */
class NumberTextTest {
    private static String of(char letter, long value, int size) {
        return NumberText.of(letter, value, size, _ -> "");
    }

    @ParameterizedTest
    @CsvSource({
        "x, 255, 4, 0xff",
        "x, -1, 1, 0xff",
        "x, -1, 8, 0xffffffffffffffff",
        "d, 255, 1, -1",
        "d, 128, 2, 128",
        "d, 0xffff8000, 2, -32768",
        "u, -1, 1, 255",
        "u, -1, 8, 18446744073709551615",
        "o, 8, 4, 010",
        "o, 0, 4, 0",
        "t, 5, 1, 101",
        "t, 0, 1, 0",
        "z, 0x12, 4, 0x00000012",
        "z, -1, 2, 0xffff",
        "z, 0, 1, 0x00",
        "x, 0x1ff, 0, 0xff",
        "?, 16, 4, 0x10"
    })
    void aLetterIsAFormat(char letter, String value, int size, String expected) {
        assertThat(of(letter, Long.decode(value), size)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"97, 97 'a'", "10, 10 '\\n'", "0, 0 '\\000'", "0x1f0, -16 '\\360'", "39, 39 '\\''", "92, 92 '\\\\'"
            })
    void aCharacterIsItsNumberAndItself(String value, String expected) {
        assertThat(of('c', Long.decode(value), 1)).isEqualTo(expected);
    }

    @Test
    void anAddressIsFollowedByItsSymbol() {
        assertThat(NumberText.of('a', 0x1000, 8, at -> at == 0x1000 ? "<main+4>" : "?"))
                .isEqualTo("0x1000 <main+4>");
        assertThat(of('a', 0x1000, 8)).isEqualTo("0x1000");
    }

    /** As C's {@code %g} with 9 and 17 digits. */
    @ParameterizedTest
    @CsvSource({
        "1.5, 1.5",
        "0.1, 0.10000000000000001",
        "-0.0, -0",
        "0.0, 0",
        "1e16, 10000000000000000",
        "1e17, 1.0000000000000000e+17",
        "0.0001, 0.0001",
        "0.00001, 1.0000000000000001e-05",
        "1e300, 1.0000000000000001e+300",
        "Infinity, inf",
        "-Infinity, -inf"
    })
    void aDoubleHas17Digits(double value, String expected) {
        // gdb writes no zeros at the end
        assertThat(of('f', Double.doubleToRawLongBits(value), 8))
                .isEqualTo(expected.replace("1.0000000000000000e", "1e"));
    }

    @Test
    void aFloatHas9DigitsAndOtherSizesAreIntegers() {
        assertThat(of('f', Float.floatToRawIntBits(0.1f), 4)).isEqualTo("0.100000001");
        assertThat(of('f', Float.floatToRawIntBits(1e9f), 4)).isEqualTo("1e+09");
        assertThat(of('f', -2, 2)).isEqualTo("-2");
    }

    @Test
    void whatIsNoNumberShowsItsBits() {
        assertThat(of('f', 0x7ff8_0000_0000_0000L, 8)).isEqualTo("nan(0x8000000000000)");
        assertThat(of('f', 0xfff8_0000_0000_0001L, 8)).isEqualTo("-nan(0x8000000000001)");
        assertThat(of('f', 0x7fc0_0000L, 4)).isEqualTo("nan(0x400000)");
    }

    @Test
    void wideNumbersArePadded() {
        assertThat(NumberText.wide('x', 0x12, 2, _ -> "")).isEqualTo("0x0012");
        assertThat(NumberText.wide('t', 5, 1, _ -> "")).isEqualTo("00000101");
        assertThat(NumberText.wide('d', 5, 4, _ -> "")).isEqualTo("5");
    }

    @Test
    void charactersAreEscapedAsInC() {
        StringBuilder all = new StringBuilder();
        for (int c : new int[] {7, 8, 9, 10, 11, 12, 13, '\\', ' ', '~', 0x7f, 0x1f, 0xff}) {
            all.append(NumberText.escaped(c));
        }

        assertThat(all.toString()).isEqualTo("\\a\\b\\t\\n\\v\\f\\r\\\\ ~\\177\\037\\377");
        assertThat(NumberText.escaped('\'')).isEqualTo("'");
        assertThat(NumberText.character('\'')).isEqualTo("'\\''");
    }
}
