package org.mckernel.eclair;

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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.fixture.Arm64Capture;

/**
 * eclair on the practice kernel captured on arm64. Its answers are kept in {@code
 * src/test/resources/session/arm64.txt};
 * {@code src/test/resources/session/regenerate} rewrites them.
 */
class Arm64SessionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/session/arm64.txt");
    private static final List<String> COMMANDS = List.of(
            "sys",
            "info threads -l",
            "bt -a",
            "bt 402",
            "bt full 401",
            "bt -u 202",
            "bt -u 201",
            "thread 402",
            "frame 1",
            "info registers",
            "thread 501",
            "info registers cpsr pc",
            "info scope lock_slow",
            "info frame",
            "ps",
            "runq",
            "vm 201",
            "kmem",
            "x/4gx &clv",
            "vtop kmsg_buf",
            "vtop 0xffff7ffffbdfd000",
            "pte 0xffff7ffffbdfd000",
            "vtop -c 201 0x400000",
            "pte clv",
            "ptov 0x44200000",
            "sym schedule",
            "info symbol 0xffff000007802510",
            "owner $sp",
            "print lock_a",
            "print swapper_page_table",
            "ptype /o struct thread_info",
            "struct thread.tid,status,ctx clv[0].current",
            "list_head thread.sched_list &clv[2].runq",
            "log 3",
            "triage",
            "locks",
            "doctor");

    @TempDir
    static Path dir;

    private static Path vmcore;
    private static JsonObject seen;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = Arm64Capture.unpack(dir);
        seen = JsonParser.parseString(Files.readString(Arm64Capture.TRUTH, UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("seen");
    }

    private static CapturedRun run(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("-k", Arm64Capture.IMAGE.toString(), "-d", vmcore.toString(), "--batch"));
        all.addAll(Arrays.asList(arguments));
        return CapturedRun.of(all);
    }

    private static String answer(String command) {
        CapturedRun run = run("-e", command);
        return "$ %s%n%s%sexit code %d%n"
                .formatted(command, run.out(), run.err(), run.exitCode())
                .replace(vmcore.toString(), "vmcore");
    }

    @Test
    void answersAreThoseOnFile() throws IOException {
        StringBuilder all = new StringBuilder();
        COMMANDS.forEach(c -> all.append(answer(c)).append('\n'));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(GOLDEN, all, UTF_8);
        }

        assertThat(all.toString()).isEqualTo(Files.readString(GOLDEN, UTF_8));
    }

    /** Of the CPU that faulted the kernel keeps the registers of the fault: its stack is the end of gdb's. */
    @Test
    void framesAreThoseThatGdbShows() {
        JsonArray threads = JsonParser.parseString(run("--json", "-e", "bt -a").out())
                .getAsJsonObject()
                .getAsJsonArray("threads");
        for (int cpu = 1; cpu < 4; cpu++) {
            List<String> expected = new ArrayList<>();
            for (JsonElement element :
                    seen.getAsJsonArray("cpus").get(cpu).getAsJsonObject().getAsJsonArray("frames")) {
                JsonObject frame = element.getAsJsonObject();
                if (!frame.get("function").isJsonNull()) {
                    expected.add(frame(frame));
                }
            }
            List<String> shown = new ArrayList<>();
            threads.get(cpu)
                    .getAsJsonObject()
                    .getAsJsonArray("frames")
                    .forEach(f -> shown.add(frame(f.getAsJsonObject())));
            int more = cpu == 3 ? expected.size() - shown.size() : 0;
            assertThat(shown)
                    .as("CPU %d", cpu)
                    .hasSizeGreaterThan(3)
                    .isEqualTo(expected.subList(more, expected.size()));
        }
    }

    private static String frame(JsonObject frame) {
        return "%s %s %s"
                .formatted(
                        frame.get("function").getAsString(),
                        frame.get("pc").getAsString(),
                        frame.get("inlined").getAsBoolean());
    }

    @Test
    void variablesHaveTheValuesThatGdbPrints() {
        JsonObject variables = seen.getAsJsonObject("variables");
        List<String> arguments = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        int number = 1;
        for (String name : variables.keySet()) {
            arguments.addAll(List.of("-e", "print (unsigned long)(%s)".formatted(name)));
            expected.add("$%d = %d"
                    .formatted(
                            number++,
                            Long.parseUnsignedLong(
                                    variables.get(name).getAsString().substring(2), 16)));
        }

        assertThat(expected).hasSizeGreaterThan(25);
        assertThat(run(arguments.toArray(String[]::new)).out().lines().map(Arm64SessionTest::signed))
                .containsExactlyElementsOf(expected);
    }

    private static String signed(String line) {
        int value = line.lastIndexOf(' ') + 1;
        return line.substring(0, value) + Long.parseUnsignedLong(line.substring(value));
    }
}
