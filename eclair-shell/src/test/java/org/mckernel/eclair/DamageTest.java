package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.shell.Commands;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Whatever is broken: every command answers, within bounds, with what is left or with one line that says why not. */
class DamageTest {
    private static final long IMAGE = 0x420_0000;
    private static final long THREAD_401 = 0x40a_e000;
    private static final long THREAD_402 = 0x40a_f4c0;
    private static final long THREAD_501 = 0x409_0000;
    private static final int THREAD_SIZE = 5312;
    private static final int SCHED_LIST = 4328;
    private static final int CONTEXT = 4208;
    private static final long CLV = 0x40f_0000;
    private static final long LOCALS = 0x40e_0000;
    private static final long RESOURCES = 0x40d_b000;
    private static final long PROCESS_201 = 0x40d_b880;
    private static final long TOP_TABLE = 0x41f_f000;
    private static final long FREE_TREE_ROOT = 0x400_0010;
    private static final long LOG = 0x400_000;
    private static final long PAGE_MAPS = 0x310_000;
    private static final long BOOT_PARAM = 0x300_000;
    /** No command writes more than this on so small a dump, however it is broken. */
    private static final int MOST_OUTPUT = 4 << 20;
    /** How a hole or a broken record is reported: what it is, or where it was looked for. */
    private static final Pattern NAMED =
            Pattern.compile("not in (the |this )?dump|not mapped|returns to|cycle back|null pointer"
                    + "|a broken one|expected |unknown:|not known:|not in the kernel's image|did not reach"
                    + "|valid size of|differs in|log .*(0x|bytes|torn|length|cut)");

