package org.mckernel.dump.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.ModelFaults;
import org.mckernel.testdumps.model.ModelNode;
import org.mckernel.testdumps.model.ModelProcess;
import org.mckernel.testdumps.model.ModelRange;
import org.mckernel.testdumps.model.PagePool;
import org.mckernel.testdumps.model.PageRanges;
import org.mckernel.testdumps.model.VmcoreFile;

/** What the filter leaves out is what the model gave to programs or has free, page for page. */
class RegionFilterTest {
    private static final long PAGE = 4096;
    private static final long LARGE = 2L << 20;
    private static final long GIB = 1L << 30;
    private static final long DATA = 16 * GIB;

    @TempDir
    Path dir;

    private static ModelNode node() {
        return ModelNode.builder()
                .memory(1, 3 * GIB, 0)
                .memory(9, 5 * LARGE + 3 * PAGE, 1)
                .cpus(2)
                .boot();
    }

    private static ChunkList assigned(ModelNode node) {
        ChunkList.Builder assigned = new ChunkList.Builder();
        node.machine().chunks().forEach(c -> assigned.add(c.start(), c.length()));
        return assigned.build();
    }

    private RegionFilter.KernelUsed filter(ModelNode node) throws Exception {
        Path vmcore = dir.resolve("vmcore");
        Path image = dir.resolve("mckernel.img");
        VmcoreFile.ELF.write(node.machine(), 0, vmcore);
        Files.write(image, node.machine().image().file());
        ChunkList assigned = assigned(node);
        try (Dump dump = Dumps.open(vmcore);
                KernelImage kernel = KernelImage.open(image)) {
            return RegionFilter.kernelUsed(kernel, dump.memory(), node.machine().kernelBase(), 0, assigned);
        }
    }

    @Test
    void countsPagesPerChunk() throws Exception {
        ModelNode node = node();
        alive(node, node.program(100, "a", 3, 5 * LARGE + PAGE, LARGE));
        alive(node, node.program(101, "b", 2, 64 * PAGE, PAGE));
        node.finish();
        filter(node);
        ChunkList assigned = assigned(node);
        try (Dump dump = Dumps.open(dir.resolve("vmcore"));
                KernelImage kernel = KernelImage.open(dir.resolve("mckernel.img"))) {
            RegionFilter.PageUse use = RegionFilter.pageUse(
                    new KernelData(kernel, dump.memory(), node.machine().kernelBase(), 0), PAGE, assigned);
            for (int i = 0; i < assigned.count(); i++) {
                long start = assigned.address(i);
                long end = start + assigned.size(i);
                long kept = node.model().kept().stream()
                        .filter(r -> r.start() >= start && r.start() < end)
                        .mapToLong(Range::length)
                        .sum();
                assertThat(assigned.size(i) - use.user().get(i) - use.free().get(i))
                        .as("chunk %d", i)
                        .isEqualTo(kept);
            }
            assertThat(use.free().stream().mapToLong(b -> b).sum())
                    .isEqualTo(node.model().freePages().bytes());
            assertThat(use.notes()).isEmpty();
        }
    }

    private static List<Range> ranges(ChunkList chunks) {
        return IntStream.range(0, chunks.count())
                .mapToObj(i -> new Range(chunks.address(i), chunks.size(i)))
                .toList();
    }

    private static ModelProcess alive(ModelNode node, ModelProcess process) {
        node.model().addThread(process, process.pid(), 0, Doing.SLEEP, Optional.empty());
        return process;
    }

    private static ModelRange data(List<Range> pages, long leaf) {
        return ModelRange.data(DATA, leaf, pages);
    }

    private static Named<Consumer<ModelNode>> mix(String name, Consumer<ModelNode> change) {
        return Named.of(name, change);
    }

