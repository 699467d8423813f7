package org.mckernel.eclair.remote;

/** Takes the text of a packet apart. */
final class PacketText {
    private static final int MOST_DIGITS = 16;

    private final String text;
    private int at;

    /** A packet that says nothing. */
    static final class MalformedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        MalformedException(String text) {
            super(text);
        }
    }

    PacketText(String text) {
        this.text = text;
    }

    /** A number of at most 64 bits in hexadecimal digits, and nothing else. */
    static long hex(String digits) {
        boolean good = !digits.isEmpty() && digits.length() <= MOST_DIGITS;
        for (int i = 0; i < digits.length() && good; i++) {
            good = Character.digit(digits.charAt(i), 16) >= 0 && digits.charAt(i) < 128;
        }
        if (!good) {
            throw new MalformedException(digits);
        }
        return Long.parseUnsignedLong(digits, 16);
    }

    /** The text before the next such character, which is skipped. */
    String upTo(char end) {
        int found = text.indexOf(end, at);
        if (found < 0) {
            throw new MalformedException(text);
        }
        String part = text.substring(at, found);
        at = found + 1;
        return part;
    }

    /** The number before the next such character. */
    long hexUpTo(char end) {
        return hex(upTo(end));
    }

    /** The number that is the rest. */
    long hexToEnd() {
        return hex(text.substring(at));
    }
}
