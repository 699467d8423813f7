package org.mckernel.dump.type;

import java.util.Locale;

/** Numbers and characters written in an expression. */
final class Literals {
    private Literals() {}

    /** A number and the type that C gives it. */
    record Literal(CType type, long value) {}

    /** {@code 12}, {@code 0x1fUL}, {@code 017}. */
    static Literal number(String text) throws ExpressionException {
        String lower = text.toLowerCase(Locale.ROOT);
        String digits = lower.replaceAll("[ul]+$", "");
        String suffix = lower.substring(digits.length());
        int radix = digits.startsWith("0x") ? 16 : digits.length() > 1 && digits.startsWith("0") ? 8 : 10;
        long value;
        try {
            value = Long.parseUnsignedLong(radix == 16 ? digits.substring(2) : digits, radix);
        } catch (NumberFormatException e) {
            throw new ExpressionException("Invalid number \"%s\".".formatted(text));
        }
        boolean unsigned = suffix.contains("u");
        boolean wide = suffix.contains("l");
        if (!wide && !unsigned && value >= 0 && value <= Integer.MAX_VALUE) {
            return new Literal(BaseTypes.INT, value);
        }
        if (!wide && value >>> 32 == 0 && (unsigned || radix != 10)) {
            return new Literal(BaseTypes.UNSIGNED_INT, value);
        }
        return new Literal(unsigned || value < 0 ? BaseTypes.UNSIGNED_LONG : BaseTypes.LONG, value);
    }

    /** {@code 'a'}, {@code '\n'}, {@code '\033'}. */
    static Literal character(String text) throws ExpressionException {
        String inner = text.substring(1, text.length() - 1);
        if (inner.length() == 1) {
            return new Literal(BaseTypes.CHAR, inner.charAt(0));
        }
        char escape = inner.charAt(1);
        if (escape >= '0' && escape <= '7') {
            try {
                return new Literal(BaseTypes.CHAR, Integer.parseInt(inner.substring(1), 8));
            } catch (NumberFormatException e) {
                throw new ExpressionException("Invalid character %s.".formatted(text));
            }
        }
        int index = "abtnvfr".indexOf(escape);
        return new Literal(BaseTypes.CHAR, index >= 0 ? 7 + index : escape == 'e' ? 27 : escape);
    }
}