    static Stream<Named<Consumer<ModelNode>>> mixes() {
        return Stream.of(
                mix("no program", _ -> {}),
                mix("leaves of 4 KiB", n -> alive(n, n.program(100, "a", 3, 900_000, PAGE))),
                mix(
                        "leaves of 2 MiB and the rest in pages",
                        n -> alive(n, n.program(100, "a", 3, 5 * LARGE + PAGE, LARGE))),
                mix(
                        "a leaf of 1 GiB and the rest in smaller ones",
                        n -> alive(n, n.program(100, "a", 1, GIB + 3 * LARGE + 5 * PAGE, GIB))),
                mix("a process for each size", n -> {
                    alive(n, n.program(100, "a", 2, 64 * PAGE, PAGE));
                    alive(n, n.program(101, "b", 2, 4 * LARGE, LARGE));
                    alive(n, n.program(102, "c", 1, GIB, GIB));
                }),
                mix(
                        "single pages with free ones between",
                        n -> alive(
                                n,
                                n.model()
                                        .addProcess(100, 1, "a")
                                        .map(data(n.pool().takeScattered(1, 900, 3), PAGE)))),
                mix("pages that two processes share", n -> {
                    ModelRange shared = new ModelRange(
                            DATA,
                            8 * PAGE,
                            ModelRange.SHARED,
                            PAGE,
                            n.pool().take(1, 8 * PAGE, PAGE),
                            Optional.of("/dev/shm/x"));
                    alive(n, n.model().addProcess(100, 1, "a").map(shared));
                    alive(n, n.model().addProcess(173, 100, "b").map(shared));
                }),
                mix(
                        "pages without mapping and outside the trees: of a file, or freed and not yet cleared",
                        n -> n.pool().take(1, 77 * PAGE, PAGE)),
                mix(
                        "pages that the program cannot reach",
                        n -> alive(
                                n,
                                n.model()
                                        .addProcess(100, 1, "a")
                                        .map(new ModelRange(
                                                DATA,
                                                LARGE,
                                                ModelRange.NO_ACCESS,
                                                LARGE,
                                                n.pool().take(0, LARGE, LARGE),
                                                Optional.empty())))),
                mix(
                        "a process that is being taken down",
                        n -> alive(n, n.program(100, "a", 2, 64 * PAGE, PAGE)).unhashed()),
                mix("a process that has ended", n -> {
                    ModelProcess process = n.model().addProcess(100, 1, "a");
                    n.model().addThread(process, 100, 0, Doing.ZOMBIE, Optional.empty());
                }),
                mix(
                        "a device's page and a page of Linux",
                        n -> alive(
                                n,
                                n.model()
                                        .addProcess(100, 1, "a")
                                        .map(data(
                                                List.of(
                                                        new Range(0xfee0_0000L + 0x40_0000_0000L, PAGE),
                                                        new Range(0x10_0000, PAGE)),
                                                PAGE)))),
                mix("large leaves across the boundary of two chunks", n -> {
                    Range border = n.pool().take(1, 40 * LARGE, LARGE).stream()
                            .filter(r -> crosses(n, r))
                            .findFirst()
                            .orElseThrow();
                    alive(n, n.model().addProcess(100, 1, "a").map(data(List.of(border), LARGE)));
                }));
    }

    private static boolean crosses(ModelNode node, Range range) {
        return node.machine().chunks().stream().anyMatch(c -> c.start() > range.start() && c.start() < range.end());
    }

    @ParameterizedTest
    @MethodSource("mixes")
    void filterMatchesModel(Consumer<ModelNode> mix) throws Exception {
        ModelNode node = node();
        mix.accept(node);
        node.finish();
        hold(node);
    }

    private void hold(ModelNode node) throws Exception {
        RegionFilter.KernelUsed used = filter(node);
        assertThat(ranges(used.kept())).isEqualTo(node.model().kept());
        assertThat(used.freeBytes()).isEqualTo(node.model().freePages().bytes());
        assertThat(used.notes()).isEmpty();
        long kept = ranges(used.kept()).stream().mapToLong(Range::length).sum();
        assertThat(kept + used.userBytes() + used.freeBytes()).isEqualTo(node.assignedBytes());
    }

