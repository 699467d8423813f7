package org.mckernel.lifecycle.request;

/** A place in an option's value that moves forward. ASCII digits only: no sign, no blank, no other script's numbers. */
final class Cursor {
    private final String option;
    private final String value;
    private int index;

    Cursor(String option, String value) {
        this.option = option;
        this.value = value;
    }

    boolean atEnd() {
        return index == value.length();
    }

    int index() {
        return index;
    }

    /** Steps over {@code c} if it is next. */
    boolean accept(char c) {
        if (!atEnd() && value.charAt(index) == c) {
            index++;
            return true;
        }
        return false;
    }

    /** Steps over {@code word} if it is next. */
    boolean accept(String word) {
        if (value.startsWith(word, index)) {
            index += word.length();
            return true;
        }
        return false;
    }

    /** Skips a letter of {@code letters}, in either case, and returns its index in there; -1 if there is none. */
    int acceptAny(String letters) {
        int place = atEnd() ? -1 : letters.indexOf(Character.toUpperCase(value.charAt(index)));
        if (place >= 0) {
            index++;
        }
        return place;
    }

    boolean atDigit() {
        return !atEnd() && value.charAt(index) >= '0' && value.charAt(index) <= '9';
    }

    /**
     * A decimal number.
     *
     * @param what how an error names it
     * @param max the largest that is taken
     */
    long number(String what, long max) throws RequestException {
        int start = index;
        if (!atDigit()) {
            throw expected(what);
        }
        long number = 0;
        while (atDigit()) {
            int digit = value.charAt(index) - '0';
            if (number > (max - digit) / 10) {
                while (atDigit()) {
                    index++;
                }
                throw wrong(
                        start, "expected %s up to %d, found %s".formatted(what, max, value.substring(start, index)));
            }
            number = number * 10 + digit;
            index++;
        }
        return number;
    }

    /** The value must end here. */
    void end(String expected) throws RequestException {
        if (!atEnd()) {
            throw expected(expected);
        }
    }

    /** An error at this place. */
    RequestException expected(String what) {
        return RequestException.at(option, value, index, what);
    }

    /** An error that needs more words than what was expected. */
    RequestException wrong(int at, String why) {
        return RequestException.of(option, value, "character %d: %s".formatted(at + 1, why));
    }
}