    private static final Map<String, UnaryOperator<SmallCapture>> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("nothing", c -> c);
        FAULTS.put("cyclic run queue", c -> c.word(THREAD_402 + SCHED_LIST, virtual(THREAD_401 + SCHED_LIST)));
        FAULTS.put("wild run queue", c -> c.word(THREAD_402 + SCHED_LIST, 0xffff_8880_7777_0000L));
        FAULTS.put("null in run queue", c -> c.word(THREAD_402 + SCHED_LIST, 0));
        FAULTS.put("overwritten thread", c -> c.fill(THREAD_402, THREAD_SIZE, 0x5a));
        FAULTS.put("zeroed thread", c -> c.fill(THREAD_501, THREAD_SIZE, 0));
        FAULTS.put("thread of ones", c -> c.fill(THREAD_401, THREAD_SIZE, 0xff));
        FAULTS.put("wild saved context", c -> c.word(THREAD_402 + CONTEXT, -8).word(THREAD_402 + CONTEXT + 8, -8));
        FAULTS.put("stack that leads to itself", c -> c.word(THREAD_402 + CONTEXT, virtual(THREAD_402 + CONTEXT)));
        FAULTS.put("clv of ones", c -> c.fill(CLV, 0x8000, 0xff));
        FAULTS.put("clv points into nowhere", c -> c.word(IMAGE + 0xb868, 0x1234));
        FAULTS.put("no processors", c -> c.half(IMAGE + 0xb860, 0));
        FAULTS.put("minus one processors", c -> c.half(IMAGE + 0xb860, -1));
        FAULTS.put("1000 processors", c -> c.half(IMAGE + 0xb860, 1000));
        FAULTS.put("saved registers of ones", c -> c.fill(LOCALS, 0x10000, 0xff));
        FAULTS.put("no saved registers", c -> c.fill(LOCALS, 0x10000, 0));
        FAULTS.put("huge span of locals", c -> c.word(IMAGE + 0x61f8, Long.MAX_VALUE));
        FAULTS.put("torn log", c -> c.half(LOG + 4, -1).half(LOG + 12, Integer.MAX_VALUE));
        FAULTS.put("log of no length", c -> c.half(LOG + 8, 0));
        FAULTS.put("log of ones", c -> c.fill(LOG, 0x1000, 0xff));
        FAULTS.put("page set of ones", c -> c.fill(PAGE_MAPS, 0x1000, 0xff));
        FAULTS.put("no page set", c -> c.without(PAGE_MAPS, 0x10000));
        FAULTS.put("boot parameters of ones", c -> c.fill(BOOT_PARAM, 0x1000, 0xff));
        FAULTS.put("page tables of ones", c -> c.fill(TOP_TABLE, 0x1000, 0xff).fill(0x40f_c000, 0x4000, 0xff));
        FAULTS.put("page table that leads to itself", c -> {
            for (int i = 0; i < 512; i++) {
                c.word(TOP_TABLE + 8L * i, TOP_TABLE | 0x23);
            }
            return c;
        });
        FAULTS.put("init_pt into nowhere", c -> c.word(IMAGE + 0xb830, 0x1000));
        FAULTS.put("Linux's direct map unknown", c -> c.word(IMAGE + 0x61e8, 3));
        FAULTS.put("resource set of ones", c -> c.fill(RESOURCES, 0x180, 0xff));
        FAULTS.put("hash of ones", c -> c.fill(0x40d_7000, 0x1000, 0xff));
        FAULTS.put(
                "cyclic process hash",
                c -> c.word(0x40d_9010, virtual(PROCESS_201)).word(PROCESS_201, virtual(PROCESS_201)));
        FAULTS.put("process of ones", c -> c.fill(PROCESS_201, 0x600, 0xff));
        FAULTS.put("command line of 2^31 bytes", c -> c.word(PROCESS_201 + 1000, 1L << 31));
        FAULTS.put(
                "free tree that leads to itself",
                c -> c.word(FREE_TREE_ROOT + 8, virtual(FREE_TREE_ROOT))
                        .word(FREE_TREE_ROOT + 16, virtual(FREE_TREE_ROOT)));
        FAULTS.put("free tree of ones", c -> c.fill(FREE_TREE_ROOT - 16, 64, 0xff));
        FAULTS.put("memory nodes of ones", c -> c.fill(IMAGE + 0xb000, 0x200, 0xff));
        FAULTS.put(
                "all stacks of ones",
                c -> c.fill(0x408_f000, 0x1000, 0xff)
                        .fill(0x40a_b000, 0x1000, 0xff)
                        .fill(0x40b_c000, 0x1000, 0xff));
        FAULTS.put("all the heap of ones", c -> c.fill(0x408_1000, 0x16_0000, 0xff));
        FAULTS.put("all the heap of zeros", c -> c.fill(0x408_1000, 0x16_0000, 0));
        FAULTS.put("variables of ones", c -> c.fill(IMAGE + 0xb800, 0x1100, 0xff));
        FAULTS.put("text of ones", c -> c.fill(IMAGE + 0x3000, 0x1000, 0xff));
        FAULTS.put("no text", c -> c.without(IMAGE + 0x1000, 0x4000));
        FAULTS.put("no variables", c -> c.without(IMAGE + 0xb000, 0x2000));
        FAULTS.put("no clv", c -> c.without(CLV, 0x8000));
        FAULTS.put("no saved register areas", c -> c.without(LOCALS, 0x10000));
        FAULTS.put("no thread 402", c -> c.without(THREAD_402, THREAD_SIZE));
        FAULTS.put(
                "no stacks",
                c -> c.without(0x408_f000, 1).without(0x40a_b000, 1).without(0x40b_c000, 1));
        FAULTS.put("no page tables", c -> c.without(TOP_TABLE, 1).without(0x40f_c000, 0x4000));
        FAULTS.put("no processes", c -> c.without(RESOURCES, 0x1000));
        FAULTS.put("no log", c -> c.without(LOG, 0x10000));
        FAULTS.put("no boot parameters", c -> c.without(BOOT_PARAM, 0x2000));
        FAULTS.put("no heap at all", c -> c.without(0x408_1000, 0x17_f000));
    }

    @TempDir
    static Path dir;

    private static SmallCapture whole;
    private static String undamaged;

    private static long virtual(long physical) {
        return 0xffff_8880_0000_0000L + physical;
    }

    @BeforeAll
    static void read() throws IOException {
        whole = SmallCapture.of(PracticeCapture.unpack(dir));
        CapturedRun run = run(PracticeCapture.IMAGE, whole.write(dir.resolve("undamaged")));
        undamaged = run.out() + run.err();
    }

    static Stream<String> faults() {
        return FAULTS.keySet().stream();
    }

    /** Every command there is, by its example, and those that look at many things. */
    static List<String> commands() {
        List<String> all = new ArrayList<>(List.of(
                "info threads -l",
                "info threads -c",
                "bt -a full",
                "foreach bt",
                "foreach bt -u",
                "thread 402",
                "info locals",
                "info args",
                "up",
                "ps -t",
                "vm 401",
                "vtop -c 201 0x400000",
                "pte -c 401 0x400000",
                "p *clv[2].current",
                "p clv[0].current->proc->pid",
                "x/4i $rip",
                "x/100gx $rsp",
                "rd -s $rsp 32",
                "foreach vm",
                "foreach info locals",
                "list",
                "p $rip",
                "bt cpu 1",
                "find clv,+64,1",
                "rbtree vm_range.vm_rb_node &clv[2].runq",
                "refs lock_a",
                "whatis 0xffff8880040db000"));
        for (Command command : Commands.registry().all()) {
            if (command.topic() == Topic.SHELL) {
                continue; // they run programs, read files and end the session
            }
            all.add(command.example().replace(" app.core", " " + dir.resolve("app.core")));
        }
        return all;
    }

    private static CapturedRun run(Path image, Path dump, String... options) {
        List<String> arguments = new ArrayList<>(List.of("-k", image.toString(), "-d", dump.toString(), "--batch"));
        arguments.addAll(List.of(options));
        commands().forEach(c -> arguments.addAll(List.of("-e", c)));
        return CapturedRun.of(arguments);
    }

    /** One line for each error, none of it a defect's. */
    private static void isHonest(String what, CapturedRun run) {
        assertThat(run.exitCode()).as(what).isIn(0, 1, 3);
        assertThat(run.err()).as(what).doesNotContain("internal error", "Exception", "\tat ", "out of memory");
        assertThat(run.err().lines()).as(what).allMatch(l -> l.startsWith("eclair: ") && l.length() < 1000);
        assertThat(run.out()).as(what).doesNotContain("Exception").hasSizeLessThan(MOST_OUTPUT);
    }

    /** Somewhere a line that the whole dump does not have says what is wrong. */
    private static void isNamed(String fault, CapturedRun run) {
        Set<String> known = Set.copyOf(undamaged.lines().toList());
        List<String> news = Stream.concat(run.out().lines(), run.err().lines())
                .filter(l -> !known.contains(l))
                .toList();
        assertThat(news).as(fault).anyMatch(l -> NAMED.matcher(l).find());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyCommandAnswers(String fault) throws IOException {
        Path dump = FAULTS.get(fault).apply(whole.copy()).write(dir.resolve("damaged"));
        CapturedRun text = run(PracticeCapture.IMAGE, dump);
        CapturedRun json = run(PracticeCapture.IMAGE, dump, "--json");

        isHonest(fault, text);
        isHonest(fault, json);
        if (fault.equals("nothing")) {
            assertThat(text.out()).contains("lock_slow", "halt_cpu");
        } else {
            isNamed(fault, text);
        }
        // Either the dump could not be opened, and a line says so, or there is an answer to each command.
        if (json.out().isEmpty()) {
            assertThat(json.err()).as(fault).hasLineCount(1);
        } else {
            assertThat(json.out().lines()).as(fault).hasSize(commands().size()).allSatisfy(line -> {
                JsonObject answer = JsonParser.parseString(line).getAsJsonObject();
                assertThat(answer.has("complete") || answer.has("error")).isTrue();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 120, 1000, 0x1e28, 0x2e28, 400_000, 700_000, 900_000})
    void aTruncatedDumpIsShownAsFarAsItGoes(int length) throws IOException {
        Path dump = whole.write(dir.resolve("truncated"));
        try (RandomAccessFile file = new RandomAccessFile(dump.toFile(), "rw")) {
            file.setLength(length);
        }
        isHonest("cut to " + length, run(PracticeCapture.IMAGE, dump));
    }

    /** Offsets and lengths of the image's sections of debug information, and of its symbols. */
    static Stream<String> sections() {
        return Stream.of(
                ".debug_line",
                ".debug_line_str",
                ".debug_info",
                ".debug_abbrev",
                ".debug_aranges",
                ".debug_str",
                ".debug_rnglists",
                ".debug_loclists",
                ".eh_frame",
                ".symtab",
                ".strtab");
    }

    @ParameterizedTest
    @MethodSource("sections")
    void aDestroyedSectionOfTheImageLeavesTheRest(String section) throws IOException {
        Path dump = whole.write(dir.resolve("dump"));
        long[] place = ImageSection.of(PracticeCapture.IMAGE, section);
        Random random = new Random(section.hashCode());
        for (String kind : List.of("ones", "zeros", "noise", "flips")) {
            byte[] bytes = Files.readAllBytes(PracticeCapture.IMAGE);
            for (int i = 0; i < place[1]; i++) {
                int at = (int) place[0] + i;
                bytes[at] = switch (kind) {
                    case "ones" -> -1;
                    case "zeros" -> 0;
                    case "noise" -> (byte) random.nextInt();
                    default -> random.nextInt(64) == 0 ? (byte) (bytes[at] ^ 1 << random.nextInt(8)) : bytes[at];
                };
            }
            Path image = Files.write(dir.resolve("damaged.img"), bytes);
            isHonest(section + " of " + kind, run(image, dump, "--force"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 64, 4096, 20_000, 60_000, 110_000, 121_000, 123_000})
    void aTruncatedImageIsALineOrLess(int length) throws IOException {
        Path dump = whole.write(dir.resolve("dump"));
        byte[] bytes = Files.readAllBytes(PracticeCapture.IMAGE);
        Path image = Files.write(dir.resolve("short.img"), Arrays.copyOf(bytes, length));
        isHonest("image cut to " + length, run(image, dump, "--force"));
    }

    /** Seeded: the same flips each time. {@code -Declair.fuzz=N} tries more of them. */
    @Test
    void flippedBitsOfTheKernelsObjectsDoNoHarm() throws IOException {
        Random random = new Random(20_261_126);
        int rounds = Integer.getInteger("eclair.fuzz", 60);
        Path dump = whole.write(dir.resolve("flipped"));
        List<Long> pages = whole.pages().stream()
                .filter(p -> p >= 0x408_0000 || (p >= BOOT_PARAM && p < 0x320_000))
                .toList();
        for (int round = 0; round < rounds; round++) {
            Map<Long, Byte> before = new LinkedHashMap<>();
            try (RandomAccessFile file = new RandomAccessFile(dump.toFile(), "rw")) {
                for (int i = 0; i < 40; i++) {
                    long physical = pages.get(random.nextInt(pages.size())) + random.nextInt(4096);
                    if (whole.at(physical) == 0 && random.nextInt(8) > 0) {
                        continue; // most of memory is zeros; what is not says more
                    }
                    long at = whole.offset(physical);
                    before.putIfAbsent(at, whole.at(physical));
                    file.seek(at);
                    file.write(whole.at(physical) ^ 1 << random.nextInt(8));
                }
            }
            isHonest("round " + round, run(PracticeCapture.IMAGE, dump, "--force"));
            try (RandomAccessFile file = new RandomAccessFile(dump.toFile(), "rw")) {
                for (Map.Entry<Long, Byte> each : before.entrySet()) {
                    file.seek(each.getKey());
                    file.write(each.getValue());
                }
            }
        }
        assertThat(Files.readAllBytes(dump)).isEqualTo(Files.readAllBytes(whole.write(dir.resolve("again"))));
    }
}
