package org.mckernel.dump.result;

import java.util.Locale;

/** Numbers of bytes for people: three digits and a binary unit. */
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
        return String.format(Locale.ROOT, value < 99.95 && value != Math.rint(value) ? "%.1f %s" : "%.0f %s", value,
                UNITS[unit]);
    }

    /** A number with its digits in groups of three, parted by spaces. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }
}
