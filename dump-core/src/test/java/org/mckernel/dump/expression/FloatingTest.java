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

class FloatingTest {
    private static final VirtualMemory MEMORY = ChangedMemory.empty().identity();

    private static Value of(double number) {
        return Value.of(BaseTypes.DOUBLE, Double.doubleToRawLongBits(number), MEMORY);
    }

    private static Value of(float number) {
        return Value.of(BaseTypes.FLOAT, Float.floatToRawIntBits(number), MEMORY);
    }

    private static Value of(CType type, long number) {
        return Value.of(type, number, MEMORY);
    }

    private static double number(String operator, Value left, Value right) throws ExpressionException {
        return Floating.number(Floating.binary(operator, left, right));
    }

    @Test
    void numbersAreComputedInTheWiderType() throws ExpressionException {
        assertThat(number("+", of(1.5), of(2.25))).isEqualTo(3.75);
        assertThat(number("-", of(1.5), of(2.25))).isEqualTo(-0.75);
        assertThat(number("*", of(1.5), of(2.5f))).isEqualTo(3.75);
        assertThat(number("/", of(BaseTypes.INT, 7), of(2.0))).isEqualTo(3.5);
        assertThat(TypeText.name(Floating.binary("+", of(1f), of(2.0)).type())).isEqualTo("double");
        assertThat(TypeText.name(Floating.binary("+", of(1.0), of(2f)).type())).isEqualTo("double");
        assertThat(TypeText.name(
                        Floating.binary("+", of(1f), of(BaseTypes.LONG, 2)).type()))
                .isEqualTo("float");
        assertThat(number("+", of(0.1f), of(0.2f))).isEqualTo(0.1f + 0.2f);
    }

    @ParameterizedTest
    @CsvSource({"<, 1, 0, 0", ">, 0, 1, 0", "<=, 1, 0, 1", ">=, 0, 1, 1", "==, 0, 0, 1", "!=, 1, 1, 0"})
    void comparisonsAreInt(String operator, int less, int greater, int equal) throws ExpressionException {
        assertThat(Floating.binary(operator, of(1.0), of(1.5)).number()).isEqualTo(less);
        assertThat(Floating.binary(operator, of(1.5), of(1.0)).number()).isEqualTo(greater);
        assertThat(Floating.binary(operator, of(1.5), of(1.5)).number()).isEqualTo(equal);
        assertThat(TypeText.name(Floating.binary(operator, of(1.0), of(1.5)).type()))
                .isEqualTo("int");
    }

    /** The sign of what 0.0 / 0 gives is set, as on x86_64. */
    @Test
    void whatIsNoNumberHasItsSign() throws ExpressionException {
        assertThat(Floating.binary("/", of(0.0), of(0.0)).raw()).isEqualTo(0xfff8_0000_0000_0000L);
        assertThat(Floating.binary("+", of(Double.NaN), of(1.0)).raw()).isEqualTo(0x7ff8_0000_0000_0000L);
        assertThat(number("/", of(1.0), of(0.0))).isInfinite();
    }

    @Test
    void operationsOfIntegersAreRefused() {
        assertThatThrownBy(() -> Floating.binary("%", of(1.0), of(2.0)))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("Integer-only operation on floating point number.");
        Value pointer = of(new CType.Pointer(TypeReference.to(BaseTypes.INT), 8), 0x1000);
        assertThatThrownBy(() -> Floating.binary("+", pointer, of(2.0)))
                .hasMessage("Argument to arithmetic operation not a number or boolean.");
        assertThatThrownBy(() -> Floating.binary("+", of(2.0), pointer))
                .hasMessage("Argument to arithmetic operation not a number or boolean.");
    }

    @Test
    void signsInFront() throws ExpressionException {
        assertThat(Floating.number(Floating.unary("-", of(1.5)))).isEqualTo(-1.5);
        assertThat(Floating.unary("-", of(0.0)).raw()).as("gdb's is no -0").isZero();
        assertThat(Floating.number(Floating.unary("+", of(1.5)))).isEqualTo(1.5);
        assertThat(Floating.unary("!", of(1.5)).number()).isZero();
        assertThat(Floating.unary("!", of(0.0)).number()).isEqualTo(1);
        assertThatThrownBy(() -> Floating.unary("~", of(1.5)))
                .hasMessage("Argument to complement operation not an integer, boolean.");
    }

    @Test
    void integersAreRoundedOnce() throws ExpressionException {
        assertThat(Floating.number(Floating.convert(BaseTypes.DOUBLE, of(BaseTypes.LONG, -5))))
                .isEqualTo(-5);
        assertThat(Floating.number(Floating.convert(BaseTypes.DOUBLE, of(BaseTypes.UNSIGNED_LONG, -1))))
                .isEqualTo(0x1p64);
        assertThat(Floating.number(
                        Floating.convert(BaseTypes.DOUBLE, of(BaseTypes.UNSIGNED_LONG, Long.MIN_VALUE + 1025))))
                .as("just above half way")
                .isEqualTo(0x1.0000000000001p63);
        assertThat(Floating.number(Floating.convert(BaseTypes.FLOAT, of(BaseTypes.LONG, (1L << 53) + (1L << 29) + 1))))
                .as("not by way of double")
                .isEqualTo((float) ((1L << 53) + (1L << 29) + 1));
        assertThat(Floating.number(Floating.convert(BaseTypes.FLOAT, of(1.1)))).isEqualTo(1.1f);
    }

    @Test
    void wholeNumbersLoseWhatIsAfterThePoint() throws ExpressionException {
        assertThat(Floating.whole(of(-1.9))).isEqualTo(-1);
        assertThat(Floating.whole(of(1e300))).isEqualTo(Long.MAX_VALUE);
        assertThat(Floating.whole(of(Double.NaN))).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void onlyFloatAndDoubleAreComputed() {
        CType wide = BaseTypes.find("long double").orElseThrow();

        assertThat(Floating.is(wide)).isTrue();
        assertThat(Floating.is(BaseTypes.INT)).isFalse();
        assertThat(Floating.number(wide, 0)).isEmpty();
        assertThat(Floating.number(BaseTypes.FLOAT, Float.floatToRawIntBits(1.5f)))
                .contains(1.5);
        assertThat(Floating.number(BaseTypes.DOUBLE, Double.doubleToRawLongBits(1.5)))
                .contains(1.5);
        assertThatThrownBy(() -> Floating.convert(wide, of(1.0)))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("`long double' of 16 bytes is not supported, only float and double");
    }
}
