package org.mckernel.dump.expression;

import java.util.Optional;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeText;

/**
 * {@code float} and {@code double} in expressions, computed as gdb does it: of two types the wider floating type is
 * used, and an integer is converted to it. {@code long double} is refused, as it differs between processors.
 */
final class Floating {
    /** The result of {@code 0.0 / 0} on x86_64: its sign is set. */
    private static final long NO_NUMBER = 0xfff8_0000_0000_0000L;

    private Floating() {}

    /** True for a floating-point type of any size. */
    static boolean is(CType type) {
        return type.real() instanceof CType.Base base && base.encoding() == CType.Encoding.FLOAT;
    }

    /** The type for computation; other types are refused. */
    private static CType computed(CType type) throws ExpressionException {
        long size = type.size().orElse(0);
        if (size != Float.BYTES && size != Double.BYTES) {
            throw new ExpressionException(
                    "`%s' of %d bytes is not supported, only float and double".formatted(TypeText.name(type), size));
        }
        return type;
    }

    /** The number with these bits; empty for unsupported sizes. */
    static Optional<Double> number(CType type, long bits) {
        return switch ((int) Math.min(type.size().orElse(0), Integer.MAX_VALUE)) {
            case Float.BYTES -> Optional.of((double) Float.intBitsToFloat((int) bits));
            case Double.BYTES -> Optional.of(Double.longBitsToDouble(bits));
            default -> Optional.empty();
        };
    }

    /** The number of a floating-point value. */
    static double number(Value value) throws ExpressionException {
        return number(computed(value.type()), value.raw()).orElseThrow();
    }

    /** Truncated to an integer; values out of range become the largest. */
    static long whole(Value value) throws ExpressionException {
        double number = number(value);
        return Double.isNaN(number) ? Long.MIN_VALUE : (long) number;
    }

    /** A number of any type converted to a floating-point type. */
    static Value convert(CType type, Value value) throws ExpressionException {
        boolean single = computed(type).size().orElse(0) == Float.BYTES;
        if (is(value.type())) {
            return of(type, number(value), value.memory());
        }
        long number = value.number();
        boolean large = number < 0 && !value.type().isSigned();
        // halved; the lost bit is kept sticky for rounding
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

    /** A binary operator on two numbers, one of them floating. */
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

    /** A unary operator on a floating-point number. */
    static Value unary(String sign, Value value) throws ExpressionException {
        return switch (sign) {
            // zero minus the number: gdb's −0.0 is 0
            case "-" -> of(value.type(), 0 - number(value), value.memory());
            case "+" -> value;
            case "!" -> truth(number(value) == 0, value.memory());
            default -> throw new ExpressionException("Argument to complement operation not an integer, boolean.");
        };
    }
}
