package org.mckernel.dump.dwarf.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;

/** Arithmetic on the typed stack: DWARF 5, 2.5.1.4. */
class NarrowIntegersTest {
    private static long unary(int operation, long value, int type)
            throws UnknownLocationException, MalformedFileException {
        ExpressionStack stack = new ExpressionStack();
        stack.push(value, type);
        stack.calculate(operation, null);
        return stack.pop();
    }

    private static long binary(int operation, long left, long right, int type)
            throws UnknownLocationException, MalformedFileException {
        ExpressionStack stack = new ExpressionStack();
        stack.push(left, type);
        stack.push(right, type);
        stack.calculate(operation, null);
        long result = stack.pop();
        assertThat(stack.isEmpty()).isTrue();
        return result;
    }

    /** Types: bits, negative with a sign, 0 generic. */
    @ParameterizedTest
    @CsvSource({
        "-8, 0x80, 1, 0x40",
        "-8, 0xff, 4, 0x0f",
        "-16, 0x8000, 15, 1",
        "-32, 0xffffffff, 1, 0x7fffffff",
        "-32, 0xffffffff, 32, 0",
        "8, 0x80, 1, 0x40",
        "-64, 0x8000000000000000, 63, 1",
        "0, 0x8000000000000000, 63, 1",
        "0, 1, 64, 0",
        "-8, -1, 64, 0",
    })
    void shiftsRightLogicallyOnTheTypesWidth(int type, String value, int count, String expected) throws Exception {
        assertThat(binary(DwarfOperation.DW_OP_SHR, number(value), count, type)).isEqualTo(number(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "-8, 0x80, 1, -64",
        "8, 0x80, 1, 0xc0",
        "16, 0x8000, 15, 0xffff",
        "32, 0x80000000, 40, 0xffffffff",
        "64, 0x8000000000000000, 63, -1",
        "0, 0x8000000000000000, 64, -1",
        "32, 0x40000000, 30, 1",
    })
    void shiftsRightArithmeticallyOnTheTypesWidth(int type, String value, int count, String expected) throws Exception {
        assertThat(binary(DwarfOperation.DW_OP_SHRA, number(value), count, type))
                .isEqualTo(number(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "-8, 0x40, 1, -128",
        "8, 0x80, 1, 0",
        "-32, 1, 31, -2147483648",
        "32, 1, 32, 0",
        "0, 1, 63, -9223372036854775808"
    })
    void shiftsLeftOnTheTypesWidth(int type, String value, int count, String expected) throws Exception {
        assertThat(binary(DwarfOperation.DW_OP_SHL, number(value), count, type)).isEqualTo(number(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "-8, 0xf9, 2, -3", // -7 / 2
        "8, 0xf9, 2, 124",
        "64, -2, 2, 0x7fffffffffffffff",
        "0, -8, 2, -4",
        "-8, 0x80, 0xff, -128", // 128 does not fit
    })
    void dividesWithTheTypesSign(int type, String left, String right, String expected) throws Exception {
        assertThat(binary(DwarfOperation.DW_OP_DIV, number(left), number(right), type))
                .isEqualTo(number(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "-8, 0xf9, 2, -1",
        "8, 0xf9, 4, 1",
        "64, -1, 10, 5",
        "0, -1, 10, 5", // the generic type has no sign here: 18446744073709551615 mod 10
    })
    void takesTheRemainderWithTheTypesSign(int type, String left, String right, String expected) throws Exception {
        assertThat(binary(DwarfOperation.DW_OP_MOD, number(left), number(right), type))
                .isEqualTo(number(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "-8, 0xff, 1, 1", // -1 < 1
        "8, 0xff, 1, 0",
        "-32, 0x80000000, 0, 1",
        "64, -1, 1, 0",
        "0, -1, 1, 1", // the generic type compares with a sign
    })
    void comparesWithTheTypesSign(int type, String left, String right, int less) throws Exception {
        assertThat(binary(DwarfOperation.DW_OP_LT, number(left), number(right), type))
                .isEqualTo(less);
        assertThat(binary(DwarfOperation.DW_OP_GE, number(left), number(right), type))
                .isEqualTo(1 - less);
    }

    @ParameterizedTest
    @CsvSource({"-8, 0x80, -128", "-8, 0xff, 1", "8, 0xff, 1", "64, -5, 5", "0, -5, 5"})
    void absoluteValueReadsTheTypesWidthWithASign(int type, String value, String expected) throws Exception {
        assertThat(unary(DwarfOperation.DW_OP_ABS, number(value), type)).isEqualTo(number(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "-8, 0x80, 32, 0xffffff80", // -128 as an unsigned 32-bit number
        "8, 0x80, -32, 128",
        "-8, 0x80, 0, -128",
        "32, 0xffffffff, 0, 0xffffffff",
        "0, 0x1ff, -8, -1",
        "0, 0x1ff, 8, 255",
    })
    void convertsTheNumber(int from, String value, int to, String expected) throws Exception {
        ExpressionStack stack = new ExpressionStack();
        stack.push(number(value), from);
        stack.convert(to);
        assertThat(stack.pop()).isEqualTo(number(expected));
    }

    @Test
    void reinterpretsTheBitsOfTheSameWidthOnly() throws Exception {
        ExpressionStack stack = new ExpressionStack();
        stack.push(0x80, -8);
        stack.reinterpret(8);
        assertThat(stack.pop()).isEqualTo(0x80);

        stack.push(0x80, -8);
        assertThatThrownBy(() -> stack.reinterpret(32))
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage("its location is a broken expression");
    }

    @Test
    void refusesToDivideByZero() {
        assertThatThrownBy(() -> binary(DwarfOperation.DW_OP_DIV, 1, 0, -32))
                .hasMessage("its location divides by zero");
        assertThatThrownBy(() -> binary(DwarfOperation.DW_OP_MOD, 1, 0x100, 8))
                .hasMessage("its location divides by zero");
    }

    private static long number(String text) {
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }
}
