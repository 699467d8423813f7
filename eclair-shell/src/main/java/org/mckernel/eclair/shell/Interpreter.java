package org.mckernel.eclair.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.CommandTable;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Runs lines of commands and shows their results; a command that fails is one line and ends nothing. */
public final class Interpreter {
    private static final int DEEPEST_SOURCE = 16;
    private static final int WIDTH = 100;
    private static final int DEEPEST_ALIAS = 16;
    private static final Set<String> FOR_GDB =
            Set.of("pagination", "height", "width", "confirm", "verbose", "style", "scroll");

    /** Run programs, or read or write files, or keep what was typed. */
    private static final Set<String> OF_THIS_MACHINE =
            Set.of("shell", "source", "alias", "directory", "gcore", "report");

    private final Session session;
    private final CommandTable table;
    private final Map<String, String> aliases = new TreeMap<>();
    private final List<String> history = new ArrayList<>();
    private final PrintStream out;
    private final PrintStream err;
    private final boolean debug;
    private OutputMode mode;
    private boolean quit;
    private boolean confined;
    private int depth;

    /** Takes the lines of a result; the interactive shell sends long ones through a pager. */
    @FunctionalInterface
    public interface Sink {
        /** Shows them. */
        void show(List<String> lines) throws IOException;
    }

    private static final int PRINTED_AT_ONCE = 1 << 16;

    private Sink sink;

    /**
     * @param debug print stack traces of defects
     */
    public Interpreter(
            Session session, CommandTable table, OutputMode mode, PrintStream out, PrintStream err, boolean debug) {
        this.session = session;
        this.table = table;
        this.mode = mode;
        this.out = out;
        this.err = err;
        this.debug = debug;
        this.sink = this::print;
    }

