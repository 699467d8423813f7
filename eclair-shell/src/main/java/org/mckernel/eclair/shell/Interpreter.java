package org.mckernel.eclair.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.command.Aliases;
import org.mckernel.eclair.command.Call;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.command.Shell;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Runs lines of commands and shows their results; a command that fails is one line and ends nothing. */
public final class Interpreter implements Shell {
    private static final int DEEPEST_FILE = 16;
    private static final int PRINTED_AT_ONCE = 1 << 16;

    private final Session session;
    private final Registry registry;
    private final Permissions permissions;
    private final Aliases aliases = new Aliases();
    private final List<String> history = new ArrayList<>();
    private final Programs programs;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean debug;
    private OutputMode mode;
    private Sink sink;
    private boolean quit;
    private int depth;
    /** The worst exit code of the lines of a file that the command runs. */
    private int inner = ExitCode.COMPLETE;

    /** Takes the lines of a result; the interactive shell sends long ones through a pager. */
    @FunctionalInterface
    public interface Sink {
        /** Shows them. */
        void show(List<String> lines) throws IOException;
    }

    /**
     * Where an interpreter prints.
     *
     * @param debug print stack traces of defects
     */
    public record Output(OutputMode mode, PrintStream out, PrintStream err, boolean debug) {}

    /** @param permissions what commands may do */
    public Interpreter(Session session, Registry registry, Permissions permissions, Output output) {
        this.session = session;
        this.registry = registry;
        this.permissions = permissions;
        this.mode = output.mode();
        this.out = output.out();
        this.err = output.err();
        this.debug = output.debug();
        this.programs = new Programs(out);
        this.sink = this::print;
    }

    /** Many lines at once: {@code System.out} makes a system call for each that it is given. */
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

    /** True after {@code quit}. */
    public boolean ended() {
        return quit;
    }

    /** Names that complete a command: commands, their spellings, aliases. */
    List<String> names() {
        List<String> names = new ArrayList<>(registry.names());
        names.addAll(aliases.all().keySet());
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
        if (permissions.allows(Effect.DEFINES_COMMANDS)) { // else nothing is kept that grows with the lines
            history.add(text);
        }
        int outer = inner;
        inner = ExitCode.COMPLETE;
        try {
            int own = dispatch(text);
            return worse(own, inner);
        } catch (CommandException e) {
            return failed(text, e.getMessage());
        } catch (CancellationException e) {
            return failed(text, "interrupted");
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError | InternalError e) {
            return failed(text, e);
        } finally {
            inner = outer;
        }
    }

    /** Runs the lines of a file; returns the worst exit code. */
    public int runScript(Path file) {
        inner = ExitCode.COMPLETE;
        try {
            runFile(file);
            return inner;
        } catch (CommandException e) {
            return failed("source " + file, e.getMessage());
        } catch (IOException | RuntimeException e) {
            return failed("source " + file, e);
        }
    }

    /** A command that fails, by a defect, too, must not end a session in which much was found. */
    int failed(String line, Throwable failure) {
        if (debug) {
            failure.printStackTrace(err);
        }
        return failed(
                line,
                failure instanceof InternalError // what Java makes of a mapped file that lost pages
                        ? "%s: the file, or the image, changed while it was open; restart eclair to read it again"
                                .formatted(session.opened().file())
                        : ErrorLine.of(failure));
    }

    private int failed(String line, String message) {
        if (mode == OutputMode.JSON) {
            out.println(JsonRenderer.error(line, message));
        } else {
            err.println("eclair: " + message);
        }
        return ExitCode.ERROR;
    }

    private int dispatch(String line) throws CommandException, IOException {
        String text = aliases.expand(line);
        RedirectedCommand command =
                registry.verbatim(text) ? RedirectedCommand.plain(text) : RedirectedCommand.of(text);
        Call call = registry.parse(command.command(), aliases);
        permissions.check(call); // here, too, as its message names the command that is refused
        if (command.pipe().isPresent()) {
            permissions.check("|", Effect.RUNS_PROGRAMS);
        }
        if (command.file().isPresent()) {
            permissions.check(">", Effect.WRITES_FILES);
        }
        Result result;
        try {
            result = run(call);
        } catch (CommandException e) {
            throw new CommandException(call.command().name() + ": " + e.getMessage());
        }
        show(command, mode.lines(command.command(), result));
        return result.incomplete() ? ExitCode.INCOMPLETE : ExitCode.COMPLETE;
    }

    private void show(RedirectedCommand command, List<String> lines) throws IOException {
        if (command.file().isPresent()) {
            Files.write(
                    Path.of(command.file().get()),
                    lines,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    command.append() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
        } else if (command.pipe().isPresent()) {
            programs.pipe(command.pipe().get(), lines);
        } else {
            sink.show(lines);
        }
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Registry registry() {
        return registry;
    }

    @Override
    public Aliases aliases() {
        return aliases;
    }

    @Override
    public List<String> history() {
        return List.copyOf(history);
    }

    @Override
    public OutputMode outputMode() {
        return mode;
    }

    @Override
    public void outputMode(OutputMode newMode) {
        mode = newMode;
    }

    @Override
    public Result run(Call call) throws CommandException, IOException {
        permissions.check(call);
        for (Need need : call.command().needs().stream().sorted().toList()) {
            Optional<String> why = need.unmet(session);
            if (why.isPresent()) {
                throw new CommandException(why.get());
            }
        }
        return call.command().body().run(this, call.arguments());
    }

    @Override
    public int runFile(Path file) throws CommandException, IOException {
        if (depth == DEEPEST_FILE) {
            throw new CommandException(
                    "%s: files of commands are nested more than %d deep".formatted(file, DEEPEST_FILE));
        }
        depth++;
        try {
            int count = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                inner = worse(inner, run(line));
                count++;
                if (quit) {
                    break;
                }
            }
            return count;
        } finally {
            depth--;
        }
    }

    @Override
    public int runProgram(String command) throws IOException {
        return programs.run(command);
    }

    @Override
    public void quit() {
        quit = true;
    }

    /** The worse of two exit codes: an error is worse than a gap. */
    public static int worse(int a, int b) {
        return a == ExitCode.ERROR || b == ExitCode.ERROR ? ExitCode.ERROR : Math.max(a, b);
    }
}
