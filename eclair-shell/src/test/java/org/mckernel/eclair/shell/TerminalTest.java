package org.mckernel.eclair.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.eclair.command.Commands;
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
        interpreter = new Interpreter(session, Commands.table(), OutputMode.TEXT, new PrintStream(out, true,
                StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false);
    }

    private List<String> completed(String line) {
        List<Candidate> candidates = new ArrayList<>();
        new ShellCompleter(session, interpreter).complete(null, new DefaultParser().parse(line, line.length(),
                Parser.ParseContext.COMPLETE), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    @ParameterizedTest
    @CsvSource({"info th,threads", "disas,disassemble", "thread 4,402", "bt 4,403", "x/2i sched,schedule",
            "p &lock_,&lock_a", "struct thr,thread", "p sizeof(struct thr,thread",
            "struct thread.sched,thread.sched_list",
            "p clv[0].curr,clv[0].current", "p clv[0].current->pr,clv[0].current->proc",
            "ptype struct cpu_l,cpu_local_var"})
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
        ByteArrayInputStream typed = new ByteArrayInputStream("thread 402\nframe 1\nnonsense\nquit\n".getBytes(
                StandardCharsets.UTF_8));
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (Terminal terminal = new DumbTerminal("test", Terminal.TYPE_DUMB, typed, screen, StandardCharsets.UTF_8)) {
            new LineShell(session, interpreter, false, false, "never").run(terminal);
        }
        assertThat(screen.toString(StandardCharsets.UTF_8)).contains("(eclair) ", "lock_slow (lock=", "#1  lock (");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nonsense: no such command");
        assertThat(interpreter.ended()).isTrue();
    }
}