    /** All features together, a hundred processes, in random order. */
    @ParameterizedTest
    @MethodSource("seeds")
    void randomMixesMatchModel(int seed) throws Exception {
        Random random = new Random(seed);
        ModelNode node = ModelNode.builder()
                .memory(1, GIB + 40 * LARGE, 0)
                .memory(40, 3 * LARGE + PAGE, 1)
                .memory(20, LARGE, 3)
                .kernelBytes(16 << 20)
                .cpus(5)
                .boot();
        List<ModelRange> shared = new ArrayList<>();
        for (int pid = 100; pid < 200; pid++) {
            ModelProcess process = node.model().addProcess(pid, 99 + random.nextInt(pid - 98), "p" + pid);
            long at = DATA;
            for (int i = random.nextInt(6); i >= 0; i--) {
                List<Range> pages = switch (random.nextInt(8)) {
                    case 0 -> node.pool().takeScattered(1, 1 + random.nextInt(20), 2 + random.nextInt(3));
                    case 1 -> node.pool().take(0, LARGE + PAGE * random.nextInt(30), LARGE);
                    case 2 -> List.of(node.pool().take(3, PAGE, PAGE).getFirst());
                    default -> node.pool().take(random.nextInt(2), PAGE * (1 + random.nextInt(40)), PAGE);
                };
                long flags = random.nextInt(9) == 0 ? ModelRange.NO_ACCESS : ModelRange.DATA;
                ModelRange range = new ModelRange(at, 4 * LARGE, flags, LARGE, pages, Optional.empty());
                process.map(range);
                if (flags == ModelRange.DATA && random.nextInt(5) == 0) {
                    shared.add(range);
                }
                at += 64 * LARGE;
            }
            if (!shared.isEmpty() && random.nextInt(4) == 0) {
                ModelRange other = shared.get(random.nextInt(shared.size()));
                process.map(new ModelRange(at, other.bytes(), other.flags(), LARGE, other.pages(), Optional.of("/s")));
            }
            boolean ended = random.nextInt(20) == 0 && process.ranges().stream().noneMatch(shared::contains);
            node.model()
                    .addThread(process, pid, random.nextInt(5), ended ? Doing.ZOMBIE : Doing.SLEEP, Optional.empty());
            if (!ended && random.nextInt(20) == 0) {
                process.unhashed();
            }
        }
        node.finish();
        hold(node);
    }

    static IntStream seeds() {
        return IntStream.range(1, 6);
    }

    /**
     * A large leaf is selected by its base, as in the kernel: pages of it outside the kernel's memory are not checked.
     */
    @Test
    void selectsLargeLeafByItsBase() throws Exception {
        ModelNode node = node();
        McKernelMachine.Chunk last = node.machine().chunks().getLast();
        McKernelMachine.Chunk second = node.machine().chunks().get(1);
        long end = last.start() + last.length();
        long base = end & -LARGE; // the last chunk ends inside this leaf
        long before = second.start() & -LARGE; // the second begins inside this one
        node.pool().reserve(new Range(base, end - base));
        node.pool().reserve(new Range(second.start(), before + LARGE - second.start()));
        alive(node, node.model().addProcess(100, 1, "a").map(data(List.of(new Range(base, LARGE)), LARGE)));
        alive(node, node.model().addProcess(101, 1, "b").map(data(List.of(new Range(before, LARGE)), LARGE)));
        node.finish();
        RegionFilter.KernelUsed used = filter(node);
        PageRanges kept = new PageRanges();
        ranges(used.kept()).forEach(r -> kept.add(r.start(), r.length()));
        assertThat(base).isLessThan(end).isGreaterThan(last.start());
        assertThat(before)
                .isLessThan(second.start())
                .isEqualTo(node.machine().bootstrap().start()
                        + node.machine().bootstrap().length());
        assertThat(used.userBytes()).isEqualTo(end - base);
        assertThat(kept.contains(base, PAGE)).isFalse();
        assertThat(kept.contains(second.start(), before + LARGE - second.start()))
                .isTrue();
        assertThat(used.notes()).isEmpty();
    }

