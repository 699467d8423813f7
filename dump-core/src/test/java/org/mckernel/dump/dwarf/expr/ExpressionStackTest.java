package org.mckernel.dump.dwarf.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;

/** The operations of DWARF 5, 2.5.1.4, on the generic type and on integers of other widths. */
class ExpressionStackTest {
    private final ExpressionStack stack = new ExpressionStack();

    private static DwarfCursor cursor(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return new DwarfCursor(new DwarfSection("test", "test", MemorySegment.ofArray(all), null), 0, all.length);
    }

    private long calculate(int operation, int type, long left, long right) throws Exception {
        stack.push(left, type);
        stack.push(right, type);
        stack.calculate(operation, cursor());
        return stack.pop();
    }

    /** and, div, minus, mod, mul, or, plus, shl, shr, shra, xor. */
    @ParameterizedTest
    @CsvSource({
        "0x1a, 12, 10, 8",
        "0x1b, -7, 2, -3",
        "0x1c, 7, 9, -2",
        "0x1d, 7, 4, 3",
        "0x1d, -1, 16, 15",
        "0x1e, -3, 5, -15",
        "0x21, 12, 10, 14",
        "0x22, 7, 9, 16",
        "0x24, 3, 4, 48",
        "0x24, 3, 63, -9223372036854775808",
        "0x24, 3, 64, 0",
        "0x24, 3, -1, 0",
        "0x25, -1, 60, 15",
        "0x25, -1, 64, 0",
        "0x26, -16, 2, -4",
        "0x26, -16, 64, -1",
        "0x26, 16, -1, 0",
        "0x27, 12, 10, 6"
    })
    void genericValuesHave64Bits(String operation, long left, long right, long expected) throws Exception {
        assertThat(calculate(Integer.decode(operation), 0, left, right)).isEqualTo(expected);
    }

    /** eq, ge, gt, le, lt, ne: the generic type compares with a sign. */
    @ParameterizedTest
    @CsvSource({
        "0x29, 0, 1, 0, 0, 1",
        "0x2a, 0, 1, 0, 1, 1",
        "0x2b, 0, 0, 0, 1, 0",
        "0x2c, 0, 1, 1, 0, 1",
        "0x2d, 0, 0, 1, 0, 0",
        "0x2e, 0, 0, 1, 1, 0"
    })
    void comparisonsAreOneOrZero(String operation, int type, long equal, long less, long greater, long again)
            throws Exception {
        int op = Integer.decode(operation);

        assertThat(calculate(op, type, 5, 5)).isEqualTo(equal);
        assertThat(calculate(op, type, -1, 1)).isEqualTo(less);
        assertThat(calculate(op, type, 1, -1)).isEqualTo(greater);
        assertThat(calculate(op, type, -1, -1)).isEqualTo(again);
    }

    @Test
    void unsignedValuesCompareAndDivideWithoutASign() throws Exception {
        assertThat(calculate(0x2b, 64, -1, 1)).as("the largest is greater").isEqualTo(1);
        assertThat(calculate(0x2d, 64, -1, 1)).isZero();
        assertThat(calculate(0x1b, 64, -1, 2)).isEqualTo(Long.MAX_VALUE);
        assertThat(calculate(0x1d, -64, -7, 4)).as("signed modulus").isEqualTo(-3);
        assertThat(calculate(0x1d, 64, -7, 4)).isEqualTo(1);
    }

    @Test
    void valuesAreCutToTheirTypesWidth() throws Exception {
        stack.push(0x1ff, 8);
        assertThat(stack.pop()).isEqualTo(0xff);
        stack.push(0x1ff, -8);
        assertThat(stack.pop()).isEqualTo(-1);
        stack.push(0x1_8000_0000L, -32);
        assertThat(stack.pop()).isEqualTo(Integer.MIN_VALUE);
        stack.push(-1, 64);
        assertThat(stack.pop()).isEqualTo(-1);
        assertThat(calculate(0x22, 8, 0xff, 1)).isZero();
        assertThat(calculate(0x22, -8, 127, 1)).isEqualTo(-128);
    }

