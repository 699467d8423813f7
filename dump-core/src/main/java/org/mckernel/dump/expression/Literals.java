package org.mckernel.dump.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;

/** Number and character literals. */
final class Literals {
    private static final Pattern FLOATING = Pattern.compile("(?<digits>(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d{1,9})?"
            + "|0x(?:[0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(?<power>p[-+]?\\d{1,9})?)(?<suffix>[fl]?)");
    private static final Pattern CHARACTER =
            Pattern.compile("\\\\x[0-9a-fA-F]{0,2}|\\\\[0-7]{1,3}|\\\\.|[^\\\\]", Pattern.DOTALL);

    private static final int LONGEST = 1000;

    private Literals() {}

    /** A number and its C type; for a floating-point number its bits. */
    record Literal(CType type, long value) {}

    /** {@code 12}, {@code 0x1fUL}, {@code 017}, {@code 0b101}, {@code 1.5e-3f}, {@code 0x1.8p3}. */
    static Literal number(String text) throws ExpressionException {
        String lower = text.toLowerCase(Locale.ROOT);
        String digits = lower.replaceAll("[ul]+$", "");
        String suffix = lower.substring(digits.length());
        boolean prefixed = digits.startsWith("0x") || digits.startsWith("0b");
        int radix = digits.startsWith("0x")
                ? 16
                : digits.startsWith("0b") ? 2 : digits.length() > 1 && digits.startsWith("0") ? 8 : 10;
        if (lower.contains(".") || (radix == 16 ? lower.contains("p") : lower.contains("e"))) {
            return floating(text, lower);
        }
        BigInteger whole;
        try {
            whole = new BigInteger(prefixed ? digits.substring(2) : digits, radix);
        } catch (NumberFormatException e) {
            throw new ExpressionException("Invalid number \"%s\".".formatted(text));
        }
        if (whole.bitLength() > Long.SIZE) {
            throw new ExpressionException("Numeric constant too large.");
        }
        long value = whole.longValue();
        boolean unsigned = suffix.contains("u");
        boolean wide = suffix.contains("l");
        if (suffix.contains("ll")) {
            return new Literal(unsigned || value < 0 ? BaseTypes.UNSIGNED_LONG_LONG : BaseTypes.LONG_LONG, value);
        }
        if (!wide && !unsigned && value >= 0 && value <= Integer.MAX_VALUE) {
            return new Literal(BaseTypes.INT, value);
        }
        if (!wide && value >>> 32 == 0 && (unsigned || radix != 10)) {
            return new Literal(BaseTypes.UNSIGNED_INT, value);
        }
        return new Literal(unsigned || value < 0 ? BaseTypes.UNSIGNED_LONG : BaseTypes.LONG, value);
    }

    private static Literal floating(String text, String lower) throws ExpressionException {
        Matcher matcher = FLOATING.matcher(lower);
        if (!matcher.matches() || lower.length() > LONGEST) {
            throw new ExpressionException("Invalid number \"%s\".".formatted(text));
        }
        boolean binary = lower.startsWith("0x") && matcher.group("power") == null;
        String digits = matcher.group("digits") + (binary ? "p0" : "");
        return switch (matcher.group("suffix")) {
            case "f" -> new Literal(BaseTypes.FLOAT, Float.floatToRawIntBits(Float.parseFloat(digits)));
            case "l" -> throw new ExpressionException("long double is not supported: \"%s\".".formatted(text));
            default -> new Literal(BaseTypes.DOUBLE, Double.doubleToRawLongBits(Double.parseDouble(digits)));
        };
    }

    /** {@code 'a'}, {@code '\n'}, {@code '\033'}, {@code '\x1b'}. */
    static Literal character(String text) throws ExpressionException {
        byte[] characters = unescaped(text);
        if (characters.length == 0) {
            throw new ExpressionException("A character constant must contain at least one character.");
        }
        if (characters.length > 1) {
            throw new ExpressionException("Invalid character constant.");
        }
        return new Literal(BaseTypes.CHAR, characters[0]);
    }

    /** The bytes of {@code "text"}, with the terminating NUL. */
    static byte[] string(String text) throws ExpressionException {
        byte[] characters = unescaped(text);
        return Arrays.copyOf(characters, characters.length + 1);
    }

    /** The content between quotes, escapes resolved; characters above 255 as UTF-8. */
    private static byte[] unescaped(String text) throws ExpressionException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher matcher = CHARACTER.matcher(text.substring(1, text.length() - 1));
        while (matcher.find()) {
            String one = matcher.group();
            if (one.charAt(0) != '\\') {
                out.writeBytes(one.getBytes(UTF_8));
                continue;
            }
            char escape = one.charAt(1);
            try {
                if (escape == 'x') {
                    out.write(Integer.parseInt(one.substring(2), 16));
                } else if (escape >= '0' && escape <= '7') {
                    out.write(Integer.parseInt(one.substring(1), 8));
                } else {
                    int index = "abtnvfr".indexOf(escape);
                    out.write(index >= 0 ? 7 + index : escape == 'e' ? 27 : escape);
                }
            } catch (NumberFormatException e) {
                throw new ExpressionException("Invalid character %s.".formatted(text));
            }
        }
        return out.toByteArray();
    }
}