    /** Many lines at once: {@code System.out} makes a system call of every one that it is given. */
    private void print(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append(System.lineSeparator());
            if (text.length() >= PRINTED_AT_ONCE) {
                out.append(text);
                text.setLength(0);
            }
        }
        out.append(text);
    }

    /** Sends results elsewhere than to the output. */
    public void showBy(Sink other) {
        sink = other;
    }

    /**
     * From now on lines come from somebody else, over a network: no programs of this machine, no files of it, and
     * nothing is kept that grows with their number.
     */
    public void confine() {
        confined = true;
    }

    private void refuseIfConfined(String what) throws CommandException {
        if (confined) {
            throw new CommandException(what + ": not over the network; run eclair itself for that");
        }
    }

    /** True after {@code quit}. */
    public boolean ended() {
        return quit;
    }

    /** Names that complete a command: commands, their spellings, aliases, the shell's own. */
    public List<String> names() {
        List<String> names = new ArrayList<>(table.names());
        names.addAll(aliases.keySet());
        names.addAll(ShellWords.names());
        return names;
    }

    /**
     * Runs one line.
     *
     * @return its exit code: {@link ExitCode#COMPLETE}, {@link ExitCode#INCOMPLETE} or {@link ExitCode#ERROR}
     */
    public int run(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return ExitCode.COMPLETE;
        }
        if (!confined) {
            history.add(text);
        }
        try {
            return dispatch(text);
        } catch (CommandException e) {
            return failed(text, e.getMessage());
        } catch (CancellationException e) {
            return failed(text, "interrupted");
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // a command that fails, by our own mistake, too, must not end a session in which much was found
            if (debug) {
                e.printStackTrace(err);
            }
            return failed(text, ErrorLine.of(e));
        }
    }

    private int failed(String line, String message) {
        if (mode == OutputMode.JSON) {
            out.println(JsonRenderer.error(line, message));
        } else {
            err.println("eclair: " + message);
        }
        return ExitCode.ERROR;
    }

    private int dispatch(String text) throws CommandException, IOException {
        if (text.startsWith("!")) {
            refuseIfConfined("!");
            return shell(text.substring(1));
        }
        CommandLineText parts = CommandLineText.of(text);
        if (parts.file().isPresent() || parts.pipe().isPresent()) {
            refuseIfConfined(parts.pipe().isPresent() ? "|" : ">");
        }
        String[] word = parts.command().split("\\s+", 2);
        if (OF_THIS_MACHINE.contains(word[0])) {
            refuseIfConfined(word[0]);
        }
        String rest = word.length > 1 ? word[1].strip() : "";
        return switch (word[0]) {
            case "quit", "q", "exit" -> {
                quit = true;
                yield ExitCode.COMPLETE;
            }
            case "help", "h", "?" -> show(parts, help(rest));
            case "source" -> source(rest);
            case "alias" -> alias(rest);
            case "history" -> show(parts, numbered());
            case "set" -> set(rest);
            case "show" -> show(parts, settings());
            case "shell" -> shell(text.substring(word[0].length()).strip());
            case "echo" -> show(parts, List.of(rest));
            default -> command(parts);
        };
    }

    private int command(CommandLineText parts) throws CommandException, IOException {
        String command = expand(parts.command());
        CommandTable.Call call = table.parse(command);
        if (OF_THIS_MACHINE.contains(call.command().name())) {
            refuseIfConfined(call.command().name());
        }
        Result result;
        try {
            result = call.command().body().run(session, call.arguments());
        } catch (CommandException e) {
            throw new CommandException(call.command().name() + ": " + e.getMessage());
        }
        show(parts, mode.lines(command, result));
        return result.incomplete() ? ExitCode.INCOMPLETE : ExitCode.COMPLETE;
    }

    private String expand(String command) throws CommandException {
        String expanded = command;
        for (int i = 0; i < DEEPEST_ALIAS; i++) {
            int blank = expanded.indexOf(' ');
            String first = blank < 0 ? expanded : expanded.substring(0, blank);
            String meaning = aliases.get(first);
            if (meaning == null) {
                return expanded;
            }
            expanded = meaning + (blank < 0 ? "" : expanded.substring(blank));
        }
        throw new CommandException("%s: its aliases lead to one another".formatted(command));
    }

    private int show(CommandLineText parts, List<String> lines) throws IOException {
        if (parts.file().isPresent()) {
            Path file = Path.of(parts.file().get());
            Files.write(
                    file,
                    lines,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    parts.append() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
        } else if (parts.pipe().isPresent()) {
            pipe(parts.pipe().get(), lines);
        } else {
            sink.show(lines);
        }
        return ExitCode.COMPLETE;
    }

    private void pipe(String command, List<String> lines) throws IOException {
        out.flush();
        Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            for (String line : lines) {
                input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // the program has read as much as it wanted
        }
        await(process);
    }

    private int shell(String command) throws IOException {
        out.flush();
        return await(new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start()) == 0
                ? ExitCode.COMPLETE
                : ExitCode.ERROR;
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            throw new CancellationException();
        }
    }

    private int source(String file) throws CommandException, IOException {
        if (file.isEmpty()) {
            throw new CommandException("source: needs a file of commands");
        }
        if (depth == DEEPEST_SOURCE) {
            throw new CommandException(
                    "%s: files of commands are nested more than %d deep".formatted(file, DEEPEST_SOURCE));
        }
        depth++;
        try {
            int worst = ExitCode.COMPLETE;
            for (String line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
                worst = worse(worst, run(line));
                if (quit) {
                    break;
                }
            }
            return worst;
        } finally {
            depth--;
        }
    }

    private int alias(String text) throws CommandException {
        int equals = text.indexOf('=');
        if (text.isEmpty()) {
            aliases.forEach((name, meaning) -> out.println("alias %s = %s".formatted(name, meaning)));
            return ExitCode.COMPLETE;
        }
        String name = equals < 0 ? "" : text.substring(0, equals).strip();
        if (name.isEmpty() || name.contains(" ") || text.substring(equals + 1).isBlank()) {
            throw new CommandException("alias: expected NAME = COMMAND");
        }
        aliases.put(name, text.substring(equals + 1).strip());
        return ExitCode.COMPLETE;
    }

    private int set(String text) throws CommandException, IOException {
        String[] words = text.split("\\s+", -1);
        if (words.length == 2 && words[0].equals("output")) {
            for (OutputMode each : OutputMode.values()) {
                if (each.name().equalsIgnoreCase(words[1])) {
                    mode = each;
                    return ExitCode.COMPLETE;
                }
            }
        }
        if (words.length == 3
                && words[0].equals("print")
                && words[1].equals("pretty")
                && List.of("on", "off").contains(words[2])) {
            session.prettyPrint(words[2].equals("on"));
            return ExitCode.COMPLETE;
        }
        boolean variable = words.length > 1 && List.of("var", "variable").contains(words[0]);
        if (variable || words[0].startsWith("$")) {
            session.evaluation()
                    .value(variable ? text.substring(words[0].length()).strip() : text);
            return ExitCode.COMPLETE;
        }
        if (FOR_GDB.contains(words[0])) {
            return ExitCode.COMPLETE; // scripts for gdb set these first; here they change nothing
        }
        if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
            return command(CommandLineText.of("thread " + text));
        }
        throw new CommandException(
                "set %s: expected output text|json|csv, print pretty on|off, var $NAME = EXPRESSION, or a thread"
                        .formatted(text)
                        .replace("set :", "set:"));
    }

    private List<String> settings() {
        return List.of(
                "output        " + mode.name().toLowerCase(Locale.ROOT),
                "print pretty  " + (session.prettyPrint() ? "on" : "off"),
                "directory     " + session.sources().map(Path::toString).orElse("none"));
    }

    private List<String> numbered() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            lines.add("%5d  %s".formatted(i + 1, history.get(i)));
        }
        return lines;
    }

    private List<String> help(String name) throws CommandException {
        List<String> lines = new ArrayList<>();
        if (name.isEmpty()) {
            for (Command command : table.all()) {
                lines.addAll(summary(command));
            }
            lines.add("");
            lines.addAll(ShellWords.summaries());
            lines.addAll(List.of(
                    "",
                    "CMD | program, CMD > file.txt, !program; a beginning of a name will do where it is no other's"));
            return lines;
        }
        Optional<List<String>> own = ShellWords.help(name);
        if (own.isPresent()) {
            return own.get();
        }
        Optional<Command> found = table.find(name);
        if (found.isEmpty()) {
            List<Command> below = table.below(name);
            if (below.isEmpty()) {
                throw new CommandException(table.unknown(name));
            }
            below.forEach(c -> lines.addAll(summary(c)));
            return lines;
        }
        Command command = found.get();
        lines.add((command.name() + " " + command.usage()).strip());
        lines.addAll(wrapped("    ", command.summary()));
        if (command.names().size() > 1) {
            lines.add("    also: "
                    + String.join(
                            ", ", command.names().subList(1, command.names().size())));
        }
        lines.add("    example: " + command.example());
        return lines;
    }

    private static List<String> summary(Command command) {
        return wrapped("%-17s".formatted(command.name()), command.summary());
    }

    /** A text in lines that fit the screen, the first behind {@code head}, the others below it. */
    private static List<String> wrapped(String head, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(head);
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
                line.append(" ".repeat(head.length()));
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    /** The worse of two exit codes: an error is worse than a gap. */
    public static int worse(int a, int b) {
        return a == ExitCode.ERROR || b == ExitCode.ERROR ? ExitCode.ERROR : Math.max(a, b);
    }
}
