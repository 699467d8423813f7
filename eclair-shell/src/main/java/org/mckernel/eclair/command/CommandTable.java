package org.mckernel.eclair.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mckernel.eclair.session.CommandException;

/** All commands, found by name or by a beginning of it that is no other's. */
public final class CommandTable {
    private final List<Command> commands;
    private final Map<String, Command> byName = new TreeMap<>();

    /**
     * A command and what was given to it.
     *
     * @param command the command
     * @param arguments its arguments
     */
    public record Call(Command command, Arguments arguments) {}

    public CommandTable(List<Command> commands) {
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

    /**
     * The same but for some commands, which only say why they are not for here.
     *
     * @param names the commands' first names
     */
    public CommandTable refusing(Set<String> names, String why) {
        return new CommandTable(commands.stream()
                .map(c -> names.contains(c.name())
                        ? new Command(c.names(), c.usage(), c.summary(), c.example(), (_, _) -> {
                            throw new CommandException(why);
                        })
                        : c)
                .toList());
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
     * Takes a line apart. The longest name counts: {@code info registers rip} is {@code info registers} with an
     * argument.
     *
     * @throws CommandException when there is no such command, or several begin so
     */
    public Call parse(String line) throws CommandException {
        String stripped = line.strip();
        int first = end(stripped, 0);
        int second = end(stripped, blanks(stripped, first));
        if (second > first) {
            Optional<Command> two =
                    find(stripped.substring(0, first) + " " + stripped.substring(blanks(stripped, first), second));
            if (two.isPresent()) {
                return call(two.get(), stripped, second);
            }
        }
        String name = stripped.substring(0, first);
        Optional<String> elsewhere = byName.containsKey(name) ? Optional.empty() : Elsewhere.why(name);
        if (elsewhere.isPresent()) {
            throw new CommandException(elsewhere.get());
        }
        Command one = find(name).orElseThrow(() -> new CommandException(unknown(stripped)));
        return call(one, stripped, first);
    }

    /** Why there is no command that begins so. */
    public String unknown(String line) {
        String name = line.strip().substring(0, end(line.strip(), 0));
        List<String> second = below(name).stream().map(Command::name).toList();
        return second.isEmpty()
                ? Elsewhere.why(name)
                        .orElse("%s: no such command; help lists what there is".formatted(firstWords(line)))
                : "%s: expected %s".formatted(firstWords(line), String.join(", ", second));
    }

    /** The commands of two words of which the first is this one. */
    public List<Command> below(String first) {
        return commands.stream()
                .filter(c -> !first.isEmpty() && c.name().startsWith(first + " "))
                .toList();
    }

    /** The command of that name, or the only one that begins so word by word. */
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

    private static boolean fits(String name, String wanted) {
        int space = wanted.indexOf(' ');
        int nameSpace = name.indexOf(' ');
        if (space < 0 || nameSpace < 0) {
            return space < 0 && nameSpace < 0 && name.startsWith(wanted) && !wanted.isEmpty();
        }
        return name.substring(0, nameSpace).startsWith(wanted.substring(0, space))
                && name.substring(nameSpace + 1).startsWith(wanted.substring(space + 1));
    }

    private static Call call(Command command, String line, int end) {
        String rest = line.substring(end);
        if (rest.startsWith("/")) {
            int blank = end(rest, 0, true);
            return new Call(
                    command,
                    new Arguments(
                            rest.substring(1, blank), rest.substring(blank).strip()));
        }
        return new Call(command, new Arguments("", rest.strip()));
    }

    private static String firstWords(String line) {
        return line.length() > 40 ? line.substring(0, 40) + "…" : line;
    }

    private static int blanks(String line, int from) {
        int at = from;
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int end(String line, int from) {
        return end(line, from, false);
    }

    /** A name ends at a blank or at a slash that begins a format. */
    private static int end(String line, int from, boolean throughSlash) {
        int at = from;
        while (at < line.length()
                && !Character.isWhitespace(line.charAt(at))
                && (throughSlash || line.charAt(at) != '/')) {
            at++;
        }
        return at;
    }
}
