package org.mckernel.converter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.format.mckdump.MckdumpChunk;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.fixture.Arm64Capture;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** QEMU's dumps of the practice kernel after its panic, compared with what that kernel said of itself. */
@ParameterizedClass
@EnumSource(PracticeCaptureTest.Machine.class)
class PracticeCaptureTest {
    private static final long PAGE = 4096;

    /**
     * A capture, and what differs between the processors.
     *
     * @param physStart physical address that memory begins with
     * @param direct virtual address minus physical address in the map that the kernel's free records are in
     */
    private record Capture(Path image, Path truth, long kernelBase, long physStart, long direct) {}

    /** The processors that there is a capture of. */
    @SuppressWarnings("ImmutableEnumChecker") // a path is not known to be immutable
    enum Machine {
        X86_64(new Capture(
                PracticeCapture.IMAGE, PracticeCapture.TRUTH, PracticeCapture.KERNEL_BASE, 0, 0xffff_8880_0000_0000L)),
        AARCH64(new Capture(
                Arm64Capture.IMAGE,
                Arm64Capture.TRUTH,
                Arm64Capture.KERNEL_BASE,
                Arm64Capture.PHYS_START,
                0xffff_8000_0000_0000L - Arm64Capture.PHYS_START));

        private final Capture capture;

        Machine(Capture capture) {
            this.capture = capture;
        }

        private Path unpack(Path directory) throws IOException {
            return this == X86_64 ? PracticeCapture.unpack(directory) : Arm64Capture.unpack(directory);
        }
    }

    @TempDir
    static Path directory;

    private static Capture capture;
    private static Path dir;
    private static Path vmcore;
    private static JsonObject truth;

    @Parameter
    Machine machine;

    @BeforeParameterizedClassInvocation
    static void unpack(Machine machine) throws IOException {
        capture = machine.capture;
        dir = Files.createDirectory(directory.resolve(machine.name()));
        vmcore = machine.unpack(dir);
        truth = JsonParser.parseString(Files.readString(capture.truth(), UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("kernel");
    }

    /** The chunks that its loader gives it: start and length. */
    private static long[][] assigned() {
        long start = capture.physStart();
        return new long[][] {{start + 0x400_0000, 8 << 20}, {start + 0x4a0_0000, 2 << 20}, {start + 0x500_0000, 6 << 20}
        };
    }

    /** Pfns assigned to the kernel, without those it called user or free. */
    private static BitSet kernelPages() {
        BitSet pages = new BitSet();
        for (long[] chunk : assigned()) {
            pages.set((int) (chunk[0] / PAGE), (int) ((chunk[0] + chunk[1]) / PAGE));
        }
        for (JsonElement element : truth.getAsJsonArray("pages")) {
            JsonObject run = element.getAsJsonObject();
            int first = (int) (Long.decode(run.get("start").getAsString()) / PAGE);
            pages.clear(first, first + run.get("pages").getAsInt());
        }
        return pages;
    }

    private static List<MckdumpChunk> chunks(Path mckdump) throws IOException {
        try (Dump dump = Dumps.open(mckdump)) {
            return List.copyOf(dump.as(Mckdump.class).orElseThrow().chunks());
        }
    }

    private static BitSet pages(List<MckdumpChunk> chunks) {
        BitSet pages = new BitSet();
        chunks.forEach(c -> pages.set((int) (c.address() / PAGE), (int) ((c.address() + c.size()) / PAGE)));
        return pages;
    }

    private static CommandRun convert(Path from, Path to, String... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(options));
        arguments.add(from);
        arguments.add(to);
        return CommandRun.of(arguments.toArray());
    }

    /** However it is found and whoever leaves pages out: the same pages, and both physical addresses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--strategy image",
                "--strategy scan",
                "--strategy given --boot-param BOOT_PARAM",
                "--strategy image -d 24",
                "--strategy scan -d 24"
            })
    void holdsExactlyTheKernelsPages(String options) throws IOException {
        Path out = dir.resolve(options.replace(' ', '_'));
        List<String> arguments = new ArrayList<>(
                List.of(options.replace("BOOT_PARAM", truth.get("boot_param").getAsString())
                        .split(" ", -1)));
        arguments.addAll(List.of("-k", image(), "--verify"));
        CommandRun run = convert(vmcore, out, arguments.toArray(String[]::new));

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("kernel base " + truth.get("kernel_base").getAsString(), "level 24, completed");
        assertThat(pages(chunks(out))).isEqualTo(kernelPages());
        try (Dump dump = Dumps.open(out)) {
            Mckdump mckdump = dump.as(Mckdump.class).orElseThrow();
            assertThat(mckdump.kernelBase()).hasValue(capture.kernelBase());
            if (machine == Machine.AARCH64) {
                assertThat(mckdump.physStart()).hasValue(capture.physStart());
            }
        }
    }

    private static String image() {
        return capture.image().toString();
    }

    @Test
    void level0IsAllAssignedMemory() throws IOException {
        Path out = dir.resolve("level0");
        CommandRun run = convert(vmcore, out, "-k", image(), "-d", "0");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(chunks(out))
                .extracting(MckdumpChunk::address, MckdumpChunk::size)
                .containsExactly(
                        tuple(assigned()[0][0], assigned()[0][1]),
                        tuple(assigned()[1][0], assigned()[1][1]),
                        tuple(assigned()[2][0], assigned()[2][1]));
    }

    @Test
    void level24ExcludesSamePagesAsKernel() throws IOException {
        Path announced = dir.resolve("announced");
        convert(vmcore, announced, "-k", image());
        Path out = dir.resolve("level24");
        CommandRun run = convert(vmcore, out, "-k", image(), "-d", "24");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(pages(chunks(out))).isEqualTo(kernelPages());
        assertThat(chunks(out))
                .extracting(MckdumpChunk::address, MckdumpChunk::size)
                .isEqualTo(chunks(announced).stream()
                        .map(c -> tuple(c.address(), c.size()))
                        .toList());
        assertThat(run.out()).contains("excluded: ");
    }

    /** A copy with changed words at a physical address. */
    private static Path damaged(String name, long physical, long... words) throws IOException {
        Path copy = dir.resolve(name);
        Files.copy(vmcore, copy);
        long offset = PracticeVmcore.offsetOf(copy, physical);
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            file.seek(offset);
            for (long word : words) {
                file.writeLong(Long.reverseBytes(word));
            }
        }
        return copy;
    }

