package org.mckernel.eclair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.fixture.ApplicationCapture;
import org.mckernel.testdumps.fixture.Arm64Capture;

/**
 * A program's stack and core file on arm64: thread 202 of the practice kernel's capture gets the memory and registers
 * of the captured program, and must then show what gdb saw of it (test-dumps/application).
 */
class Arm64ProgramTest {
    private static final int PRSTATUS = 1;
    private static final int PAGE = 4096;
    private static final int LOAD = 1;

    @TempDir
    static Path dir;

    private static Path dump;
    private static ApplicationCapture capture;
    private static JsonObject truth;

    @BeforeAll
    static void layOver() throws IOException {
        dump = Arm64Capture.unpack(dir);
        capture = ApplicationCapture.of("arm64");
        truth = JsonParser.parseString(Files.readString(capture.truth(), UTF_8)).getAsJsonObject();
        for (ApplicationCapture.Memory range : capture.ranges()) {
            for (Map.Entry<Integer, byte[]> page : range.pages().entrySet()) {
                write(
                        number("vtop -c 201 0x%x".formatted(range.start() + page.getKey() * PAGE), "physical"),
                        page.getValue());
            }
        }
        long thread = 0;
        for (JsonElement each : json("ps").getAsJsonArray("threads")) {
            thread = each.getAsJsonObject().get("tid").getAsInt() == 202
                    ? Long.parseUnsignedLong(
                            each.getAsJsonObject().get("thread").getAsString().substring(2), 16)
                    : thread;
        }
        long uctx = number("print/x ((struct thread *)0x%x)->uctx".formatted(thread), "value");
        ByteBuffer words = ByteBuffer.allocate(34 * 8).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Long> registers = capture.threads().getFirst();
        for (int i = 0; i <= 30; i++) {
            words.putLong(registers.get("x" + i));
        }
        words.putLong(registers.get("sp")).putLong(registers.get("pc")).putLong(registers.get("cpsr"));
        write(number("vtop 0x%x".formatted(uctx), "physical"), words.array());
    }

    private static void write(long physical, byte... bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(dump.toFile(), "rw")) {
            ByteBuffer head = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
            file.getChannel().read(head, 0);
            for (int i = 0; i < head.getShort(56); i++) {
                int at = (int) head.getLong(32) + 56 * i;
                long into = physical - head.getLong(at + 24);
                if (head.getInt(at) == LOAD && into >= 0 && into < head.getLong(at + 32)) {
                    file.seek(head.getLong(at + 8) + into);
                    file.write(bytes);
                    return;
                }
            }
        }
        throw new AssertionError("0x%x is in no segment".formatted(physical));
    }

    private static CapturedRun run(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("-k", Arm64Capture.IMAGE.toString(), "-d", dump.toString(), "--batch"));
        all.addAll(Arrays.asList(arguments));
        return CapturedRun.of(all);
    }

    private static JsonObject json(String command) {
        return JsonParser.parseString(run("--json", "-e", command).out()).getAsJsonObject();
    }

    private static long number(String command, String field) {
        return Long.parseUnsignedLong(json(command).get(field).getAsString().substring(2), 16);
    }

    private static List<String> column(JsonArray frames, String field) {
        List<String> all = new ArrayList<>();
        frames.forEach(f -> all.add(f.getAsJsonObject().get(field).getAsString()));
        return all;
    }

    private static JsonArray frames() {
        return truth.getAsJsonArray("threads").get(0).getAsJsonObject().getAsJsonArray("frames");
    }

    @Test
    void withTheProgramFramesAreThoseThatGdbSaw() {
        JsonObject stack = json("bt -u 202 --program " + capture.program());

        assertThat(stack.get("stop").getAsString()).isEqualTo("outermost");
        assertThat(stack.getAsJsonArray("frames")).hasSize(7);
        for (String field : List.of("function", "pc", "source")) {
            assertThat(column(stack.getAsJsonArray("frames"), field)).isEqualTo(column(frames(), field));
        }
    }

    /** The innermost function has no frame: the link register leads out of it. */
    @Test
    void withoutItFramePointersLeadTheSameWay() {
        JsonArray found = json("bt -u 202").getAsJsonArray("frames");

        assertThat(column(found, "pc")).isEqualTo(column(frames(), "pc"));
        assertThat(column(found, "trust")).startsWith("registers", "return_address", "frame_pointer");
    }

    @Test
    void gdbSeesWhatItSawOfTheRunningProgram() throws IOException, InterruptedException {
        Path core = dir.resolve("heat.core");
        CapturedRun written = run("-e", "thread 202", "-e", "gcore " + core);
        ByteBuffer status = CoreFile.read(core).notes(PRSTATUS).getFirst();

        assertThat(written.err()).isEmpty();
        assertThat(status.capacity()).isEqualTo(392);
        assertThat(status.getInt(32)).isEqualTo(202);
        assertThat(status.getLong(112 + 8 * 32))
                .isEqualTo(capture.threads().getFirst().get("pc"));
        assumeTrue(Peer.has("gdb-multiarch"), "gdb-multiarch is not installed: the package gdb-multiarch");
        Path out = dir.resolve("seen.json");
        ProcessBuilder gdb = new ProcessBuilder(
                "gdb-multiarch",
                "-nx",
                "-batch",
                "-iex",
                "set auto-load no",
                capture.program().toString(),
                "-c",
                core.toString(),
                "-x",
                ApplicationCapture.LOOK.toString());
        gdb.environment().put("OUT", out.toString());
        Peer.output(gdb);
        JsonObject seen = JsonParser.parseString(Files.readString(out, UTF_8)).getAsJsonObject();
        JsonObject thread = seen.getAsJsonArray("threads").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(t -> t.get("lwp").getAsInt() == 202)
                .findFirst()
                .orElseThrow();

        assertThat(seen.get("globals")).isEqualTo(truth.get("globals"));
        assertThat(thread.get("frames")).isEqualTo(frames());
        assertThat(thread.get("registers"))
                .isEqualTo(
                        truth.getAsJsonArray("threads").get(0).getAsJsonObject().get("registers"));
    }
}
