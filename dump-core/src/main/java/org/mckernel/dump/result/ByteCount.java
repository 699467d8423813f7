package org.mckernel.dump.result;

import java.util.Locale;

/** Numbers for users: byte counts with three digits and a binary unit, counts with their noun. */
public final class ByteCount {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private ByteCount() {}

    /** {@code 18.6 MiB}. */
    public static String text(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(
                Locale.ROOT, value < 99.95 && value != Math.rint(value) ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** {@code 1 chunk}, {@code 2 chunks}, {@code 2 processes}: for nouns that take s, or es after an s. */
    public static String counted(long number, String noun) {
        String ending = number == 1 ? "" : noun.endsWith("s") ? "es" : "s";
        return grouped(number) + " " + noun + ending;
    }

    /** A number with its digits in groups of three, separated by spaces. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }
}