    /** The type of the result is that of the operand below; a comparison's is the generic type. */
    @Test
    void resultsKeepTheirType() throws Exception {
        stack.push(0xff, 8);
        stack.push(1, 8);
        stack.calculate(0x22, cursor());
        stack.push(0, 8);
        stack.calculate(0x1c, cursor());
        assertThat(stack.pop()).isZero();
        stack.push(5, 8);
        stack.push(5, 8);
        stack.calculate(0x29, cursor());
        stack.push(0x1000);
        stack.calculate(0x22, cursor());
        assertThat(stack.pop()).isEqualTo(0x1001);
    }

    /** abs, neg, not, plus_uconst. */
    @Test
    void someOperationsTakeOneValue() throws Exception {
        stack.push(-5);
        stack.calculate(0x19, cursor());
        assertThat(stack.pop()).isEqualTo(5);
        stack.push(5);
        stack.calculate(0x1f, cursor());
        assertThat(stack.pop()).isEqualTo(-5);
        stack.push(5);
        stack.calculate(0x20, cursor());
        assertThat(stack.pop()).isEqualTo(-6);
        stack.push(5);
        stack.calculate(0x23, cursor(0x80, 1));
        assertThat(stack.pop()).isEqualTo(133);
        stack.push(1, 8);
        stack.calculate(0x1f, cursor());
        assertThat(stack.pop()).as("in its width").isEqualTo(0xff);
    }

    @Test
    void divisionByZeroIsTold() {
        for (int operation : new int[] {0x1b, 0x1d}) {
            assertThatThrownBy(() -> calculate(operation, 0, 5, 0))
                    .isInstanceOf(UnknownLocationException.class)
                    .hasMessage("its location divides by zero");
        }
        assertThatThrownBy(() -> calculate(0x1d, -32, 5, 0)).hasMessage("its location divides by zero");
        assertThatThrownBy(() -> calculate(0x1b, 64, 5, 0)).hasMessage("its location divides by zero");
    }

    @Test
    void anUnknownOperationIsNamed() {
        assertThatThrownBy(() -> calculate(0x18, 0, 5, 5)).hasMessage("its location needs DW_OP 0x18");
    }

    @Test
    void valuesAreMovedAbout() throws Exception {
        stack.push(1);
        stack.push(2);
        stack.push(3);
        stack.pick(2);
        assertThat(stack.pop()).isEqualTo(1);
        stack.pick(0);
        assertThat(stack.pop()).isEqualTo(3);
        stack.rotate(2);
        assertThat(stack.pop()).isEqualTo(2);
        stack.rotate(1);
        assertThat(stack.pop()).isEqualTo(3);
        assertThat(stack.isEmpty()).isFalse();
        assertThat(stack.pop()).isEqualTo(1);
        assertThat(stack.isEmpty()).isTrue();
    }

    @Test
    void conversionCutsAndExtends() throws Exception {
        stack.push(0x180);
        stack.convert(-8);
        assertThat(stack.pop()).isEqualTo(-128);
        stack.push(-1, -8);
        stack.convert(16);
        assertThat(stack.pop()).isEqualTo(0xffff);
    }

    @Test
    void aMissingValueIsABrokenExpression() throws Exception {
        String broken = "its location is a broken expression";

        assertThatThrownBy(stack::pop)
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage(broken);
        stack.push(1);
        assertThatThrownBy(() -> stack.pick(1)).hasMessage(broken);
        assertThatThrownBy(() -> stack.pick(-1)).hasMessage(broken);
        assertThatThrownBy(() -> stack.rotate(1)).hasMessage(broken);
        assertThatThrownBy(() -> stack.calculate(0x22, cursor())).hasMessage(broken);
    }

    @Test
    void theStackHasABound() throws Exception {
        for (int i = 0; i < 256; i++) {
            stack.push(i);
        }

        assertThatThrownBy(() -> stack.push(256))
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage("its location is too deep an expression");
        assertThatThrownBy(() -> stack.pick(0)).hasMessage("its location is too deep an expression");
        assertThat(stack.pop()).isEqualTo(255);
    }
}
