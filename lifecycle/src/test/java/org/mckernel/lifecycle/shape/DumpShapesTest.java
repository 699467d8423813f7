package org.mckernel.lifecycle.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.lifecycle.MckRun;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.Failure;
import org.mckernel.testdumps.model.MachineModel;
import org.mckernel.testdumps.model.ModelFaults;
import org.mckernel.testdumps.model.ModelNode;
import org.mckernel.testdumps.model.ModelProcess;
import org.mckernel.testdumps.model.ModelThread;
import org.mckernel.testdumps.model.PageRanges;
import org.mckernel.testdumps.model.VmcoreFile;

/**
 * The original dump tests' shapes of memory, and what they load it with. Every size is a sixteenth of the original's (a
 * range of a program is at least a page), counts of chunks, nodes and ranges are the originals', and the bootstrap
 * chunk has 16 MiB more for the kernel. One runs at full size, and one has 2 TiB. {@code target/dump-shapes.txt} has a
 * line of results for each.
 */
class DumpShapesTest {
    private static final int SCALE = 16;
    private static final long KERNEL = 16L << 20;
    private static final long LARGE = 2L << 20;
    /** In larger ones every page would be compressed: these are ELF files. */
    private static final long LARGEST_KDUMP = 200L << 20;

    private static final List<Doing> STATES = List.of(
            Doing.USER,
            Doing.KERNEL,
            Doing.OFFLOAD,
            Doing.LOCK,
            Doing.STOPPED,
            Doing.TRACED,
            Doing.ZOMBIE,
            Doing.EXITED);
    private static final List<String> RESULTS = new ArrayList<>();

    @TempDir
    Path dir;

    static List<Shape> shapes() throws IOException {
        return Shape.all();
    }

    @AfterAll
    static void keepResults() throws IOException {
        Files.write(Files.createDirectories(Path.of("target")).resolve("dump-shapes.txt"), RESULTS);
    }

    private static int number(Shape shape) {
        return Integer.parseInt(shape.id().replaceFirst(".*-", ""));
    }

    private static ModelNode build(Shape shape, int scale, long kernelBytes) {
        ModelNode node = shape.node(scale).kernelBytes(kernelBytes).cpus(2).boot();
        // pages of the kernel here and there, on every node
        shape.memory().stream()
                .map(Shape.Chunks::node)
                .distinct()
                .forEach(n -> node.pool().takeScattered(n, 20, 3));
        boolean busy = shape.variations().contains(Shape.TWO_BUSY_CPUS);
        int tid = 1000;
        for (Shape.Chunks program : shape.programs()) {
            ModelProcess process = node.program(
                    tid, "/usr/bin/memtest\0" + program.count(), program.count(), program.bytes() / scale, LARGE);
            int cpu = (tid - 1000) / 10 % 2;
            node.model().addThread(process, tid, cpu, busy ? Doing.KERNEL : Doing.SLEEP, Optional.empty());
            Doing state = STATES.get(number(shape) % STATES.size());
            if (!busy) {
                node.model()
                        .addThread(
                                process, tid + 1, 0, state, state == Doing.LOCK ? Optional.of("a") : Optional.empty());
            }
            tid += 10;
        }
        if (shape.variations().contains(Shape.DESTROYED_FREE_TREE)) {
            // the program's pages have filled the gaps between those; a tree of one range has nothing to destroy
            node.pool().takeScattered(0, 40, 3);
        }
        if (shape.live()) {
            node.model().stop();
        } else {
            ModelProcess waker = node.program(2000, "waker", 1, 4096, 4096);
            if (node.model().current(1).isEmpty()) {
                node.model().addThread(waker, 2000, 1, Doing.WAKE, Optional.empty());
            } else {
                node.model().addThread(waker, 2000, 1, Doing.SLEEP, Optional.empty());
            }
            node.model().panic(1, Failure.NULL_READ);
        }
        return node.finish();
    }

    private VmcoreFile form(Shape shape) {
        return shape.bytes(SCALE) > LARGEST_KDUMP
                ? VmcoreFile.ELF
                : List.of(VmcoreFile.values()).get(number(shape) % VmcoreFile.values().length);
    }

