package org.mckernel.eclair.command.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.converter.cli.Vmcore2Mckdump;
import org.mckernel.eclair.CapturedRun;
import org.mckernel.eclair.CoreFile;
import org.mckernel.eclair.ProcessModel;
import org.mckernel.testdumps.fixture.ApplicationCapture;
import org.mckernel.testdumps.fixture.PracticeCapture;
import org.mckernel.testdumps.model.ModelFaults;

/** Stacks of programs, held to what gdb saw of the running program (test-dumps/application). */
class UserStackTest {

    private static final ApplicationCapture CAPTURE = ProcessModel.CAPTURE;
    private static final String PROGRAM = " --program " + CAPTURE.program();

    @TempDir
    static Path dir;

    private static Path dump;
    private static JsonArray seen;
    /** Frame pointer of the innermost {@code relax}. */
    private static long innermost;

    @BeforeAll
    static void write() throws IOException {
        dump = ProcessModel.boot().write(dir.resolve("vmcore"), _ -> {});
        seen = JsonParser.parseString(Files.readString(CAPTURE.truth(), UTF_8))
                .getAsJsonObject()
                .getAsJsonArray("threads");
        innermost = Long.decode(seen.get(0)
                .getAsJsonObject()
                .getAsJsonObject("registers")
                .get("rbp")
                .getAsString());
    }

    private static JsonObject json(Path file, String command) {
        return JsonParser.parseString(
                        ProcessModel.run(file, "--json", "-e", command).out())
                .getAsJsonObject();
    }

