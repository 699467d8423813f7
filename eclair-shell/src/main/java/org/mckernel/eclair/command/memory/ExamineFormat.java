package org.mckernel.eclair.command.memory;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.expression.NumberText;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.session.ExamineState;

/**
 * The format of {@code x}: {@code 4gx}.
 *
 * @param count how many units, negative for those before the address
 * @param letter how a unit is shown; 0 if the format does not say
 * @param size bytes of a unit; 0 if the format does not say
 */
record ExamineFormat(int count, char letter, int size) {
    static final ExamineFormat DEFAULT = new ExamineFormat(1, (char) 0, 0);

    private static final int MOST = 1 << 16;
    private static final Pattern FORM = Pattern.compile("(-?\\d*)([a-z]*)");
    private static final String LETTERS = NumberText.LETTERS + "i";
    private static final String SIZES = "bhwg";

    static ExamineFormat of(String text) throws BadArgumentException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw bad(text);
        }
        char letter = 0;
        int size = 0;
        for (char c : form.group(2).toCharArray()) {
            int sized = SIZES.indexOf(c);
            if (sized >= 0 && size == 0) {
                size = 1 << sized;
            } else if (LETTERS.indexOf(c) >= 0 && letter == 0) {
                letter = c;
            } else {
                throw bad(text);
            }
        }
        return new ExamineFormat(count(form.group(1)), letter, size);
    }

    private static BadArgumentException bad(String format) {
        return new BadArgumentException("/%s: expected a count, one of %s, and one of b h w g"
                .formatted(format, String.join(" ", LETTERS.split(""))));
    }

    /** How many units: from 1 to 65536, or as many before the address. */
    static int count(String text) throws BadArgumentException {
        if (text.isEmpty()) {
            return 1;
        }
        String digits = text.startsWith("-") ? text.substring(1) : text;
        if (!digits.matches("\\d{1,6}") || Integer.parseInt(digits) > MOST || Integer.parseInt(digits) == 0) {
            throw new BadArgumentException("%s: expected a count from 1 to %d".formatted(text, MOST));
        }
        return Integer.parseInt(text);
    }

    /** The same with what it does not say taken from what was shown before, as gdb does. */
    ExamineFormat after(ExamineState state) {
        char shown = letter == 0 ? state.letter() : letter;
        int bytes = size != 0 ? size : state.size();
        if (size == 0) {
            bytes = switch (shown) {
                case 'c' -> letter == 0 ? bytes : 1;
                case 'f' -> bytes < 4 ? 8 : bytes;
                default -> bytes;
            };
        }
        return new ExamineFormat(count, shown, shown == 'a' ? 8 : shown == 's' ? 1 : bytes);
    }
}
