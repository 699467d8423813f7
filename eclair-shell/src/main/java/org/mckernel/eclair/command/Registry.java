package org.mckernel.eclair.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mckernel.eclair.session.CommandException;

/**
 * The commands there are, found by name or by a unique prefix of it. Help, completion, doctor, the manual page, and
 * what a network client may do are all taken from here.
 */
public final class Registry {
    private static final int MOST_WORDS = 3;
    /** Names of one character, which need no blank after them: {@code !date}. */
    private static final String PUNCTUATION = "!?";

    private final List<Command> commands;
    private final Map<String, Command> byName = new TreeMap<>();

    /**
     * A line whose command was found.
     *
     * @param arguments what follows the command's name
     */
    private record Found(Command command, String arguments) {}

    public Registry(List<Command> commands) {
        this.commands = List.copyOf(commands);
        for (Command command : commands) {
            for (String name : command.names()) {
                Command twin = byName.put(name, command);
                if (twin != null) {
                    throw new IllegalArgumentException("two commands are called " + name);
                }
            }
        }
    }

    /** The same and one more. */
    public Registry with(Command command) {
        List<Command> all = new ArrayList<>(commands);
        all.add(command);
        return new Registry(all);
    }

    /** All commands, as help lists them. */
    public List<Command> all() {
        return commands;
    }

    /** All names and spellings, sorted. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /**
     * Reads a line. The longest name counts: {@code info registers rip} is {@code info registers} with an argument.
     *
     * @param aliases further names, for commands inside this one
     * @throws CommandException when there is no such command, several begin so, or its arguments are wrong
     */
    public Call parse(String line, Aliases aliases) throws CommandException {
        Found found = split(line.strip());
        Command command = found.command();
        try {
            ArgumentText text = new ArgumentText(found.arguments(), this, aliases);
            return new Call(
                    command, command.syntax().parse(text, found.arguments().startsWith("/")));
        } catch (BadArgumentException e) {
            throw new CommandException("%s: %s; usage: %s".formatted(command.name(), e.getMessage(), command.usage()));
        }
    }

    /**
     * True if the line is of a command whose arguments keep {@code |} and {@code >}, which otherwise send the result to
     * a program or a file.
     */
    public boolean verbatim(String line) {
        try {
            Found found = split(line.strip());
            return found.command().syntax().verbatim(found.arguments().strip());
        } catch (CommandException e) {
            return false;
        }
    }

    /** What may come where a line ends; empty if its command is not known. */
    public Optional<Syntax.Expected> next(String line) {
        try {
            Found found = split(line.stripLeading());
            return found.arguments().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            found.command().syntax().next(new ArgumentText(found.arguments(), this, new Aliases())));
        } catch (CommandException e) {
            return Optional.empty();
        }
    }

    private Found split(String line) throws CommandException {
        List<Integer> ends = ends(line);
        for (int words = ends.size(); words > 1; words--) {
            int end = ends.get(words - 1);
            Optional<Command> longer =
                    find(String.join(" ", line.substring(0, end).split("\\s+", -1)));
            if (longer.isPresent()) {
                return new Found(longer.get(), line.substring(end));
            }
        }
        int end = ends.getFirst();
        String name = line.substring(0, end);
        Optional<String> unsupported = byName.containsKey(name) ? Optional.empty() : UnsupportedCommands.reason(name);
        if (unsupported.isPresent()) {
            throw new CommandException(unsupported.get());
        }
        Command one = find(name).orElseThrow(() -> new CommandException(unknown(line)));
        return new Found(one, line.substring(end));
    }

    /** Where the first words end that may be a name: at a blank, or at the slash of a format. */
    private static List<Integer> ends(String line) {
        List<Integer> ends = new ArrayList<>();
        int at = 0;
        while (ends.size() < MOST_WORDS) {
            int start = at;
            boolean punctuation = ends.isEmpty() && !line.isEmpty() && PUNCTUATION.indexOf(line.charAt(0)) >= 0;
            while (at < line.length()
                    && !Character.isWhitespace(line.charAt(at))
                    && line.charAt(at) != '/'
                    && !(punctuation && at > start)) {
                at++;
            }
            if (at == start && !ends.isEmpty()) {
                break;
            }
            ends.add(at);
            if (at == line.length() || !Character.isWhitespace(line.charAt(at))) {
                break;
            }
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
        }
        return ends;
    }

    /** Why there is no command that begins so. */
    public String unknown(String line) {
        String stripped = line.strip();
        String name = stripped.substring(0, ends(stripped).getFirst());
        List<String> second = below(name).stream().map(Command::name).toList();
        return second.isEmpty()
                ? UnsupportedCommands.reason(name)
                        .orElse("%s: no such command; help lists the commands".formatted(shortened(line)))
                : "%s: expected %s".formatted(shortened(line), String.join(", ", second));
    }

    /** The commands of several words of which the first are these. */
    public List<Command> below(String first) {
        return commands.stream()
                .filter(c -> !first.isEmpty() && c.name().startsWith(first + " "))
                .toList();
    }

    /**
     * The command of that name, or the only one that begins so word by word.
     *
     * @throws CommandException when several begin so
     */
    public Optional<Command> find(String name) throws CommandException {
        String wanted = name.toLowerCase(Locale.ROOT);
        Command exact = byName.get(wanted);
        if (exact != null) {
            return Optional.of(exact);
        }
        List<Command> fits = new ArrayList<>();
        List<String> fitting = new ArrayList<>();
        for (Map.Entry<String, Command> entry : byName.entrySet()) {
            if (fits(entry.getKey(), wanted) && !fits.contains(entry.getValue())) {
                fits.add(entry.getValue());
                fitting.add(entry.getKey());
            }
        }
        if (fits.size() > 1) {
            throw new CommandException("%s: could be %s".formatted(name, String.join(", ", fitting)));
        }
        return fits.stream().findFirst();
    }

    /** True if there are as many words, and each begins with the one wanted. */
    private static boolean fits(String name, String wanted) {
        String[] words = name.split(" ", -1);
        String[] prefixes = wanted.split(" ", -1);
        if (words.length != prefixes.length) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (prefixes[i].isEmpty() || !words[i].startsWith(prefixes[i])) {
                return false;
            }
        }
        return true;
    }

    private static String shortened(String line) {
        return line.length() > 40 ? line.substring(0, 40) + "..." : line;
    }
}
