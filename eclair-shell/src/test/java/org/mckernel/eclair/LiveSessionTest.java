package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.DeviceException;
import org.mckernel.dump.device.DirectDump;
import org.mckernel.dump.device.IhkRequest;
import org.mckernel.dump.device.LiveDump;
import org.mckernel.dump.kernel.ChunkList;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.eclair.command.Commands;
import org.mckernel.eclair.session.MismatchException;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;
import org.mckernel.eclair.shell.Interpreter;
import org.mckernel.eclair.shell.OutputMode;
import org.mckernel.testdumps.fixture.PracticeCapture;
import org.mckernel.testdumps.ihk.StandInIhk;

/** The practice kernel as if it ran behind a device: what eclair says of it is what it says of the dump. */
class LiveSessionTest {
    private static final Path DEVICE = Path.of("/dev/mcos0");
    private static final int PAGE = 4096;
    /** The variable {@code crunched} of the practice kernel. */
    private static final long CRUNCHED = 0xfffffffffe80c8c0L;

    @TempDir
    Path folder;

    private final StandInIhk ihk = new StandInIhk(StandInIhk.Kind.NEWEST).status(5).kernelAt(
            PracticeCapture.KERNEL_BASE, 0).log("[  0]: live\n");
    private final TreeMap<Long, byte[]> memory = new TreeMap<>();
    private Path vmcore;

    private final Device device = new Device() {
        @Override
        public String name() {
            return DEVICE.toString();
        }

        @Override
        public int call(IhkRequest request, long argument) throws DeviceException {
            int answer = ihk.call(request.number(), argument);
            if (answer < 0) {
                throw new DeviceException(name(), request.name(), -answer);
            }
            return answer;
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void load() throws Exception {
        vmcore = PracticeCapture.unpack(folder);
        try (OpenedDump dump = OpenedDump.open(vmcore, Optional.of(PracticeCapture.IMAGE), false)) {
            ChunkList chunks = dump.location().orElseThrow().announced(dump.dump().memory());
            for (int i = 0; i < chunks.count(); i++) {
                byte[] content = new byte[(int) chunks.size(i)];
                dump.dump().memory().read(chunks.address(i), MemorySegment.ofArray(content), 0, content.length);
                memory.put(chunks.address(i), content);
                ihk.area(chunks.address(i), content);
            }
        }
    }

    private OpenedDump live(Path image) throws IOException {
        return OpenedDump.live(DEVICE, LiveDump.open(device, () -> new DirectDump(device), PAGE), Optional.of(image),
                false);
    }

    /** What commands print, and complain of. */
    private static String say(OpenedDump opened, String... commands) {
        Session session = new Session(opened, false, false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Interpreter interpreter = new Interpreter(session, Commands.table(), OutputMode.TEXT, out, out, false);
            List.of(commands).forEach(interpreter::run);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itSaysWhatItSaysOfTheDump() throws Exception {
        String[] commands = {"info threads", "bt -a", "ps", "runq", "locks", "p *clv[0].current",
                "x/8gx 0xfffffffffe80b000", "info registers"};
        String ofDump;
        try (OpenedDump dump = OpenedDump.open(vmcore, Optional.of(PracticeCapture.IMAGE), false)) {
            ofDump = say(dump, commands);
        }
        try (OpenedDump live = live(PracticeCapture.IMAGE)) {
            assertThat(say(live, commands)).isEqualTo(ofDump).contains("panic").hasLineCount((int) ofDump.lines()
                    .count());
            assertThat(ihk.stopped()).isTrue();
        }
        assertThat(ihk.stopped()).isFalse();
    }

    @Test
    void continueHidesTheKernelAndStopShowsItAnew() throws Exception {
        try (OpenedDump live = live(PracticeCapture.IMAGE)) {
            Session session = new Session(live, false, false);
            assertThat(session.stacks()).isNotNull();
            assertThat(run(session, "p crunched")).startsWith("$1 = ").doesNotContain("= 77");
            assertThat(run(session, "stop")).contains("stands still already");
            assertThat(run(session, "c")).contains("the kernel runs");
            assertThat(ihk.stopped()).isFalse();
            set(CRUNCHED, 77);
            assertThat(run(session, "p crunched")).contains("McKernel runs; stop lets you look at it");
            assertThat(run(session, "bt")).contains("McKernel runs");
            assertThat(run(session, "info dump")).contains("stop lets you look");
            assertThat(run(session, "continue")).contains("runs already");
            assertThat(run(session, "stop")).contains("stopped: ");
            assertThat(run(session, "p crunched")).endsWith("= 77\n");
            assertThat(run(session, "log")).isEqualTo("[  0]: live\n");
        }
        assertThat(ihk.stopped()).isFalse();
    }

    private static String run(Session session, String command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            new Interpreter(session, Commands.table(), OutputMode.TEXT, out, out, false).run(command);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void set(long variable, long value) {
        long physical = variable - 0xfffffffffe800000L + PracticeCapture.KERNEL_BASE;
        Map.Entry<Long, byte[]> area = memory.floorEntry(physical);
        ByteBuffer.wrap(area.getValue()).order(ByteOrder.LITTLE_ENDIAN).putLong((int) (physical - area.getKey()),
                value);
    }

    @Test
    void anotherKernelsImageIsRefusedAndTheKernelGoesOn() {
        Path other = PracticeCapture.IMAGE.resolveSibling("arm64").resolve("mckernel.img");
        assertThatThrownBy(() -> live(other).close()).isInstanceOf(MismatchException.class);
        assertThat(ihk.stopped()).isFalse();
        assertThat(ihk.requests()).endsWith("dump 10");
    }

    @Test
    void aDumpIsNotStopped() throws Exception {
        try (OpenedDump dump = OpenedDump.open(vmcore, Optional.of(PracticeCapture.IMAGE), false)) {
            assertThat(say(dump, "stop", "continue")).isEqualTo("""
                    eclair: stop: a dump does not run; bt, info threads, x and print show what it holds
                    eclair: continue: a dump does not run; bt, info threads, x and print show what it holds
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
        assertThat(absent.err()).isEqualTo("eclair: /dev/mcos63: open: not there (ENOENT)\n");
    }
}
