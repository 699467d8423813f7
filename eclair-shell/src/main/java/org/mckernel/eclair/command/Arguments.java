package org.mckernel.eclair.command;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.eclair.session.CommandException;

/**
 * What stands behind a command's name.
 *
 * @param format what stands behind a slash right after the name: {@code 4gx} of {@code x/4gx}; empty for none
 * @param text the rest of the line, without blanks around it
 */
public record Arguments(String format, String text) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern OPTION = Pattern.compile("-([a-zA-Z])(?:\\s+|$)(.*)", Pattern.DOTALL);

    /** The words of the text. */
    public List<String> words() {
        return text.isEmpty() ? List.of() : List.of(BLANKS.split(text));
    }

    /** True if there is no text. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** The text, which must not be empty. */
    public String require(String what) throws CommandException {
        if (text.isEmpty()) {
            throw new CommandException("needs " + what);
        }
        return text;
    }

    /** The only word, or none. */
    public Optional<String> optionalWord() throws CommandException {
        List<String> words = words();
        if (words.size() > 1) {
            throw new CommandException("%s: expected one argument, found %d".formatted(text, words.size()));
        }
        return words.stream().findFirst();
    }

    /** Nothing may stand there. */
    public void none() throws CommandException {
        if (!text.isEmpty()) {
            throw new CommandException("%s: expected no argument".formatted(text));
        }
    }

    /** The letters of leading options, {@code -a -v}, one after the other. */
    public String options() {
        StringBuilder letters = new StringBuilder();
        Matcher option = OPTION.matcher(text);
        while (option.matches()) {
            letters.append(option.group(1));
            option = OPTION.matcher(option.group(2));
        }
        return letters.toString();
    }

    /** The same without leading options. */
    public Arguments withoutOptions() {
        String rest = text;
        Matcher option = OPTION.matcher(rest);
        while (option.matches()) {
            rest = option.group(2);
            option = OPTION.matcher(rest);
        }
        return new Arguments(format, rest.strip());
    }

    /** A decimal or 0x number. */
    public static long number(String word) throws CommandException {
        try {
            return word.startsWith("0x") || word.startsWith("0X")
                    ? Long.parseUnsignedLong(word.substring(2), 16)
                    : Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new CommandException("%s: expected a number, decimal or 0x…".formatted(word));
        }
    }
}