    @Test
    void reportsBrokenUserTablesAndKeepsTheirPages() throws Exception {
        ModelNode node = node();
        ModelProcess broken = alive(node, node.program(100, "a", 3, 3 * LARGE + 20 * PAGE, LARGE));
        ModelProcess whole = alive(node, node.program(101, "b", 1, 64 * PAGE, PAGE));
        node.finish();
        List<Long> entries = ModelFaults.in(node.model()).userLeaves(broken);
        RegionFilter.KernelUsed used = filter(node);
        long left = whole.ranges().stream()
                .flatMap(r -> r.pages().stream())
                .mapToLong(Range::length)
                .sum();
        assertThat(entries).hasSize(3 * (3 + 20) + 5);
        assertThat(used.userBytes()).isEqualTo(left);
        assertThat(used.freeBytes()).isEqualTo(node.model().freePages().bytes());
        assertThat(used.notes())
                .containsExactly(("process at 0x%x: 74 entries of its page tables are outside this "
                                + "kernel's memory, first: 0xffffffffffffffff at 0x%x; the pages they mapped are kept")
                        .formatted(broken.address(), entries.getFirst()));
    }

    @Test
    void stopsAtCyclicPageTables() throws Exception {
        ModelNode node = node();
        ModelProcess broken = alive(node, node.program(100, "a", 3, 3 * LARGE, LARGE));
        node.finish();
        ModelFaults.in(node.model()).tableInItself(broken);
        RegionFilter.KernelUsed used = filter(node);
        // on the lowest level the table is a page that a program may use; its content is unknown
        assertThat(used.userBytes()).isEqualTo(PAGE);
        assertThat(used.freeBytes()).isEqualTo(node.model().freePages().bytes());
    }

    @Test
    void reportsBrokenFreeTreeAndKeepsUnreachablePages() throws Exception {
        ModelNode node = node();
        alive(node, node.model().addProcess(100, 1, "a").map(data(node.pool().takeScattered(1, 300, 4), PAGE)));
        node.finish();
        ModelFaults.in(node.model()).freeTrees();
        RegionFilter.KernelUsed used = filter(node);
        assertThat(used.freeBytes())
                .isPositive()
                .isLessThan(node.model().freePages().bytes());
        PageRanges kept = new PageRanges();
        ranges(used.kept()).forEach(r -> kept.add(r.start(), r.length()));
        node.model()
                .kept()
                .forEach(r -> assertThat(kept.contains(r.start(), r.length())).isTrue());
        assertThat(used.notes())
                .anySatisfy(n -> assertThat(n)
                        .startsWith("free tree of node 1: node at 0xffffffffffffffff")
                        .endsWith("its pages are kept"));
    }

    @Test
    void walksCyclicFreeTreeOnce() throws Exception {
        ModelNode node = node();
        node.pool().takeScattered(1, 300, 4);
        node.finish();
        long root = ModelFaults.in(node.model()).freeTreeCycle(1);
        RegionFilter.KernelUsed used = filter(node);
        assertThat(ranges(used.kept())).isEqualTo(node.model().kept());
        assertThat(used.notes())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("free tree of node 1: returns to 0x%x after 3".formatted(root));
    }

    @Test
    void reportsCyclicHash() throws Exception {
        ModelNode node = node();
        ModelProcess first = alive(node, node.program(100, "a", 1, 64 * PAGE, PAGE));
        alive(node, node.program(173, "b", 1, 64 * PAGE, PAGE));
        node.finish();
        int list = ModelFaults.in(node.model()).processHashCycle(first);
        RegionFilter.KernelUsed used = filter(node);
        assertThat(used.userBytes()).isEqualTo(69 * PAGE);
        assertThat(used.notes())
                .containsExactly("process hash, bucket %d: 1 node, then a cycle back to 0x%x; the pages "
                                .formatted(list, first.address())
                        + "of later entries are kept");
    }

    /** A pool reports requests that it cannot satisfy: a test that requests too much must not pass by chance. */
    @Test
    void modelPoolIsBounded() throws IOException {
        PagePool pool = node().pool();
        assertThat(pool.take(0, 3 * GIB, GIB).stream().mapToLong(Range::length).sum())
                .isEqualTo(3 * GIB);
        assertThatIllegalStateException().isThrownBy(() -> pool.take(0, GIB, PAGE));
    }
}
