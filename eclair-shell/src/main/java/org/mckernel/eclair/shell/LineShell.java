package org.mckernel.eclair.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.mckernel.eclair.session.Session;

/** The interactive shell: editing, history, completion, a pager; Ctrl-C ends a command, not the shell. */
public final class LineShell {
    private static final String PROMPT = "(eclair) ";

    private final Session session;
    private final Interpreter interpreter;
    private final boolean history;
    private final boolean pager;
    private final String color;
    private Path state = stateDirectory();
    private String program = System.getenv("PAGER");

    /**
     * @param history keep a history file
     * @param pager send long output through a pager
     * @param color auto, always or never
     */
    public LineShell(Session session, Interpreter interpreter, boolean history, boolean pager, String color) {
        this.session = session;
        this.interpreter = interpreter;
        this.history = history;
        this.pager = pager;
        this.color = color;
    }

    /** Asks for commands until quit or the end of the input. */
    public void run() throws IOException {
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(true).build()) {
            run(terminal);
        }
    }

    /** The same on a given terminal. */
    void run(Terminal terminal) throws IOException {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("eclair")
                .completer(new ShellCompleter(session, interpreter))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, true);
        if (!color.equals("never")) {
            builder.highlighter(new ShellHighlighter(interpreter));
        }
        historyFile().ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        LineReader reader = builder.build();
        interpreter.showBy(lines -> show(terminal, lines));
        while (!interpreter.ended()) {
            try {
                String line = reader.readLine(PROMPT);
                runInterruptibly(terminal, line);
            } catch (UserInterruptException e) {
                // Ctrl-C at the prompt drops the line
            } catch (EndOfFileException e) {
                return;
            }
        }
    }

    /**
     * A file that only its owner may read: commands can name what a site keeps confidential. Empty where
     * there can be none.
     */
    private Optional<Path> historyFile() {
        if (!history) {
            return Optional.empty();
        }
        Path file = state.resolve("eclair").resolve("history");
        try {
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.isRegularFile(file) && Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path stateDirectory() {
        String state = System.getenv("XDG_STATE_HOME");
        return state == null || state.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
    }

    /** Keeps the history below another directory than the user's. */
    LineShell stateIn(Path directory) {
        state = directory;
        return this;
    }

    /** Shows what is longer than the screen by another program than the user's. */
    LineShell pagedBy(String command) {
        program = command;
        return this;
    }

    /** The command runs in a thread of its own, which Ctrl-C interrupts. */
    private void runInterruptibly(Terminal terminal, String line) {
        Thread worker = new Thread(() -> interpreter.run(line), "command");
        // the fault of a mapped file that was truncated is thrown late, perhaps after the command
        worker.setUncaughtExceptionHandler((_, failure) -> interpreter.failed(line, failure));
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, _ -> worker.interrupt());
        try {
            worker.start();
            worker.join();
        } catch (InterruptedException e) {
            worker.interrupt();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    private void show(Terminal terminal, List<String> lines) throws IOException {
        int height = terminal.getSize().getRows();
        if (pager && height > 0 && lines.size() >= height && !terminal.getType().startsWith("dumb")) {
            Process less = new ProcessBuilder(
                            "/bin/sh", "-c", program == null || program.isEmpty() ? "less -FRX" : program)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (PrintWriter input = new PrintWriter(less.outputWriter())) {
                lines.forEach(input::println);
            }
            try {
                if (less.waitFor() != 127) {
                    return;
                }
            } catch (InterruptedException e) {
                less.destroy();
                return;
            }
        }
        PrintWriter writer = terminal.writer();
        lines.forEach(writer::println);
        writer.flush();
    }
}