    private MckRun convert(Path vmcore, String name, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "convert", "--no-progress", "-k", dir.resolve("mckernel.img").toString()));
        words.addAll(List.of(options));
        words.addAll(List.of(vmcore.toString(), dir.resolve(name).toString()));
        MckRun run = MckRun.of(words.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).as(run.out()).isZero();
        return run;
    }

    private List<Range> chunks(String name) throws IOException {
        try (Dump dump = Dumps.open(dir.resolve(name))) {
            return dump.as(Mckdump.class).orElseThrow().chunks().stream()
                    .map(c -> new Range(c.address(), c.size()))
                    .toList();
        }
    }

    private static long bytes(List<Range> ranges) {
        return ranges.stream().mapToLong(Range::length).sum();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyShapeIsConvertedAndAnalysed(Shape shape) throws Exception {
        ModelNode node = build(shape, SCALE, KERNEL);
        MachineModel model = node.model();
        boolean damaged = damage(shape, model);
        boolean whole = shape.level() != 24;
        model.dump(damaged ? 0 : shape.level());
        Path vmcore = dir.resolve("vmcore");
        Files.write(dir.resolve("mckernel.img"), node.machine().image().file());
        VmcoreFile form = form(shape);
        form.write(node.machine(), 1_790_000_000L, vmcore);
        assertThat(node.assignedBytes()).isEqualTo(shape.bytes(SCALE) + KERNEL);

        String out = damaged
                ? convert(vmcore, "announced", "-d", "24").out()
                : convert(vmcore, "announced").out();
        List<Range> announced = chunks("announced");
        long left = model.userPages().bytes() + model.freePages().bytes();
        String filter = "";
        if (damaged) {
            holdDamaged(model, announced);
            filter = " by -d 24: "
                    + out.lines()
                            .filter(l -> l.contains("kept"))
                            .findFirst()
                            .orElseThrow()
                            .strip();
        } else {
            assertThat(announced).isEqualTo(whole ? everything(node) : model.kept());
            assertThat(bytes(announced)).isEqualTo(node.assignedBytes() - (whole ? 0 : left));
        }
        if (!whole && !damaged) {
            convert(vmcore, "filtered", "-d", "24");
            assertThat(chunks("filtered")).isEqualTo(announced);
            filter = ", -d 24 finds the same";
        }
        try (OpenedDump opened =
                OpenedDump.open(dir.resolve("announced"), Optional.of(dir.resolve("mckernel.img")), false)) {
            int threads = Analysis.threads(opened.requireKernel(), model, true);
            RESULTS.add("%s → %s, %d chunks, %d of %d bytes%s, %d threads"
                    .formatted(shape, form, announced.size(), bytes(announced), node.assignedBytes(), filter, threads));
        }
    }

    private static boolean damage(Shape shape, MachineModel model) {
        ModelFaults faults = ModelFaults.in(model);
        if (shape.variations().contains(Shape.DESTROYED_TABLES)) {
            assertThat(faults.userLeaves(model.processes().getFirst())).isNotEmpty();
            return true;
        }
        if (shape.variations().contains(Shape.DESTROYED_FREE_TREE)) {
            assertThat(faults.freeTrees()).isNotEmpty();
            return true;
        }
        return false;
    }

    /** What the kernel uses is present, and no more is excluded than what can still be found. */
    private static void holdDamaged(MachineModel model, List<Range> kept) {
        PageRanges pages = new PageRanges();
        kept.forEach(r -> pages.add(r.start(), r.length()));
        assertThat(model.kept()).allMatch(r -> pages.contains(r.start(), r.length()));
        assertThat(pages.bytes()).isGreaterThan(bytes(model.kept()));
    }

    private static List<Range> everything(ModelNode node) {
        return node.machine().chunks().stream()
                .map(c -> new Range(c.start(), c.length()))
                .toList();
    }

    /** 24 GiB, of which 20 GiB are a program's: the largest of the originals, in full size. */
    @Test
    void theLargestAtFullSize() throws Exception {
        Shape shape = Shape.parse("live-0056 256x48M@0,256x48M@1 1024x20M 24");
        ModelNode node = build(shape, 1, 32 << 20);
        fullSize(shape, node);
        assertThat(node.model().userPages().bytes()).isGreaterThan(20L << 30);
    }

    /** More memory than any machine here has; it takes no more than its page tables and a bit for each page. */
    @Test
    void twoTebibytes() throws Exception {
        Shape shape = Shape.parse("live-large 16x128G@0-7 16x60G 24");
        ModelNode node = shape.node(1).kernelBytes(64 << 20).cpus(8).boot();
        ModelProcess process = node.program(1000, "/usr/bin/memtest", 16, 60L << 30, 1L << 30);
        ModelThread thread = node.model().addThread(process, 1000, 3, Doing.SLEEP, Optional.empty());
        node.model().stop();
        node.finish();
        assertThat(thread.process().ranges()).hasSize(18);
        fullSize(shape, node);
        assertThat(node.assignedBytes()).isEqualTo((2L << 40) + (64 << 20));
    }

    /** Marked by the kernel, and found by the filter. */
    private void fullSize(Shape shape, ModelNode node) throws Exception {
        Path vmcore = dir.resolve("vmcore");
        Files.write(dir.resolve("mckernel.img"), node.machine().image().file());
        VmcoreFile.ELF.write(node.machine(), 1_790_000_000L, vmcore);
        convert(vmcore, "filtered", "-d", "24");
        assertThat(chunks("filtered")).isEqualTo(node.model().kept());
        String plan = MckRun.of(
                        "convert",
                        "--dry-run",
                        "--json",
                        "-d",
                        "0",
                        "-k",
                        dir.resolve("mckernel.img").toString(),
                        vmcore.toString())
                .out();
        assertThat(plan).contains("\"announcedBytes\": " + node.assignedBytes());
        try (OpenedDump opened =
                OpenedDump.open(dir.resolve("filtered"), Optional.of(dir.resolve("mckernel.img")), false)) {
            int threads = Analysis.threads(opened.requireKernel(), node.model(), true);
            RESULTS.add("%s, full size → ELF, %d chunks, %d of %d bytes by -d 24, %d threads"
                    .formatted(
                            shape,
                            chunks("filtered").size(),
                            bytes(chunks("filtered")),
                            node.assignedBytes(),
                            threads));
        }
    }
}
