package org.mckernel.eclair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.eclair.remote.RemoteServer;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;
import org.mckernel.eclair.shell.Commands;
import org.mckernel.testdumps.fixture.Arm64Capture;
import org.mckernel.testdumps.fixture.PracticeCapture;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.Failure;
import org.mckernel.testdumps.model.ModelNode;
import org.mckernel.testdumps.model.ModelProcess;
import org.mckernel.testdumps.model.VmcoreFile;

/**
 * The installed gdb on our server: threads, stacks, registers, memory and variables are those that eclair itself shows
 * of the same dump. A machine without gdb skips this and says so.
 */
@Timeout(600)
class GdbClientTest {
    private static final Path SCRIPT = Path.of("src/test/resources/remote/answers.gdb.py");
    private static final String MARK = "ANSWER ";
    private static final long MIB = 1L << 20;

    @TempDir
    Path dir;

    private static String installed(String program) {
        boolean there = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        assumeTrue(there, program + " is not installed");
        return program;
    }

    private static JsonObject eclair(Path image, Path dump, String command) {
        CapturedRun run = CapturedRun.of(
                List.of("-k", image.toString(), "-d", dump.toString(), "--batch", "--json", "-e", command));
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private static String text(Path image, Path dump, String command) {
        return CapturedRun.of(List.of("-k", image.toString(), "-d", dump.toString(), "--batch", "-e", command))
                .out();
    }

    /** Runs gdb on a server of a dump. */
    private static String gdb(String program, Path image, Path dump, Map<String, String> environment, String... words)
            throws Exception {
        try (OpenedDump opened = OpenedDump.open(dump, Optional.of(image), false)) {
            return gdb(program, image, opened, environment, words);
        }
    }

    private static String gdb(
            String program, Path image, OpenedDump opened, Map<String, String> environment, String... words)
            throws Exception {
        try (RemoteServer server = RemoteServer.start(
                new Session(opened, false, false),
                Commands.registry(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                false)) {
            List<String> line = new ArrayList<>(List.of(
                    program,
                    "-nx",
                    "-q",
                    "-batch",
                    "-iex",
                    "set pagination off",
                    "-ex",
                    "target remote localhost:" + ((InetSocketAddress) server.address()).getPort(),
                    image.toString()));
            line.addAll(Arrays.asList(words));
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        }
    }

    private static JsonObject answers(String program, Path image, Path dump, String names) throws Exception {
        List<String> registers = new ArrayList<>();
        eclair(image, dump, "info registers")
                .getAsJsonArray("registers")
                .forEach(r -> registers.add(r.getAsJsonObject().get("name").getAsString()));
        String address = eclair(image, dump, "print &lock_a").toString().replaceAll(".*?(0xf[0-9a-f]{15}).*", "$1");
        String output = gdb(
                program,
                image,
                dump,
                Map.of("NAMES", names, "REGISTERS", String.join(" ", registers), "ADDRESSES", address + " 0x1000"),
                "-x",
                SCRIPT.toString());
        return JsonParser.parseString(output.lines()
                        .filter(l -> l.startsWith(MARK))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(output))
                        .substring(MARK.length()))
                .getAsJsonObject();
    }

    private static void holdThreads(JsonObject gdb, Path image, Path dump) {
        List<String> expected = new ArrayList<>();
        for (JsonElement element : eclair(image, dump, "info threads").getAsJsonArray("threads")) {
            JsonObject thread = element.getAsJsonObject();
            expected.add("%d PID %d, CPU %d, %s"
                    .formatted(
                            thread.get("tid").getAsInt(),
                            thread.get("pid").getAsInt(),
                            thread.get("cpu").getAsInt(),
                            thread.get("state").getAsString()));
        }
        List<String> shown = new ArrayList<>();
        for (JsonElement element : gdb.getAsJsonArray("threads")) {
            JsonObject thread = element.getAsJsonObject();
            shown.add(thread.get("tid").getAsInt() + " "
                    + thread.get("details").getAsString().replaceAll("(; .*|, in user mode)$", ""));
        }
        assertThat(shown).hasSizeGreaterThan(10).isEqualTo(expected);
    }

    /**
     * Functions and program counters, and lines of those that called. Of what left no frame gdb does not show what is
     * inlined. Where the program counter is the instruction itself, gdb goes by the rows of the line table that begin a
     * statement, eclair by the last row, as addr2line and LLDB do; and gdb takes the first program counter for one of
     * these in any case.
     */
    private static List<String> frames(JsonObject thread) {
        List<String> shown = new ArrayList<>();
        String exact = "";
        boolean next = true;
        for (JsonElement element : thread.getAsJsonArray("frames")) {
            JsonObject frame = element.getAsJsonObject();
            String pc = frame.get("pc").getAsString();
            exact = next ? pc : exact;
            next = frame.get("entry").getAsBoolean();
            boolean tail = frame.has("tail")
                    ? frame.get("tail").getAsBoolean()
                    : frame.get("trust").getAsString().equals("tail_call");
            if (!tail) {
                JsonElement line = frame.get(frame.has("line") ? "line" : "source");
                shown.add(pc
                        + (next
                                ? " entry"
                                : " " + frame.get("function").getAsString()
                                        + (pc.equals(exact) ? "" : " " + line.getAsString())));
            }
        }
        return shown;
    }

    private static int holdStacks(JsonObject gdb, Path image, Path dump) {
        Map<Integer, JsonObject> own = new HashMap<>();
        eclair(image, dump, "foreach bt")
                .getAsJsonArray("threads")
                .forEach(t -> own.put(t.getAsJsonObject().get("tid").getAsInt(), t.getAsJsonObject()));
        int frames = 0;
        for (JsonElement element : gdb.getAsJsonArray("threads")) {
            JsonObject thread = element.getAsJsonObject();
            assertThat(frames(thread))
                    .as("thread %s", thread.get("tid"))
                    .isEqualTo(frames(own.get(thread.get("tid").getAsInt())));
            frames += thread.getAsJsonArray("frames").size();
        }
        return frames;
    }

    private static void holdRegisters(JsonObject gdb, Path image, Path dump, List<Integer> tids) {
        for (JsonElement element : gdb.getAsJsonArray("threads")) {
            JsonObject thread = element.getAsJsonObject();
            int tid = thread.get("tid").getAsInt();
            if (!tids.contains(tid)) {
                continue;
            }
            CapturedRun run = CapturedRun.of(List.of(
                    "-k",
                    image.toString(),
                    "-d",
                    dump.toString(),
                    "--batch",
                    "--json",
                    "-e",
                    "thread " + tid,
                    "-e",
                    "info registers"));
            for (JsonElement each : JsonParser.parseString(
                            run.out().lines().toList().getLast())
                    .getAsJsonObject()
                    .getAsJsonArray("registers")) {
                JsonObject register = each.getAsJsonObject();
                JsonElement value = thread.getAsJsonObject("registers")
                        .get(register.get("name").getAsString());
                boolean known = register.has("value")
                        && register.get("value").isJsonPrimitive()
                        && register.get("value").getAsString().startsWith("0x");
                assertThat(value.isJsonNull() ? "none" : value.getAsString())
                        .as("%s of %d", register.get("name"), tid)
                        .isEqualTo(known ? register.get("value").getAsString() : "none");
            }
        }
    }

    private void holdCapture(String program, Path image, Path dump) throws Exception {
        JsonObject gdb = answers(program, image, dump, "lock_a lock_b sizeof(lock_a)");
        assertThat(gdb.get("first").getAsInt()).isEqualTo(501);
        holdThreads(gdb, image, dump);
        assertThat(holdStacks(gdb, image, dump)).isGreaterThan(30);
        holdRegisters(gdb, image, dump, List.of(202, 301, 402, 501, 503));
        for (String name : gdb.getAsJsonObject("values").keySet()) {
            assertThat(text(image, dump, "print " + name))
                    .isEqualTo("$1 = %s%n"
                            .formatted(gdb.getAsJsonObject("values").get(name).getAsString()));
        }
        assertThat(gdb.getAsJsonObject("memory").get("0x1000").isJsonNull()).isTrue();
        String address = gdb.getAsJsonObject("memory").keySet().iterator().next();
        List<String> words = gdb.get("examined")
                .getAsString()
                .lines()
                .flatMap(l -> Arrays.stream(l.split("\t", -1)).skip(1))
                .toList();
        List<String> own = new ArrayList<>();
        eclair(image, dump, "x/4gx " + address).getAsJsonArray("values").forEach(v -> own.add(v.getAsString()));
        assertThat(words).hasSize(4).isEqualTo(own);
        for (String command : List.of("ps", "triage", "info threads")) {
            assertThat(gdb.getAsJsonObject("monitor").get(command).getAsString())
                    .isNotEmpty()
                    .isEqualTo(text(image, dump, command));
        }
    }

    @Test
    void theCaptureIsTheSameInGdb() throws Exception {
        holdCapture(installed("gdb"), PracticeCapture.IMAGE, PracticeCapture.unpack(dir));
    }

    @Test
    void theCaptureOfArm64IsTheSameInGdb() throws Exception {
        holdCapture(installed("gdb-multiarch"), Arm64Capture.IMAGE, Arm64Capture.unpack(dir));
    }

    @Test
    void aLiveKernelStandsStillForGdb() throws Exception {
        String program = installed("gdb");
        LiveCapture kernel = LiveCapture.in(dir);
        List<String> ofDump = gdb(program, PracticeCapture.IMAGE, kernel.vmcore(), Map.of(), "-ex", "bt")
                .lines()
                .filter(l -> l.startsWith("#"))
                .toList();
        String output;
        try (OpenedDump live = kernel.open(PracticeCapture.IMAGE)) {
            output = gdb(
                    program,
                    PracticeCapture.IMAGE,
                    live,
                    Map.of(),
                    "-ex",
                    "continue",
                    "-ex",
                    "monitor continue",
                    "-ex",
                    "bt");
            assertThat(kernel.ihk().stopped()).isTrue();
        }
        assertThat(kernel.ihk().stopped()).isFalse();
        assertThat(output)
                .contains(
                        "Remote failure reply: E.the live kernel is stopped until eclair -i ends",
                        "eclair: continue: not while gdb is served: ");
        assertThat(output.lines().filter(l -> l.startsWith("#")).toList())
                .hasSizeGreaterThan(5)
                .isEqualTo(ofDump);
    }

    @ParameterizedTest
    @CsvSource({"1000, 16, true", "10000, 64, false"})
    void manyThreadsAreTheSameInGdb(int threads, int cpus, boolean stacks) throws Exception {
        String program = installed("gdb");
        ModelNode node = ModelNode.builder()
                .memory(2, 64 * MIB, 0)
                .memory(2, 64 * MIB, 1)
                .kernelBytes(192 * MIB)
                .cpus(cpus)
                .boot();
        List<Doing> states =
                Arrays.stream(Doing.values()).filter(d -> d != Doing.WAKE).toList();
        ModelProcess process = null;
        for (int i = 0; i < threads; i++) {
            boolean first = i % 25 == 0;
            if (first) {
                process = node.program(1000 + i, "/opt/app/solver-%d\0-g".formatted(i), 1, 5000L + i, 4096);
            }
            Doing doing = first ? Doing.SLEEP : states.get(i % states.size());
            node.model()
                    .addThread(
                            process,
                            1000 + i,
                            i % cpus,
                            doing,
                            doing == Doing.LOCK ? Optional.of("b") : Optional.empty());
        }
        node.model().panic(cpus - 1, Failure.NULL_READ);
        node.finish();
        Path dump = dir.resolve("vmcore");
        Path image = dir.resolve("mckernel.img");
        Files.write(image, node.machine().image().file());
        VmcoreFile.ELF.write(node.machine(), 0, dump);
        if (stacks) {
            JsonObject gdb = answers(program, image, dump, "lock_a");
            holdThreads(gdb, image, dump);
            assertThat(holdStacks(gdb, image, dump)).isGreaterThan(2 * threads);
        } else {
            String output =
                    gdb(program, image, dump, Map.of(), "-ex", "info threads", "-ex", "thread 9000", "-ex", "bt");
            assertThat(output.lines()
                            .filter(l -> l.matches("[* ] \\d+ +Thread \\d+ .*"))
                            .count())
                    .isEqualTo(threads);
            assertThat(output).contains("[Switching to thread 9000 (Thread 9999)]");
        }
    }
}
