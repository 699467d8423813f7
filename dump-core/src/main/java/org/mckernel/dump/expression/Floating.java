package org.mckernel.dump.expression;

import java.util.Optional;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeText;

/**
 * {@code float} and {@code double} in expressions, computed as gdb does it: of two types the wider floating one counts,
 * and an integer becomes that. {@code long double} is refused, it differs from processor to processor.
 */
final class Floating {
    /** What x86_64 makes of {@code 0.0 / 0}: its sign is set. */
    private static final long NO_NUMBER = 0xfff8_0000_0000_0000L;

    private Floating() {}

    /** True for a floating-point type of any size. */
    static boolean is(CType type) {
        return type.real() instanceof CType.Base base && base.encoding() == CType.Encoding.FLOAT;
    }

    /** The type as it is computed with; refused if it is not. */
    private static CType computed(CType type) throws ExpressionException {
        long size = type.size().orElse(0);
        if (size != Float.BYTES && size != Double.BYTES) {
            throw new ExpressionException(
                    "`%s' of %d bytes is not computed, only float and double are".formatted(TypeText.name(type), size));
        }
        return type;
    }

    /** A number that bits of such a type hold; empty for sizes that are not computed. */
    static Optional<Double> number(CType type, long bits) {
        return switch ((int) Math.min(type.size().orElse(0), Integer.MAX_VALUE)) {
            case Float.BYTES -> Optional.of((double) Float.intBitsToFloat((int) bits));
            case Double.BYTES -> Optional.of(Double.longBitsToDouble(bits));
            default -> Optional.empty();
        };
    }

    /** The number that a value of a floating-point type holds. */
    static double number(Value value) throws ExpressionException {
        return number(computed(value.type()), value.raw()).orElseThrow();
    }

    /** Without what is behind the point; what is too large becomes the largest. */
    static long whole(Value value) throws ExpressionException {
        double number = number(value);
        return Double.isNaN(number) ? Long.MIN_VALUE : (long) number;
    }

    /** A number of any type as one of a floating-point type. */
    static Value convert(CType type, Value value) throws ExpressionException {
        boolean single = computed(type).size().orElse(0) == Float.BYTES;
        if (is(value.type())) {
            return of(type, number(value), value.memory());
        }
        long number = value.number();
        boolean large = number < 0 && !value.type().isSigned();
        // halved without losing the bit that rounding looks at
        long half = (number >>> 1) | (number & 1);
        double exact =
                single ? (large ? (float) half * 2 : (float) number) : large ? (double) half * 2 : (double) number;
        return of(type, exact, value.memory());
    }

    private static Value of(CType type, double number, VirtualMemory memory) {
        return Value.of(
                type,
                type.size().orElse(0) == Float.BYTES
                        ? Float.floatToRawIntBits((float) number)
                        : Double.doubleToRawLongBits(number),
                memory);
    }

    /** What an operator makes of two numbers, one of them floating. */
    static Value binary(String operator, Value left, Value right) throws ExpressionException {
        if (Arithmetic.isPointer(left) || Arithmetic.isPointer(right)) {
            throw new ExpressionException("Argument to arithmetic operation not a number or boolean.");
        }
        CType type = !is(right.type()) || (is(left.type()) && left.size() >= right.size()) ? left.type() : right.type();
        double a = number(convert(type, left));
        double b = number(convert(type, right));
        return switch (operator) {
            case "+" -> result(type, a, b, a + b, left.memory());
            case "-" -> result(type, a, b, a - b, left.memory());
            case "*" -> result(type, a, b, a * b, left.memory());
            case "/" -> result(type, a, b, a / b, left.memory());
            case "<" -> truth(a < b, left.memory());
            case ">" -> truth(a > b, left.memory());
            case "<=" -> truth(a <= b, left.memory());
            case ">=" -> truth(a >= b, left.memory());
            case "==" -> truth(a == b, left.memory());
            case "!=" -> truth(a != b, left.memory());
            default -> throw new ExpressionException("Integer-only operation on floating point number.");
        };
    }

    private static Value truth(boolean value, VirtualMemory memory) {
        return Value.of(BaseTypes.INT, value ? 1 : 0, memory);
    }

    private static Value result(CType type, double a, double b, double number, VirtualMemory memory) {
        boolean made = Double.isNaN(number) && !Double.isNaN(a) && !Double.isNaN(b);
        return of(type, made ? Double.longBitsToDouble(NO_NUMBER) : number, memory);
    }

    /** What a sign in front makes of a floating-point number. */
    static Value unary(String sign, Value value) throws ExpressionException {
        return switch (sign) {
            // nought less the number: gdb's −0.0 is 0
            case "-" -> of(value.type(), 0 - number(value), value.memory());
            case "+" -> value;
            case "!" -> truth(number(value) == 0, value.memory());
            default -> throw new ExpressionException("Argument to complement operation not an integer, boolean.");
        };
    }
}
