package org.mckernel.converter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.format.mckdump.MckdumpChunk;
import org.mckernel.dump.open.Dumps;

/** QEMU's dump of the practice kernel after its panic, compared with that kernel's own output. */
class PracticeCaptureTest {
    private static final Path KERNEL = Path.of("../test-dumps/practice-kernel");
    private static final Path IMAGE = KERNEL.resolve("mckernel.img");
    private static final long PAGE = 4096;
    /** The chunks that its loader assigns. */
    private static final long[][] ASSIGNED = {{0x400_0000, 8 << 20}, {0x4a0_0000, 2 << 20}, {0x500_0000, 6 << 20}};

    @TempDir
    static Path dir;

    private static Path vmcore;
    private static JsonObject truth;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = dir.resolve("vmcore");
        try (InputStream compressed = new GZIPInputStream(Files.newInputStream(KERNEL.resolve("captured/vmcore.gz")))) {
            Files.copy(compressed, vmcore);
        }
        truth = JsonParser.parseString(Files.readString(KERNEL.resolve("captured/truth.json"), UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("kernel");
    }

    /** Pfns assigned to the kernel, without those it marked user or free. */
    private static BitSet kernelPages() {
        BitSet pages = new BitSet();
        for (long[] chunk : ASSIGNED) {
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

    @ParameterizedTest
    @ValueSource(strings = {"image", "scan"})
    void containsExactlyTheKernelsPages(String strategy) throws IOException {
        Path out = dir.resolve(strategy);
        CommandRun run = convert(vmcore, out, "-k", IMAGE.toString(), "--strategy", strategy, "--verify");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("kernel base " + truth.get("kernel_base").getAsString(), "level 24, completed");
        assertThat(pages(chunks(out))).isEqualTo(kernelPages());
    }

    @Test
    void level0IsAllAssignedMemory() throws IOException {
        Path out = dir.resolve("level0");
        CommandRun run = convert(vmcore, out, "-k", IMAGE.toString(), "-d", "0");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(chunks(out))
                .extracting(MckdumpChunk::address, MckdumpChunk::size)
                .containsExactly(
                        tuple(ASSIGNED[0][0], ASSIGNED[0][1]),
                        tuple(ASSIGNED[1][0], ASSIGNED[1][1]),
                        tuple(ASSIGNED[2][0], ASSIGNED[2][1]));
    }

    @Test
    void level24ExcludesSamePagesAsKernel() throws IOException {
        Path announced = dir.resolve("announced");
        convert(vmcore, announced, "-k", IMAGE.toString());
        Path out = dir.resolve("level24");
        CommandRun run = convert(vmcore, out, "-k", IMAGE.toString(), "-d", "24");

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
        CommandRun run = convert(broken, out, "-k", IMAGE.toString(), "-d", "24");

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
        long self = 0xffff_8880_0000_0000L + record + 16;
        CommandRun run = convert(
                damaged("cyclic", record + 24, self, self),
                dir.resolve("cyclic.mckdump"),
                "-k",
                IMAGE.toString(),
                "-d",
                "24");

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
        CommandRun run = convert(damaged("long", record + 8, 0x1000_0000L), out, "-k", IMAGE.toString(), "-d", "24");

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
