package org.mckernel.dump.expression;

import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeReference;
import org.mckernel.dump.type.TypeText;

/**
 * C's binary operators: floating-point numbers by {@link Floating}, integers with the usual conversions, pointers in
 * units of their target type.
 */
final class Arithmetic {
    private Arithmetic() {}

    static Value binary(String operator, Value left, Value right) throws ExpressionException {
        if (Floating.is(left.type()) || Floating.is(right.type())) {
            return Floating.binary(operator, left, right);
        }
        boolean leftPlace = isPointer(left);
        boolean rightPlace = isPointer(right);
        if (operator.equals("-") && leftPlace && rightPlace) {
            return Value.of(BaseTypes.LONG, (left.number() - right.number()) / step(left), left.memory());
        }
        if ((operator.equals("+") || operator.equals("-")) && leftPlace != rightPlace) {
            if (rightPlace && operator.equals("-")) {
                throw new ExpressionException("a pointer cannot be subtracted from a number");
            }
            Value place = leftPlace ? left : right;
            long distance = (leftPlace ? right : left).number() * step(place);
            return Value.of(
                    decayed(place),
                    operator.equals("+") ? place.number() + distance : place.number() - distance,
                    left.memory());
        }
        if (leftPlace && rightPlace && operator.equals("+")) {
            throw new ExpressionException("Argument to arithmetic operation not a number or boolean.");
        }
        return numbers(operator, left, right);
    }

    private static Value numbers(String operator, Value left, Value right) throws ExpressionException {
        boolean shift = operator.equals("<<") || operator.equals(">>");
        boolean places = isPointer(left) || isPointer(right);
        CType type = places
                ? BaseTypes.UNSIGNED_LONG
                : shift ? BaseTypes.promoted(left.type()) : BaseTypes.common(left.type(), right.type());
        boolean signed = type.isSigned();
        long a = narrow(type, left.number());
        long b = shift ? right.number() : narrow(type, right.number());
        if ((operator.equals("/") || operator.equals("%")) && b == 0) {
            throw new ExpressionException("Division by zero");
        }
        int order = signed ? Long.compare(a, b) : Long.compareUnsigned(a, b);
        boolean beyond = shift && (b < 0 || b >= type.size().orElse(Long.BYTES) * Byte.SIZE);
        long number = switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> signed ? a / b : Long.divideUnsigned(a, b);
            case "%" -> signed ? a % b : Long.remainderUnsigned(a, b);
            case "&" -> a & b;
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "<<" -> beyond ? 0 : a << b;
            case ">>" -> beyond ? (signed && a < 0 ? -1 : 0) : signed ? a >> b : a >>> b;
            default -> compare(operator, order) ? 1 : 0;
        };
        boolean truth = (operator.length() == 2 && !shift) || operator.equals("<") || operator.equals(">");
        return Value.of(truth ? BaseTypes.INT : type, number, left.memory());
    }

    private static boolean compare(String operator, int order) {
        return switch (operator) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            case ">=" -> order >= 0;
            case "==" -> order == 0;
            case "!=" -> order != 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /** A number cut to a type's width, sign-extended if the type is signed. */
    static long narrow(CType type, long number) {
        int unused = Long.SIZE - (int) Math.min(Long.BYTES, type.size().orElse(Long.BYTES)) * Byte.SIZE;
        return type.isSigned() ? number << unused >> unused : number << unused >>> unused;
    }

    static boolean isPointer(Value value) {
        CType real = value.type().real();
        return real instanceof CType.Pointer || real instanceof CType.Array || real instanceof CType.Function;
    }

    /** The pointer that an array or a function decays to in arithmetic. */
    private static CType decayed(Value place) {
        return switch (place.type().real()) {
            case CType.Array array -> new CType.Pointer(array.element(), Long.BYTES);
            case CType.Function function -> new CType.Pointer(TypeReference.to(function), Long.BYTES);
            default -> place.type();
        };
    }

    private static long step(Value place) throws ExpressionException {
        CType target = switch (place.type().real()) {
            case CType.Pointer pointer -> pointer.target().get();
            case CType.Array array -> array.element().get();
            default -> BaseTypes.CHAR;
        };
        long size = target.size()
                .orElseThrow(
                        () -> new ExpressionException("the size of `%s' is unknown".formatted(TypeText.name(target))));
        return Math.max(1, size);
    }
}