    private static List<String> column(JsonElement stack, String... fields) {
        List<String> all = new ArrayList<>();
        for (JsonElement frame : stack.getAsJsonObject().getAsJsonArray("frames")) {
            List<String> row = new ArrayList<>();
            for (String field : fields) {
                row.add(frame.getAsJsonObject().get(field).getAsString());
            }
            all.add(String.join(" ", row));
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"601,0,7", "602,1,3"})
    void withTheProgramFramesAreThoseThatGdbSaw(String tid, int index, int frames) {
        JsonObject stack = json(dump, "bt -u " + tid + PROGRAM);

        assertThat(column(stack, "function", "pc", "source"))
                .hasSize(frames)
                .isEqualTo(column(seen.get(index), "function", "pc", "source"));
        assertThat(column(stack, "trust").subList(1, frames)).containsOnly("call_frame_info");
        assertThat(stack.get("stop").getAsString()).isEqualTo("outermost");
        assertThat(stack.get("complete").getAsBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"601,0,7", "602,1,3"})
    void withoutItFramePointersLeadTheSameWay(String tid, int index, int frames) {
        JsonObject stack = json(dump, "bt -u " + tid);

        assertThat(column(stack, "pc")).isEqualTo(column(seen.get(index), "pc"));
        assertThat(column(stack, "trust"))
                .startsWith("registers", "return_address")
                .endsWith("frame_pointer");
        assertThat(column(stack, "mapping").getFirst()).isEqualTo("heat+0x1149");
        assertThat(column(stack, "trust").subList(2, frames)).containsOnly("frame_pointer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "801|gone, zombie: the thread has ended|the thread has ended",
                "701|user mode|its user registers are not saved",
                "0|idle|an idle thread has no user mode"
            })
    void whoHasNoStackOfAProgramSaysWhy(String thread, String what, String why) {
        CapturedRun run = ProcessModel.run(dump, "-e", thread.equals("0") ? "bt -u cpu 0" : "bt -u " + thread);

        assertThat(run.out()).as(what).contains("--- ").contains(why).doesNotContain("#0");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void everyThreadsAtOnceAndOneByOne() {
        CapturedRun every = ProcessModel.run(dump, "-e", "foreach bt -user" + PROGRAM);
        CapturedRun some = ProcessModel.run(dump, "-e", "foreach 601 602 bt -u" + PROGRAM);

        assertThat(every.out()).contains("TID 601", "TID 602", "TID 701", "TID 801", "solve ()", "worker ()");
        assertThat(some.out()).contains("TID 601", "TID 602", "worker ()").doesNotContain("TID 701");
        assertThat(ProcessModel.run(dump, "-e", "foreach bt -u").out()).contains("2 threads: TID 601, TID 602");
    }

    @Test
    void anotherProgramsNamesAreNotUsed() {
        CapturedRun run = ProcessModel.run(
                dump,
                "-e",
                "bt -u 701 --program " + CAPTURE.program(),
                "-e",
                "bt -u 601 --program " + CAPTURE.truth(),
                "-e",
                "bt -u 601 --program /nonexistent",
                "-e",
                "bt -u 601 --program");

        assertThat(run.err().lines())
                .hasSize(3)
                .allSatisfy(l -> assertThat(l).startsWith("eclair: bt: ").doesNotContain("internal error"));
    }

    @Test
    void aProgramThatDiffersIsNamedAndNotUsed() throws IOException {
        byte[] bytes = Files.readAllBytes(CAPTURE.program());
        bytes[0x1003] ^= 1;
        Path other = Files.write(dir.resolve("heat"), bytes);
        CapturedRun run = ProcessModel.run(dump, "-e", "bt -u 601 --program " + other);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out())
                .contains("does not match the process: its code differs at 0x401003", "0x401149 in ?? ()")
                .doesNotContain("solve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"itself", "down the stack", "end of the stack", "unmapped", "kernel", "odd"})
    void framePointersThatLeadNowhereEnd(String where) throws IOException {
        long wrong = switch (where) {
            case "itself" -> innermost;
            case "down the stack" -> innermost - 64;
            case "end of the stack" -> 0x7fff_ffff_eff8L;
            case "unmapped" -> 0x1234_5000L;
            case "kernel" -> -8;
            default -> 3;
        };
        Path broken = ProcessModel.boot()
                .write(
                        dir.resolve("frames" + Long.toHexString(wrong)),
                        m -> m.node().machine().memory().writeLongs(m.physical(innermost), wrong));
        JsonObject stack = json(broken, "bt -u 601");

        assertThat(column(stack, "pc")).hasSizeBetween(2, 8).startsWith("0x401149", "0x40104f");
        assertThat(stack.get("stop").getAsString()).isIn("loop", "broken");
        assertThat(stack.get("stopNote").getAsString()).doesNotContain("level 24");
        assertThat(stack.get("complete").getAsBoolean()).isFalse();
    }

    @Test
    void twoFramesThatLeadToOneAnotherAreALoop() throws IOException {
        Path broken = ProcessModel.boot().write(dir.resolve("ring"), m -> {
            long next = m.word(m.physical(innermost));
            m.node().machine().memory().writeLongs(m.physical(next), innermost);
        });
        JsonObject stack = json(broken, "bt -u 601");

        assertThat(stack.get("stop").getAsString()).isEqualTo("loop");
        assertThat(stack.getAsJsonArray("frames")).hasSizeLessThan(8);
    }

    @Test
    void aStackThatIsNotInTheDumpSaysSo() throws IOException {
        Path broken = ProcessModel.boot()
                .write(
                        dir.resolve("absent"),
                        m -> ModelFaults.in(m.node().model()).missing(m.physical(innermost) & -4096, 4096));

        for (String program : List.of("", PROGRAM)) {
            CapturedRun run = ProcessModel.run(broken, "-e", "bt -u 601" + program);
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.out()).contains("#0 ", "is excluded", "level 24").doesNotContain("#1 ");
        }
    }

    @Test
    void aDumpWithoutPagesOfProgramsSaysSo() {
        Path left = dir.resolve("level24");
        int converted = Vmcore2Mckdump.commandLine()
                .execute("-k", PracticeCapture.IMAGE.toString(), "-d", "24", dump.toString(), left.toString());
        CapturedRun run = ProcessModel.run(left, "-e", "bt -u 601");

        assertThat(converted).isZero();
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("#0  0x401149", "dump level 24").doesNotContain("#1 ");
    }

    @Test
    void aPageTableThatIsNotInTheDumpSaysSo() throws IOException {
        Path broken = ProcessModel.boot()
                .write(
                        dir.resolve("table"),
                        m -> ModelFaults.in(m.node().model()).missing(m.entry(innermost, 1) & -4096, 4096));
        CapturedRun run = ProcessModel.run(broken, "-e", "bt -u 601");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("is excluded").doesNotContain("#1 ");
    }

    /** On the real kernel's model that ran: gdb saw the registers of the program on CPU 0 before the NMI came. */
    @Test
    void ofACpuThatRanAProgramTheNmiLeftItsRegistersOnTheStack() throws IOException {
        Path capture = PracticeCapture.unpack(Files.createDirectories(dir.resolve("capture")));
        JsonObject stack = JsonParser.parseString(
                        ProcessModel.run(capture, "--json", "-e", "bt -u 201").out())
                .getAsJsonObject();
        JsonObject registers = JsonParser.parseString(Files.readString(PracticeCapture.TRUTH, UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("seen")
                .getAsJsonArray("cpus")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("registers");
        Path core = dir.resolve("201.core");
        CapturedRun written = ProcessModel.run(capture, "-e", "thread 201", "-e", "gcore " + core);
        List<String> wrong = new ArrayList<>();
        for (String name : registers.keySet()) {
            if (CoreFile.register(CoreFile.read(core).notes(1).getFirst(), name)
                    != Long.parseUnsignedLong(registers.get(name).getAsString().substring(2), 16)) {
                wrong.add(name);
            }
        }

        assertThat(stack.get("context").getAsString()).isEqualTo("dump_nmi");
        assertThat(column(stack, "pc")).containsExactly(registers.get("rip").getAsString());
        assertThat(written.out()).contains("TID 201, TID 202");
        assertThat(registers.size()).isGreaterThan(16);
        assertThat(wrong).isEmpty();
    }

    /** The contract is what docs/json-schema.md names. */
    @Test
    void everyFieldIsDocumented() throws IOException {
        String contract = Files.readString(Path.of("../docs/json-schema.md"), UTF_8);
        Set<String> fields = new TreeSet<>();
        for (String command : List.of(
                "bt -u 601", "bt -u 601" + PROGRAM, "foreach bt -user", "gcore 601 " + dir.resolve("schema.core"))) {
            collect(json(dump, command), fields);
        }

        assertThat(fields)
                .hasSizeGreaterThan(25)
                .allSatisfy(f -> assertThat(contract).contains("`" + f + "`"));
    }

    private static void collect(JsonElement element, Set<String> fields) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(e -> collect(e, fields));
        } else if (element.isJsonObject()) {
            element.getAsJsonObject().entrySet().forEach(e -> {
                fields.add(e.getKey());
                collect(e.getValue(), fields);
            });
        }
    }
}
