package org.mckernel.eclair.command;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.mckernel.eclair.session.CommandException;

/** Names that were given to the beginnings of command lines, in one session. */
public final class Aliases {
    private static final int DEEPEST = 16;
    private static final Pattern SENT = Pattern.compile("\\s(\\||>>?)\\s*\\S");

    private final Map<String, String> meanings = new TreeMap<>();

    /** Names and what they mean, by name. */
    public Map<String, String> all() {
        return Map.copyOf(meanings);
    }

    /** Names a command line, or its beginning. */
    public void put(String name, String meaning) {
        meanings.put(name, meaning);
    }

    /**
     * The line with the alias at its beginning replaced.
     *
     * @throws CommandException when aliases lead to one another
     */
    public String expand(String line) throws CommandException {
        String expanded = line;
        for (int i = 0; i < DEEPEST; i++) {
            int blank = expanded.indexOf(' ');
            String first = blank < 0 ? expanded : expanded.substring(0, blank);
            String meaning = meanings.get(first);
            if (meaning == null) {
                return expanded;
            }
            expanded = meaning + (blank < 0 ? "" : expanded.substring(blank));
        }
        throw new CommandException("%s: its aliases lead to one another".formatted(line));
    }

    /**
     * The same for a command inside another, whose result cannot be sent elsewhere.
     *
     * @throws CommandException when the alias sends it to a program or a file, too
     */
    String expandNested(String line) throws CommandException {
        String expanded = expand(line);
        if (!expanded.equals(line) && SENT.matcher(expanded).find()) {
            throw new CommandException("%s: an alias with | or > is a line of its own".formatted(line));
        }
        return expanded;
    }
}
