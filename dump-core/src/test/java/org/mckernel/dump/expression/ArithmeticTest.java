package org.mckernel.dump.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeReference;
import org.mckernel.dump.type.TypeText;

/** Operators on integers and pointers (C17, 6.5). */
class ArithmeticTest {
    private static final VirtualMemory MEMORY = ChangedMemory.empty().identity();

    private static Value value(String type, long number) {
        return Value.of(BaseTypes.find(type).orElseThrow(), number, MEMORY);
    }

    private static Value pointer(CType target, long address) {
        return Value.of(new CType.Pointer(TypeReference.to(target), 8), address, MEMORY);
    }

    private static String text(Value value) throws ExpressionException {
        return TypeText.name(value.type()) + " " + value.number();
    }

    @ParameterizedTest
    @CsvSource({
        "int, 7, +, int, 9, int 16",
        "int, 2147483647, +, int, 1, int -2147483648",
        "int, 7, -, int, 9, int -2",
        "unsigned int, 7, -, int, 9, unsigned int 4294967294",
        "int, -3, *, long, 5, long -15",
        "int, -7, /, int, 2, int -3",
        "unsigned int, -7, /, int, 2, unsigned int 2147483644",
        "unsigned long, -1, /, int, 2, unsigned long 9223372036854775807",
        "int, -7, %, int, 4, int -3",
        "unsigned long, -7, %, int, 4, unsigned long 1",
        "int, 12, &, int, 10, int 8",
        "int, 12, |, int, 10, int 14",
        "int, 12, ^, int, 10, int 6",
        "char, -1, &, int, 255, int 255"
    })
    void numbersHaveTheirCommonType(
            String leftType, long left, String operator, String rightType, long right, String expected)
            throws ExpressionException {
        assertThat(text(Arithmetic.binary(operator, value(leftType, left), value(rightType, right))))
                .isEqualTo(expected);
    }

    /** A shift has the type of its left side; beyond its width nothing is left but the sign. */
    @ParameterizedTest
    @CsvSource({
        "int, 1, <<, 4, int 16",
        "int, 1, <<, 31, int -2147483648",
        "int, 1, <<, 32, int 0",
        "int, 1, <<, -1, int 0",
        "long, 1, <<, 32, long 4294967296",
        "int, -16, >>, 2, int -4",
        "int, -16, >>, 32, int -1",
        "int, 16, >>, 32, int 0",
        "unsigned int, -16, >>, 4, unsigned int 268435455",
        "unsigned long, -1, >>, 60, unsigned long 15",
        "unsigned long, -1, >>, 64, unsigned long 0",
        "char, 1, <<, 8, int 256"
    })
    void shiftsHaveTheTypeOfTheirLeftSide(String type, long left, String operator, long right, String expected)
            throws ExpressionException {
        assertThat(text(Arithmetic.binary(operator, value(type, left), value("long", right))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"<, 1, 0, 0", ">, 0, 1, 0", "<=, 1, 0, 1", ">=, 0, 1, 1", "==, 0, 0, 1", "!=, 1, 1, 0"})
    void comparisonsAreInt(String operator, int less, int greater, int equal) throws ExpressionException {
        assertThat(text(Arithmetic.binary(operator, value("int", -1), value("int", 1))))
                .isEqualTo("int " + less);
        assertThat(text(Arithmetic.binary(operator, value("int", 1), value("int", -1))))
                .isEqualTo("int " + greater);
        assertThat(text(Arithmetic.binary(operator, value("int", 1), value("long", 1))))
                .isEqualTo("int " + equal);
        assertThat(text(Arithmetic.binary(operator, value("unsigned int", -1), value("int", 1))))
                .as("unsigned")
                .isEqualTo("int " + greater);
    }

    @ParameterizedTest
    @CsvSource({"/", "%"})
    void divisionByZeroIsTold(String operator) {
        assertThatThrownBy(() -> Arithmetic.binary(operator, value("int", 1), value("int", 0)))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("Division by zero");
    }

    @Test
    void pointersGoInStepsOfTheirTarget() throws ExpressionException {
        Value at = pointer(BaseTypes.INT, 0x1000);

        assertThat(Arithmetic.binary("+", at, value("int", 3)).number()).isEqualTo(0x100c);
        assertThat(Arithmetic.binary("+", value("int", 3), at).number()).isEqualTo(0x100c);
        assertThat(Arithmetic.binary("-", at, value("int", 3)).number()).isEqualTo(0xff4);
        assertThat(TypeText.name(Arithmetic.binary("+", at, value("int", 3)).type()))
                .isEqualTo("int *");
        assertThat(text(Arithmetic.binary("-", pointer(BaseTypes.INT, 0x1010), at)))
                .isEqualTo("long 4");
        assertThat(Arithmetic.binary("+", pointer(new CType.NoValue(), 0x1000), value("int", 3))
                        .number())
                .isEqualTo(0x1003);
    }

    @Test
    void pointersAreComparedAsAddresses() throws ExpressionException {
        Value low = pointer(BaseTypes.INT, 0x1000);
        Value high = pointer(BaseTypes.INT, -0x1000);

        assertThat(text(Arithmetic.binary("<", low, high))).isEqualTo("int 1");
        assertThat(text(Arithmetic.binary("==", low, value("int", 0x1000)))).isEqualTo("int 1");
        assertThat(text(Arithmetic.binary("&", high, value("int", 0xffff)))).isEqualTo("unsigned long 61440");
    }

    @Test
    void someOperationsOnPointersAreNone() {
        Value at = pointer(BaseTypes.INT, 0x1000);

        assertThatThrownBy(() -> Arithmetic.binary("-", value("int", 3), at))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("a pointer cannot be subtracted from a number");
        assertThatThrownBy(() -> Arithmetic.binary("+", at, at))
                .hasMessage("Argument to arithmetic operation not a number or boolean.");
    }

    @Test
    void numbersAreCutToTheirWidth() {
        assertThat(Arithmetic.narrow(BaseTypes.CHAR, 0x1ff)).isEqualTo(-1);
        assertThat(Arithmetic.narrow(BaseTypes.UNSIGNED_INT, -1)).isEqualTo(0xffff_ffffL);
        assertThat(Arithmetic.narrow(BaseTypes.INT, 0xffff_ffffL)).isEqualTo(-1);
        assertThat(Arithmetic.narrow(BaseTypes.UNSIGNED_LONG, -1)).isEqualTo(-1);
    }
}
