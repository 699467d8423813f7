package org.mckernel.eclair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.converter.cli.Vmcore2Mckdump;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * eclair on the captured practice kernel. Its answers are kept in {@code src/test/resources/session}, a file a command
 * line; {@code src/test/resources/session/regenerate} rewrites them.
 */
class PracticeSessionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/session");
    private static final List<String> COMMANDS = List.of(
            "info threads -l",
            "info threads -c",
            "bt",
            "bt -a",
            "bt 402",
            "foreach bt -u",
            "bt -u 202",
            "bt -u 201",
            "bt -u 504",
            "foreach bt -user",
            "thread 402",
            "frame 3",
            "info registers",
            "info frame",
            "ps",
            "ps -t",
            "runq",
            "vm 401",
            "kmem",
            "memory map",
            "x/4gx &clv",
            "x/3s &linux_page_offset_base",
            "x/2c _head",
            "x/4dw &clv",
            "rd clv 4",
            "x/2gx 0",
            "vtop kmsg_buf",
            "vtop -c 201 0x400000",
            "pte clv",
            "ptov 0x4200000",
            "sym schedule",
            "info symbol 0xfffffffffe802810",
            "info address clv",
            "owner $rsp",
            "refs lock_a",
            "search -s kernel",
            "search 0xffff8880040f0000",
            "sys",
            "log 3",
            "doctor",
            "info line schedule",
            "print lock_a",
            "print -pretty -- *clv[2].runq.next",
            "ptype /o struct lock",
            "bt full 402",
            "info args",
            "info locals",
            "triage",
            "locks",
            "whatis clv",
            "struct thread.tid,status clv[0].current",
            "list_head thread.sched_list &clv[2].runq",
            "rbtree free_chunk.node &memory_nodes[0].free_chunks",
            "bt 2",
            "bt -2",
            "thread apply 401 402 bt 1",
            "foreach 401 402 info args",
            "rd -32 -d clv 6",
            "rd -s $rsp 6",
            "find/g clv,+0x100,3",
            "x/-2gx &clv",
            "list sched.c:14",
            "info source",
            "directory",
            "log -c 3",
            "whatis 0xffff8880040a4dc0",
            "info registers eflags rip",
            "info functions ^sys_",
            "info variables lock",
            "info types ^vm",
            "info scope lock_slow",
            "info line sched.c:14",
            "help bt",
            "help gcore",
            "help");

    @TempDir
    static Path dir;

    private static Path vmcore;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = PracticeCapture.unpack(dir);
    }

    private static CapturedRun run(Path dump, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("-k", PracticeCapture.IMAGE.toString(), "-d", dump.toString(), "--batch"));
        all.addAll(List.of(arguments));
        return CapturedRun.of(all);
    }

    private static String answer(String command) {
        CapturedRun run = run(vmcore, "-e", command);
        return "$ %s%n%s%sexit code %d%n"
                .formatted(command, run.out(), run.err(), run.exitCode())
                .replace(vmcore.toString(), "vmcore");
    }

    @Test
    void answersAreThoseOnFile() throws IOException {
        StringBuilder all = new StringBuilder();
        COMMANDS.forEach(c -> all.append(answer(c)).append('\n'));
        Path file = GOLDEN.resolve("practice.txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, all, UTF_8);
        }

        assertThat(all.toString()).isEqualTo(Files.readString(file, UTF_8));
    }

    /** The kernel that filled the capture noted each page that it gave to a program. */
    @Test
    void pagesOfProgramsAreThoseThatTheKernelGave() throws IOException {
        long given = 0;
        for (JsonElement element : JsonParser.parseString(Files.readString(PracticeCapture.TRUTH, UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("kernel")
                .getAsJsonArray("pages")) {
            JsonObject run = element.getAsJsonObject();
            given += run.get("kind").getAsString().equals("user")
                    ? run.get("pages").getAsLong()
                    : 0;
        }
        long user = 0;
        for (JsonElement element : JsonParser.parseString(
                        run(vmcore, "--json", "-e", "kmem").out())
                .getAsJsonObject()
                .getAsJsonArray("nodes")) {
            JsonObject node = element.getAsJsonObject();
            user += node.get("userPages").getAsLong();
            assertThat(node.get("usedPages").getAsLong()
                            + node.get("userPages").getAsLong()
                            + node.get("freePages").getAsLong())
                    .isEqualTo(node.get("pages").getAsLong());
        }
        assertThat(given).isPositive();
        assertThat(user).isEqualTo(given);
    }

    /**
     * The table of assigned memory is in Linux's memory: the converter keeps a copy, which answers as the vmcore
     * does.
     */
    @Test
    void anMckdumpTellsOfTheMachineWhatItsVmcoreTells() {
        Path dump = dir.resolve("converted.mckdump");
        assertThat(Vmcore2Mckdump.commandLine()
                        .execute("-k", PracticeCapture.IMAGE.toString(), vmcore.toString(), dump.toString()))
                .isZero();
        String kmem = run(dump, "-e", "kmem").out();

        // what is free is not in it, nor the nodes that the kernel keeps there: used pages are at most these
        assertThat(kmem)
                .contains("2555     5  2164", "1004   532  1004", "free tree of node 0")
                .doesNotContain("not known");
        assertThat(run(dump, "-e", "sys").out())
                .contains("2 NUMA nodes, 16 MiB assigned", "dump level 24", "booted    2025-11-24T16:00:00Z");
    }

    @Test
    void framesAreThoseThatGdbShows() throws IOException {
        JsonArray cpus = JsonParser.parseString(Files.readString(PracticeCapture.TRUTH, UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("seen")
                .getAsJsonArray("cpus");
        JsonArray threads = JsonParser.parseString(
                        run(vmcore, "--json", "-e", "bt -a").out())
                .getAsJsonObject()
                .getAsJsonArray("threads");
        for (int cpu = 1; cpu < 4; cpu++) {
            List<String> expected = new ArrayList<>();
            for (JsonElement element : cpus.get(cpu).getAsJsonObject().getAsJsonArray("frames")) {
                JsonObject frame = element.getAsJsonObject();
                if (!frame.get("function").isJsonNull()) {
                    expected.add("%s %s %s"
                                    .formatted(
                                            frame.get("function").getAsString(),
                                            frame.get("pc").getAsString(),
                                            frame.get("inlined").getAsBoolean())
                            + source(frame));
                }
            }
            List<String> shown = new ArrayList<>();
            for (JsonElement element : threads.get(cpu).getAsJsonObject().getAsJsonArray("frames")) {
                JsonObject frame = element.getAsJsonObject();
                shown.add("%s %s %s"
                                .formatted(
                                        frame.get("function").getAsString(),
                                        frame.get("pc").getAsString(),
                                        frame.get("inlined").getAsBoolean())
                        + source(frame));
            }
            assertThat(shown).as("CPU %d", cpu).hasSizeGreaterThan(3).isEqualTo(expected);
        }
    }

    /**
     * The line, but of the call that is the first instruction of its function: there gdb takes the line of a statement,
     * and addr2line, as eclair, the last line that the table has for the address (sched.c:14, gdb says sched.c:84).
     */
    private static String source(JsonObject frame) {
        return frame.get("function").getAsString().equals("list_insert")
                ? ""
                : " " + frame.get("source").getAsString();
    }

    /** The contract is what docs/json-schema.md names: no field may appear that it does not. */
    @Test
    void everyFieldOfEveryCommandIsDocumented() throws IOException {
        String contract = Files.readString(Path.of("../docs/json-schema.md"), UTF_8);
        Set<String> fields = new TreeSet<>();
        List<String> arguments = new ArrayList<>(List.of("--json"));
        COMMANDS.forEach(c -> arguments.addAll(List.of("-e", c)));
        CapturedRun run = run(vmcore, arguments.toArray(String[]::new));
        run.out().lines().forEach(line -> collect(JsonParser.parseString(line), fields));

        assertThat(run.out().lines().count()).isEqualTo(COMMANDS.size());
        assertThat(fields)
                .hasSizeGreaterThan(40)
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

    @Test
    void anotherKernelsImageIsRefused() throws IOException {
        Path other = Files.copy(PracticeCapture.IMAGE, dir.resolve("other.img"));
        byte[] bytes = Files.readAllBytes(other);
        byte[] id = new byte[] {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};
        int at = find(bytes, id) + id.length;
        try (RandomAccessFile file = new RandomAccessFile(other.toFile(), "rw")) {
            file.seek(at);
            file.write(~bytes[at]);
        }
        Path dump = dir.resolve("out.mckdump");
        int converted = Vmcore2Mckdump.commandLine()
                .execute("-k", PracticeCapture.IMAGE.toString(), vmcore.toString(), dump.toString());
        CapturedRun refused =
                CapturedRun.of(List.of("-k", other.toString(), "-d", dump.toString(), "--batch", "-e", "bt"));
        CapturedRun forced = CapturedRun.of(
                List.of("-k", other.toString(), "-d", dump.toString(), "--batch", "--force", "-e", "bt"));

        assertThat(converted).isZero();
        assertThat(refused.exitCode()).isEqualTo(4);
        String own = "501f32335d1a042f370139ca8206cfb48083717d";
        assertThat(refused.err()).hasLineCount(1).contains("--force", own, "af" + own.substring(2));
        assertThat(forced.err()).hasLineCount(1).contains("is not the kernel");
        assertThat(forced.out()).contains("halt_cpu");
    }

    private static int find(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("no build id note");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "thread 9999",
                "thread cpu 17",
                "frame 99",
                "info functions [",
                "list sched.c:14,3",
                "info scope nosuch",
                "info line nosuch.c:1",
                "x/4zz clv",
                "x nonsense",
                "x/99999999gx clv",
                "bt nobody",
                "vm 77",
                "source /nonexistent",
                "set output xml",
                "info registers xyz",
                "ptov clv",
                "runq 44",
                "alias x",
                "rd clv 99999999",
                "search -m 1",
                "i",
                "sym",
                "\u0000"
            })
    void whatCannotBeDoneIsOneLine(String command) {
        CapturedRun run = run(vmcore, "-e", command);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).startsWith("eclair: ").doesNotContain("internal error");
    }

    @Test
    void outputGoesToFilesAndPrograms() throws IOException {
        Path file = dir.resolve("stack.txt");
        CapturedRun run = run(vmcore, "-e", "bt > " + file, "-e", "alias where2 = bt 402", "-e", "where2 >> " + file);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(file, UTF_8)).contains("list_insert (", "lock_slow (lock=");
    }

    /** A run queue that comes back to itself: what is before it is shown, the hash has the rest, and nothing hangs. */
    @Test
    void aCyclicRunQueueIsNamedAndTheRestIsShown() throws IOException {
        Path broken = dir.resolve("cyclic");
        Files.copy(vmcore, broken);
        // Thread 402's link to the next is bent back to itself.
        long thread402 = 0xffff_8880_040a_f4c0L;
        CapturePatch.write(broken, thread402 + 4328, thread402 + 4328);
        CapturedRun run = run(broken, "-e", "info threads");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out())
                .containsPattern("run queue of CPU 2: [1-4] nodes?, then a cycle back to 0x")
                .contains("  404  ", "  403  ");
    }

    @Test
    void aThreadPointerIntoNowhereIsNamed() throws IOException {
        Path broken = dir.resolve("wild");
        Files.copy(vmcore, broken);
        CapturePatch.write(broken, 0xffff_8880_040a_f4c0L + 4328, 0xffff_8880_7777_0000L);
        CapturedRun run = run(broken, "-e", "info threads", "-e", "foreach bt", "-e", "doctor");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("run queue of CPU 2", "  404  ", "halt_cpu");
        assertThat(run.err()).isEmpty();
    }
}
