package org.mckernel.dump.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.type.TypeText;

/** Constants and the types that C gives them (C17, 6.4.4). */
class LiteralsTest {
    @ParameterizedTest
    @CsvSource({
        "0, int, 0",
        "2147483647, int, 2147483647",
        "2147483648, long, 2147483648",
        "0x7fffffff, int, 2147483647",
        "0x80000000, unsigned int, 2147483648",
        "0xffffffff, unsigned int, 4294967295",
        "0x100000000, long, 4294967296",
        "4294967295, long, 4294967295",
        "017, int, 15",
        "0b101, int, 5",
        "5u, unsigned int, 5",
        "5U, unsigned int, 5",
        "4294967296u, unsigned long, 4294967296",
        "5l, long, 5",
        "5ul, unsigned long, 5",
        "5lu, unsigned long, 5",
        "5ll, long long, 5",
        "5ull, unsigned long long, 5",
        "9223372036854775808, unsigned long, -9223372036854775808",
        "18446744073709551615, unsigned long, -1",
        "18446744073709551615ll, unsigned long long, -1"
    })
    void anIntegerHasTheSmallestTypeThatHoldsIt(String text, String type, long value) throws ExpressionException {
        Literals.Literal literal = Literals.number(text);

        assertThat(TypeText.name(literal.type())).isEqualTo(type);
        assertThat(literal.value()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, double, 1.5",
        "1., double, 1",
        ".5, double, 0.5",
        "1e3, double, 1000",
        "1.5e-3, double, 0.0015",
        "0x1.8p3, double, 12",
        "0x.8, double, 0.5"
    })
    void aPointOrAnExponentMakesADouble(String text, String type, double value) throws ExpressionException {
        Literals.Literal literal = Literals.number(text);

        assertThat(TypeText.name(literal.type())).isEqualTo(type);
        assertThat(Double.longBitsToDouble(literal.value())).isEqualTo(value);
    }

    @Test
    void theSuffixMakesAFloat() throws ExpressionException {
        Literals.Literal literal = Literals.number("1.5f");

        assertThat(TypeText.name(literal.type())).isEqualTo("float");
        assertThat(Float.intBitsToFloat((int) literal.value())).isEqualTo(1.5f);
        assertThatThrownBy(() -> Literals.number("1.5l"))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("long double is not supported: \"1.5l\".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"09", "0x", "0b2", "12abc", "1.5.2", "1e", "0x1p", "1.5x", "0x1.g"})
    void whatIsNoNumberIsQuoted(String text) {
        assertThatThrownBy(() -> Literals.number(text))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("Invalid number \"%s\".".formatted(text));
    }

    @Test
    void aNumberHas64Bits() {
        assertThatThrownBy(() -> Literals.number("18446744073709551616"))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("Numeric constant too large.");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'a', 97",
                "'\\n', 10",
                "'\\a', 7",
                "'\\r', 13",
                "'\\e', 27",
                "'\\0', 0",
                "'\\033', 27",
                "'\\x1b', 27",
                "'\\xff', -1",
                "'\\'', 39",
                "'\\\\', 92"
            })
    void aCharacterIsAChar(String text, long value) throws ExpressionException {
        Literals.Literal literal = Literals.character(text);

        assertThat(TypeText.name(literal.type())).isEqualTo("char");
        assertThat(literal.value()).isEqualTo(value);
    }

    @Test
    void otherThanOneCharacterIsNone() {
        assertThatThrownBy(() -> Literals.character("''"))
                .hasMessage("A character constant must contain at least one character.");
        assertThatThrownBy(() -> Literals.character("'ab'")).hasMessage("Invalid character constant.");
        assertThatThrownBy(() -> Literals.character("'\\x'")).hasMessage("Invalid character '\\x'.");
    }

    @Test
    void aStringEndsWithANul() throws ExpressionException {
        assertThat(Literals.string("\"a\\tb\"")).containsExactly('a', '\t', 'b', 0);
        assertThat(Literals.string("\"\"")).containsExactly(0);
        assertThat(Literals.string("\"\u00e9\"")).containsExactly(0xc3, 0xa9, 0);
    }
}
