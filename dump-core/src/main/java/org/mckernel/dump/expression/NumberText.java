package org.mckernel.dump.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.function.LongFunction;

/** Numbers in the formats of gdb's format letters. */
public final class NumberText {
    /** The letters: hexadecimal, decimal, unsigned, octal, binary, address, character, string, zero-padded, float. */
    public static final String LETTERS = "xduotacszf";

    private NumberText() {}

    /**
     * A number.
     *
     * @param value its bits, bits above {@code size} bytes are ignored
     * @param symbols the symbol text after an address, as {@code <schedule+17>}; may be empty
     */
    public static String of(char letter, long value, int size, LongFunction<String> symbols) {
        int bits = Byte.SIZE * Math.max(1, size);
        long signed = value << (Long.SIZE - bits) >> (Long.SIZE - bits);
        long unsigned = value << (Long.SIZE - bits) >>> (Long.SIZE - bits);
        return switch (letter) {
            case 'd' -> Long.toString(signed);
            case 'u' -> Long.toUnsignedString(unsigned);
            case 'o' -> "0" + (unsigned == 0 ? "" : Long.toOctalString(unsigned));
            case 't' -> Long.toBinaryString(unsigned);
            case 'z' -> "0x" + padded(Long.toHexString(unsigned), bits / 4);
            case 'c' -> "%d %s".formatted((byte) signed, character((int) (signed & 0xff)));
            case 'a' -> "0x%x %s".formatted(unsigned, symbols.apply(unsigned)).strip();
            case 'f' ->
                size == 4
                        ? floating(Float.intBitsToFloat((int) value), 9, "0x%x".formatted(value & 0x7f_ffff))
                        : size == 8
                                ? floating(
                                        Double.longBitsToDouble(value),
                                        17,
                                        "0x%x%08x".formatted(value >>> 32 & 0xf_ffff, (int) value))
                                : Long.toString(signed);
            default -> "0x" + Long.toHexString(unsigned);
        };
    }

    /** A number with a limited number of digits, as C's {@code %g} writes it. */
    private static String floating(double value, int digits, String mantissaBits) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            boolean negative = Double.doubleToRawLongBits(value) < 0;
            return Double.isNaN(value)
                    ? "%snan(%s)".formatted(negative ? "-" : "", mantissaBits)
                    : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < digits) {
            return rounded.toPlainString();
        }
        BigDecimal mantissa = rounded.movePointLeft(exponent);
        return "%se%s%02d".formatted(mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /** The same with the width of its size, as {@code x} shows it: hexadecimal and binary digits padded with zeros. */
    public static String wide(char letter, long value, int size, LongFunction<String> symbols) {
        String text = of(letter == 'x' ? 'z' : letter, value, size, symbols);
        return letter == 't' ? padded(text, Byte.SIZE * size) : text;
    }

    private static String padded(String digits, int width) {
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    /** A character as C writes it: {@code 'a'}, {@code '\n'}, {@code '\033'}. */
    public static String character(int c) {
        return "'" + (c == '\'' ? "\\'" : escaped(c)) + "'";
    }

    /** A character in a string. */
    public static String escaped(int c) {
        return switch (c) {
            case 7 -> "\\a";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case 11 -> "\\v";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            case '\\' -> "\\\\";
            default -> c >= ' ' && c < 0x7f ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\%03o", c);
        };
    }
}
