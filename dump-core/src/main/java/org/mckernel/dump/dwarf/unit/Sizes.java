package org.mckernel.dump.dwarf.unit;

import org.mckernel.dump.bytes.MalformedFileException;

/** Arithmetic on sizes and offsets from a debug entry: nothing in a kernel is larger than 2^40 bytes. */
public final class Sizes {
    private static final long LARGEST = 1L << 40;

    private Sizes() {}

    /** The value itself, when it is from 0 to 2^40. */
    public static long checked(Die die, long value) throws MalformedFileException {
        if (value < 0 || value > LARGEST) {
            throw die.unit()
                    .sections()
                    .info()
                    .malformed(die.offset(), "size or offset in the entry", "0 to 2^40", Long.toUnsignedString(value));
        }
        return value;
    }

    public static long times(Die die, long a, long b) throws MalformedFileException {
        // both are at most 2^40, so the high half of the 128-bit product detects overflow
        return checked(die, Math.multiplyHigh(a, b) != 0 ? -1 : a * b);
    }
}
