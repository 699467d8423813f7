package org.mckernel.eclair.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** The interactive shell: completion, Ctrl-C, a session on a terminal. */
class TerminalTest {
    @TempDir
    static Path dir;

    private static OpenedDump opened;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Session session;
    private Interpreter interpreter;

    @BeforeAll
    static void open() throws IOException {
        opened = OpenedDump.open(PracticeCapture.unpack(dir), Optional.of(PracticeCapture.IMAGE), false);
    }

    @AfterAll
    static void close() throws IOException {
        opened.close();
    }

    @BeforeEach
    void start() {
        session = new Session(opened, false, false);
        interpreter = new Interpreter(
                session,
                Commands.registry(),
                Permissions.ALL,
                new Interpreter.Output(
                        OutputMode.TEXT,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false));
    }

    private List<String> completed(String line) {
        List<Candidate> candidates = new ArrayList<>();
        new ShellCompleter(session, interpreter)
                .complete(
                        null, new DefaultParser().parse(line, line.length(), Parser.ParseContext.COMPLETE), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "info th,threads",
        "disas,disassemble",
        "thread 4,402",
        "bt 4,403",
        "x/2i sched,schedule",
        "p &lock_,&lock_a",
        "struct thr,thread",
        "p sizeof(struct thr,thread",
        "struct thread.sched,thread.sched_list",
        "p clv[0].curr,clv[0].current",
        "p clv[0].current->pr,clv[0].current->proc",
        "ptype struct cpu_l,cpu_local_var",
        "info registers ri,rip",
        "set output j,json",
        "vtop -c 4,401",
        "vm 4,401",
        "help disas,disassemble",
        "foreach 401 p clv[0].curr,clv[0].current",
        "foreach 401 bt -,-u",
        "alias w = info th,threads",
        "list_head thread.sched,thread.sched_list"
    })
    void completes(String line, String wanted) {
        assertThat(completed(line)).as(line).anyMatch(c -> c.endsWith(wanted));
    }

    @Test
    void whatIsNotKnownCompletesNothing() {
        assertThat(completed("p nonsense->x")).isEmpty();
        assertThat(completed("p ((((")).noneMatch(c -> c.contains("Exception"));
    }

    @Test
    void aCommandIsInterruptedAndTheShellGoesOn() {
        for (String command : List.of("foreach bt", "search 0", "info threads -l", "kmem", "find clv,+0x100000,1")) {
            start();
            err.reset();
            Thread.currentThread().interrupt();
            int code = interpreter.run(command);
            assertThat(Thread.interrupted()).as(command).isFalse();
            assertThat(code).as(command).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).as(command).contains("interrupted");
            assertThat(interpreter.run("bt 402")).as(command).isZero();
        }
    }

    @Test
    void aSessionOnATerminal() throws IOException {
        ByteArrayInputStream typed =
                new ByteArrayInputStream("thread 402\nframe 1\nnonsense\nquit\n".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (Terminal terminal = new DumbTerminal("test", Terminal.TYPE_DUMB, typed, screen, StandardCharsets.UTF_8)) {
            new LineShell(session, interpreter, false, false, "never").run(terminal);
        }
        assertThat(screen.toString(StandardCharsets.UTF_8)).contains("(eclair) ", "lock_slow (lock=", "#1  lock (");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nonsense: no such command");
        assertThat(interpreter.ended()).isTrue();
    }

    private String typed(LineShell shell, Terminal terminal) throws IOException {
        shell.run(terminal);
        return err.toString(StandardCharsets.UTF_8);
    }

    private static Terminal dumb(String typed) throws IOException {
        return new DumbTerminal(
                "test",
                Terminal.TYPE_DUMB,
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                StandardCharsets.UTF_8);
    }

    @Test
    void theHistoryIsItsOwnersAlone(@TempDir Path state) throws IOException {
        try (Terminal terminal = dumb("thread 402\nquit\n")) {
            assertThat(typed(new LineShell(session, interpreter, true, false, "never").stateIn(state), terminal))
                    .isEmpty();
        }
        Path file = state.resolve("eclair").resolve("history");
        assertThat(Files.readString(file)).contains("thread 402");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void noHistoryIsKeptWhereNoneIsWanted(@TempDir Path state) throws IOException {
        try (Terminal terminal = dumb("thread 402\nquit\n")) {
            typed(new LineShell(session, interpreter, false, false, "never").stateIn(state), terminal);
        }
        assertThat(state).isEmptyDirectory();
    }

    /** A directory that cannot be made, and a history that is a directory itself. */
    @Test
    void aHistoryThatCannotBeWrittenStopsNothing(@TempDir Path state) throws IOException {
        Path file = Files.createFile(state.resolve("file"));
        Files.createDirectories(state.resolve("eclair").resolve("history"));
        for (Path directory : List.of(file, state)) {
            start();
            try (Terminal terminal = dumb("bt 402\nquit\n")) {
                assertThat(typed(
                                new LineShell(session, interpreter, true, false, "never").stateIn(directory), terminal))
                        .isEmpty();
            }
            assertThat(interpreter.ended()).isTrue();
        }
    }

    @Test
    void whatIsLongerThanTheScreenGoesThroughThePager(@TempDir Path directory) throws IOException {
        Path paged = directory.resolve("paged");
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (Terminal terminal = new ExternalTerminal(
                "test",
                "xterm",
                new ByteArrayInputStream("thread 402\nhelp\nquit\n".getBytes(StandardCharsets.UTF_8)),
                screen,
                StandardCharsets.UTF_8)) {
            terminal.setSize(Size.of(100, 10));
            typed(new LineShell(session, interpreter, false, true, "never").pagedBy("cat > " + paged), terminal);
        }
        assertThat(Files.readString(paged)).contains("info threads").doesNotContain("lock_slow");
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .contains("lock_slow (lock=")
                .doesNotContain("all commands, or full help");
    }

    @Test
    void theNameOfACommandIsMarkedWhereItIsKnown() {
        ShellHighlighter highlighter = new ShellHighlighter(interpreter);
        assertThat(highlighter.highlight(null, "bt 402").toAnsi()).startsWith("\u001b[1mbt");
        assertThat(highlighter.highlight(null, "nonsense 402").toAnsi()).isEqualTo("nonsense 402");
    }

    @Test
    void filesAreCompleted(@TempDir Path directory) throws IOException {
        Path script = Files.createFile(directory.resolve("first-look.eclair"));
        LineReader reader = LineReaderBuilder.builder().terminal(dumb("")).build();
        for (String command : List.of("source ", "directory ", "bt > ", "gcore 401 ", "bt -u --program ")) {
            List<Candidate> candidates = new ArrayList<>();
            String line = command + directory + "/first";
            new ShellCompleter(session, interpreter)
                    .complete(
                            reader,
                            new DefaultParser().parse(line, line.length(), Parser.ParseContext.COMPLETE),
                            candidates);
            assertThat(candidates.stream().map(Candidate::value)).as(command).contains(script.toString());
        }
    }
}