    @Test
    void keepsPagesOfBrokenFreeTreeWithNote() throws IOException {
        long record = Long.decode(truth.getAsJsonArray("pages").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(p -> p.get("kind").getAsString().equals("free"))
                .reduce((_, last) -> last)
                .orElseThrow()
                .get("start")
                .getAsString());
        // The root of a node's tree is printed last: its right and left children are overwritten.
        Path broken = damaged("destroyed", record + 24, -1L, -1L);
        Path out = dir.resolve("destroyed.mckdump");
        CommandRun run = convert(broken, out, "-k", image(), "-d", "24");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("free tree of node ", "are kept");
        BitSet lost = kernelPages();
        lost.andNot(pages(chunks(out)));
        assertThat(lost.isEmpty()).isTrue();
    }

    @Test
    void stopsAtCyclicFreeTree() throws IOException {
        long record = Long.decode(truth.getAsJsonArray("pages")
                .asList()
                .getLast()
                .getAsJsonObject()
                .get("start")
                .getAsString());
        long self = capture.direct() + record + 16;
        CommandRun run = convert(
                damaged("cyclic", record + 24, self, self), dir.resolve("cyclic.mckdump"), "-k", image(), "-d", "24");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("returns to ");
    }

    @Test
    void level24NeedsImage() throws IOException {
        CommandRun run = convert(vmcore, dir.resolve("none"), "-d", "24");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--dump-level 24 needs the image that was booted; give -k mckernel.img");
        assertThat(dir.resolve("none")).doesNotExist();
    }

    @Test
    void rejectsOtherKernelsImageEvenWithForce() throws IOException {
        CommandRun run = convert(
                vmcore,
                dir.resolve("none"),
                "-k",
                "../test-dumps/fixtures/mckernel.img",
                "-d",
                "24",
                "--force",
                "--strategy",
                "scan");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("--dump-level 24 needs the image that was booted: ");
        assertThat(dir.resolve("none")).doesNotExist();
    }

    @Test
    void rejectsFreeRecordBeyondItsChunk() throws IOException {
        JsonObject last = truth.getAsJsonArray("pages").asList().getLast().getAsJsonObject();
        long record = Long.decode(last.get("start").getAsString());
        Path out = dir.resolve("long.mckdump");
        CommandRun run = convert(damaged("long", record + 8, 0x1000_0000L), out, "-k", image(), "-d", "24");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("not all memory of this kernel");
        BitSet lost = kernelPages();
        lost.andNot(pages(chunks(out)));
        assertThat(lost.isEmpty()).isTrue();
    }

    @Test
    void otherLevelsAreRefused() throws IOException {
        assertThat(convert(vmcore, dir.resolve("none"), "-d", "4").code()).isEqualTo(2);
    }
}
