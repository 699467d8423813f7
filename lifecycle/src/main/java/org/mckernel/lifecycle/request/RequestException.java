package org.mckernel.lifecycle.request;

import java.util.Locale;

/** An option with an invalid value: which option, where in the value, what was expected and what was found. */
public final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 60;

    private RequestException(String message) {
        super(message);
    }

    /**
     * @param option the option as it was typed, for example {@code -c}
     * @param value its complete value
     * @param index the offending character, from 0; the value's length for its end
     */
    static RequestException at(String option, String value, int index, String expected) {
        return new RequestException("%s %s: character %d: expected %s, found %s"
                .formatted(option, shown(value), index + 1, expected, found(value, index)));
    }

    /** A value that is not one of the few there are. */
    static RequestException unlike(String option, String value, String expected) {
        return new RequestException("%s: expected %s, found %s"
                .formatted(option, expected, value.isEmpty() ? "an empty value" : shown(value)));
    }

    /** A value that is well formed but contradicts itself, another option or a limit. */
    static RequestException of(String option, String value, String why) {
        return new RequestException("%s %s: %s".formatted(option, shown(value), why));
    }

    private static String shown(String value) {
        String plain = value.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        if (plain.isEmpty() || plain.indexOf(' ') >= 0) {
            plain = '"' + plain + '"';
        }
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }

    private static String found(String value, int index) {
        if (index >= value.length()) {
            return value.isEmpty() ? "an empty value" : "its end";
        }
        int c = value.codePointAt(index);
        return Character.isISOControl(c)
                ? String.format(Locale.ROOT, "U+%04X", c)
                : "\"" + Character.toString(c) + "\"";
    }
}
