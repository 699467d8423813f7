package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.session.MismatchException;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;
import org.mckernel.eclair.shell.Commands;
import org.mckernel.eclair.shell.Interpreter;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** The practice kernel as if it ran under a device: what eclair says of it is what it says of the dump. */
class LiveSessionTest {
    /** The variable {@code crunched} of the practice kernel. */
    private static final long CRUNCHED = 0xfffffffffe80c8c0L;

    @TempDir
    Path directory;

    private LiveCapture kernel;

    @BeforeEach
    void load() throws Exception {
        kernel = LiveCapture.in(directory);
    }

    /** What commands print, and complain of. */
    private static String say(OpenedDump opened, String... commands) {
        Session session = new Session(opened, false, false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Interpreter interpreter = new Interpreter(
                    session,
                    Commands.registry(),
                    Permissions.ALL,
                    new Interpreter.Output(OutputMode.TEXT, out, out, false));
            List.of(commands).forEach(interpreter::run);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itSaysWhatItSaysOfTheDump() throws Exception {
        String[] commands = {
            "info threads",
            "bt -a",
            "ps",
            "runq",
            "locks",
            "p *clv[0].current",
            "x/8gx 0xfffffffffe80b000",
            "info registers"
        };
        String ofDump;
        try (OpenedDump dump = OpenedDump.open(kernel.vmcore(), Optional.of(PracticeCapture.IMAGE), false)) {
            ofDump = say(dump, commands);
        }
        try (OpenedDump live = kernel.open(PracticeCapture.IMAGE)) {
            assertThat(say(live, commands)).isEqualTo(ofDump).contains("panic").hasLineCount((int)
                    ofDump.lines().count());
            assertThat(kernel.ihk().stopped()).isTrue();
        }
        assertThat(kernel.ihk().stopped()).isFalse();
    }

    @Test
    void continueHidesTheKernelAndStopShowsItAgain() throws Exception {
        try (OpenedDump live = kernel.open(PracticeCapture.IMAGE)) {
            Session session = new Session(live, false, false);
            assertThat(session.stacks()).isNotNull();
            assertThat(run(session, "p crunched")).startsWith("$1 = ").doesNotContain("= 77");
            assertThat(run(session, "stop")).contains("is stopped already");
            assertThat(run(session, "c")).contains("the kernel is running");
            assertThat(kernel.ihk().stopped()).isFalse();
            kernel.set(CRUNCHED, 77);
            assertThat(run(session, "p crunched")).contains("McKernel is running; stop it first (stop)");
            assertThat(run(session, "bt")).contains("McKernel is running");
            assertThat(run(session, "info dump")).contains("stop it to read its memory");
            assertThat(run(session, "continue")).contains("is running already");
            assertThat(run(session, "stop")).contains("stopped: ");
            assertThat(run(session, "p crunched")).endsWith("= 77\n");
            assertThat(run(session, "log")).isEqualTo("[  0]: live\n");
        }
        assertThat(kernel.ihk().stopped()).isFalse();
    }

    private static String run(Session session, String command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            new Interpreter(
                            session,
                            Commands.registry(),
                            Permissions.ALL,
                            new Interpreter.Output(OutputMode.TEXT, out, out, false))
                    .run(command);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anotherKernelsImageIsRefusedAndTheKernelGoesOn() {
        Path other = PracticeCapture.IMAGE.resolveSibling("arm64").resolve("mckernel.img");
        assertThatThrownBy(() -> kernel.open(other).close()).isInstanceOf(MismatchException.class);
        assertThat(kernel.ihk().stopped()).isFalse();
        assertThat(kernel.ihk().requests()).endsWith("dump 10");
    }

    @Test
    void aDumpIsNotStopped() throws Exception {
        try (OpenedDump dump = OpenedDump.open(kernel.vmcore(), Optional.of(PracticeCapture.IMAGE), false)) {
            assertThat(say(dump, "stop", "continue")).isEqualTo("""
                eclair: stop: a dump does not run; bt, info threads, x and print show its contents
                eclair: continue: a dump does not run; bt, info threads, x and print show its contents
                """);
        }
    }

    @Test
    void theLineOfOptionsIsChecked() {
        assertThat(CapturedRun.of(List.of("-o", "0")).exitCode()).isEqualTo(ExitCode.USAGE);
        CapturedRun wrong = CapturedRun.of(List.of("-i", "-o", "64"));
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).isEqualTo("eclair: -o: expected a number from 0 to 63, together with -i\n");
        CapturedRun absent = CapturedRun.of(List.of("-i", "-o", "63", "--batch"));
        assertThat(absent.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(absent.err()).isEqualTo("eclair: /dev/mcos63: open: no such file (ENOENT)\n");
    }

    @Test
    void helpShowsWhatStoppingChanges() throws Exception {
        try (OpenedDump live = kernel.open(PracticeCapture.IMAGE)) {
            assertThat(kernel.ihk().level()).isZero();
            assertThat(run(new Session(live, false, false), "help stop")).contains("dump level", "mck dump -d 24");
        }
        assertThat(kernel.ihk().level()).isZero();
    }

    @Test
    void whatLiesInLinuxMemoryIsNotKnown() throws Exception {
        try (OpenedDump live = kernel.open(PracticeCapture.IMAGE)) {
            assertThat(run(new Session(live, false, false), "kmem"))
                    .contains("<unknown>", "eclair -i does not read")
                    .doesNotContain("open the vmcore");
        }
    }
}
