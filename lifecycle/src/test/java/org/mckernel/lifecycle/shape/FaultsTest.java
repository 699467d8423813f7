package org.mckernel.lifecycle.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.lifecycle.MckRun;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.Failure;
import org.mckernel.testdumps.model.ModelFaults;
import org.mckernel.testdumps.model.ModelNode;
import org.mckernel.testdumps.model.ModelProcess;
import org.mckernel.testdumps.model.ModelThread;
import org.mckernel.testdumps.model.VmcoreFile;

/**
 * A damaged kernel in a vmcore: it is converted at both levels, each broken place is named in one line, what is left is
 * shown, every command of the analyser ends, and none with an exception.
 */
class FaultsTest {
    private static final long MIB = 1L << 20;
    private static final long PAGE = 4096;
    /** A table may be broken in many places; that many are named. */
    private static final long MOST_NOTES = 8;

    private static final List<String> COMMANDS = List.of(
            "info dump",
            "sys",
            "doctor",
            "info threads -l",
            "bt -a",
            "foreach bt",
            "ps -t",
            "runq",
            "vm 1000",
            "vm 1073",
            "kmem",
            "log",
            "triage",
            "locks",
            "memory map",
            "vtop -c 1000 0x100000000",
            "print *clv[0].current");

    @TempDir
    Path dir;

    private ModelNode node;

    /** A fault, and what its doing names. */
    record Fault(String name, Function<FaultsTest, Expected> apply) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * What must be said.
     *
     * @param filter by a conversion of level 24, a part of a line; empty for nothing
     * @param commands by the analyser: command, and a part of what it prints
     * @param wholeFilter whether the conversion of level 24 still leaves out all that it should
     */
    record Expected(List<String> filter, Map<String, String> commands, boolean wholeFilter) {}

    private static Expected analyser(Map<String, String> commands) {
        return new Expected(List.of(), commands, true);
    }

    /** Four CPUs; 1000 and 1073 are neighbours in the hash; a queue of five threads on CPU 0. */
    private void build() {
        node = ModelNode.builder()
                .memory(4, 16 * MIB, 0)
                .memory(3, 8 * MIB, 1)
                .cpus(4)
                .boot();
        ModelProcess first = node.program(1000, "/usr/bin/first\0-x", 3, 3 * MIB, 2 * MIB);
        ModelProcess second = node.program(1073, "/usr/bin/second", 2, 300_000, PAGE);
        for (int i = 0; i < 5; i++) {
            node.model().addThread(first, 1000 + i, 0, i == 2 ? Doing.OFFLOAD : Doing.SLEEP, Optional.empty());
        }
        node.model().addThread(second, 1073, 1, Doing.KERNEL, Optional.empty());
        node.model().addThread(second, 1074, 2, Doing.USER, Optional.empty());
        node.model().addThread(second, 1075, 3, Doing.WAKE, Optional.empty());
        node.pool().takeScattered(1, 60, 4);
        node.model().panic(3, Failure.NULL_READ);
        node.finish();
    }

    private ModelFaults faults() {
        return ModelFaults.in(node.model());
    }

    private ModelThread thread(int tid) {
        return node.model().threads().stream()
                .filter(t -> t.tid() == tid)
                .findFirst()
                .orElseThrow();
    }

    private ModelProcess first() {
        return node.model().processes().getFirst();
    }

    static Stream<Fault> faultKinds() {
        return Stream.of(
                new Fault("destroyed user page tables", t -> {
                    List<Long> entries = t.faults().userLeaves(t.first());
                    return new Expected(
                            List.of("process at 0x%x: %d entries of its page tables"
                                    .formatted(t.first().address(), entries.size())),
                            Map.of("vm 1000", "/usr/bin/first"),
                            false);
                }),
                new Fault("destroyed top page table", t -> {
                    t.faults().topTable(t.first());
                    return new Expected(
                            List.of("process at 0x%x: 256 entries of its page tables"
                                    .formatted(t.first().address())),
                            Map.of("vm 1000", "/usr/bin/first"),
                            false);
                }),
                new Fault("destroyed free tree", t -> {
                    t.faults().freeTrees();
                    return new Expected(
                            List.of("free tree of node 1: node at 0xffffffffffffffff"),
                            Map.of("kmem", "free tree of node 1: node at 0xffffffffffffffff"),
                            false);
                }),
                new Fault("cyclic free tree", t -> {
                    long root = t.faults().freeTreeCycle(1);
                    return new Expected(
                            List.of("free tree of node 1: returns to 0x%x".formatted(root)),
                            Map.of("kmem", "free tree of node 1: returns to 0x%x".formatted(root)),
                            true);
                }),
                new Fault("cyclic run queue", t -> {
                    ModelThread back = t.faults().runQueueCycle(0);
                    return analyser(Map.of(
                            "info threads -l",
                            "run queue of CPU 0: 5 nodes, then a cycle back to 0x%x".formatted(back.address() + 4328),
                            "doctor",
                            "run queue of CPU 0"));
                }),
                new Fault("cyclic hash of threads", t -> {
                    int list = t.faults().threadHashCycle(t.thread(1000));
                    return analyser(Map.of(
                            "info threads -l",
                            "thread_hash, bucket %d: 1 node, then a cycle back to 0x%x"
                                    .formatted(list, t.thread(1000).address())));
                }),
                new Fault("cyclic hash of processes", t -> {
                    int list = t.faults().processHashCycle(t.first());
                    return new Expected(
                            List.of("process hash, bucket %d: 1 node, then a cycle".formatted(list)),
                            Map.of("ps -t", "process_hash, bucket %d: 1 node, then a cycle".formatted(list)),
                            false);
                }),
                new Fault("overwritten thread", t -> {
                    t.faults().overwritten(t.thread(1001));
                    return analyser(Map.of(
                            "info threads -l",
                            "run queue of CPU 0: 2 nodes, then a broken one at 0x78787878",
                            "bt 1002",
                            "wait_for_reply"));
                }),
                new Fault("torn kmsg", t -> {
                    t.faults().tornLog();
                    return analyser(Map.of("log", "are outside the ring"));
                }));
    }

    private String write(VmcoreFile form) throws IOException {
        Path vmcore = dir.resolve("vmcore");
        form.write(node.machine(), 1_790_000_000L, vmcore);
        Files.write(dir.resolve("mckernel.img"), node.machine().image().file());
        return vmcore.toString();
    }

    private MckRun convert(String... options) {
        List<String> words = new ArrayList<>(List.of(
                "convert",
                "--no-progress",
                "--force",
                "-k",
                dir.resolve("mckernel.img").toString()));
        words.addAll(List.of(options));
        words.addAll(
                List.of(dir.resolve("vmcore").toString(), dir.resolve("out").toString()));
        return MckRun.of(words.toArray(String[]::new));
    }

    private MckRun eclair(String file, String command) {
        return MckRun.of(
                "eclair",
                "-k",
                dir.resolve("mckernel.img").toString(),
                "-d",
                dir.resolve(file).toString(),
                "--batch",
                "-e",
                command);
    }

    private List<Range> chunks() throws IOException {
        try (Dump dump = Dumps.open(dir.resolve("out"))) {
            return dump.as(Mckdump.class).orElseThrow().chunks().stream()
                    .map(c -> new Range(c.address(), c.size()))
                    .toList();
        }
    }

    private static long bytes(List<Range> ranges) {
        return ranges.stream().mapToLong(Range::length).sum();
    }

    /** No command is stopped by what is broken: it answers, or says in one line why it cannot. */
    private void everyCommandEnds(String file) {
        for (String command : COMMANDS) {
            MckRun run = eclair(file, command);
            assertThat(run.exitCode()).as(command + run.err()).isIn(0, 1, 3);
            assertThat(run.err()).as(command).doesNotContain("internal error", "Exception", "\tat ");
            assertThat(run.err().lines().count()).as(command + run.err()).isLessThanOrEqualTo(2);
            assertThat(run.out().length() + run.err().length())
                    .as(command)
                    .isPositive()
                    .isLessThan(1 << 20);
        }
    }

    @ParameterizedTest
    @MethodSource("faultKinds")
    void whatIsBrokenIsNamedAndTheRestIsShown(Fault fault) throws Exception {
        build();
        Expected expected = fault.apply.apply(this);
        node.model().dump(0);
        write(VmcoreFile.ELF);

        MckRun all = convert("-d", "0");
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(bytes(chunks())).isEqualTo(node.assignedBytes());

        for (Map.Entry<String, String> command : expected.commands.entrySet()) {
            for (String file : List.of("vmcore", "out")) {
                MckRun run = eclair(file, command.getKey());
                assertThat(run.out() + run.err()).as(file).contains(command.getValue());
            }
        }
        for (String file : List.of("vmcore", "out")) {
            everyCommandEnds(file);
            String stacks = eclair(file, "foreach bt").out();
            assertThat(stacks).contains("panic", "sys_wake", "wait_for_reply", "sys_sleep", "halt_cpu");
        }

        MckRun used = convert("-d", "24");
        assertThat(used.exitCode()).as(used.err()).isZero();
        expected.filter.forEach(note -> assertThat(used.out()).contains(note));
        assertThat(used.out().lines().filter(l -> l.contains("stay")).count())
                .isBetween((long) expected.filter.size(), expected.filter.isEmpty() ? 0L : MOST_NOTES);
        if (expected.wholeFilter) {
            assertThat(chunks()).isEqualTo(node.model().kept());
        } else {
            assertThat(bytes(chunks()))
                    .isGreaterThan(bytes(node.model().kept()))
                    .isLessThan(node.assignedBytes());
        }
        everyCommandEnds("out");
    }

    /**
     * Pages that the vmcore lacks: later ones stay where they belong, the thread in them is named, the others are
     * whole.
     */
    @Test
    void missingPagesInsideAChunk() throws Exception {
        build();
        node.model().dump(0);
        Range thread = faults().where(thread(1003));
        long start = thread.start() & -PAGE;
        Range hole = faults().missing(start, ((thread.end() + PAGE - 1) & -PAGE) - start);
        write(VmcoreFile.KDUMP_ZLIB);
        for (String level : List.of("0", "24")) {
            MckRun run = convert("-d", level);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
            assertThat(run.out()).contains("excluded");
            assertThat(bytes(chunks()))
                    .isEqualTo(
                            level.equals("0")
                                    ? node.assignedBytes()
                                    : bytes(node.model().kept()));
            for (String file : List.of("vmcore", "out")) {
                assertThat(eclair(file, "info threads -l").out())
                        .as(file)
                        .contains("then a broken one at 0x", "  1000  ", "  1001  ", "  1073  ");
                assertThat(eclair(file, "bt -a").out()).contains("panic");
                assertThat(eclair(file, "memory map").out()).contains("excluded");
                assertThat(eclair(file, "rd -p 0x%x 1".formatted(hole.start())).out())
                        .doesNotContain("0000000000000000");
                everyCommandEnds(file);
            }
        }
    }

    @Test
    void aMissingPageTableOfAProcess() throws Exception {
        build();
        node.model().dump(0);
        faults().missing(first().root(), PAGE);
        write(VmcoreFile.KDUMP_LZO);
        MckRun run = convert("-d", "24");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("page table at 0x%x".formatted(first().root()));
        assertThat(bytes(chunks())).isGreaterThan(bytes(node.model().kept()));
        everyCommandEnds("vmcore");
    }

    @Test
    void aMissingLog() throws Exception {
        build();
        node.model().dump(0);
        faults().missing(node.machine().kernelLog(), PAGE);
        write(VmcoreFile.KDUMP_SNAPPY);
        assertThat(convert("-d", "0").exitCode()).isZero();
        for (String file : List.of("vmcore", "out")) {
            MckRun run = eclair(file, "log");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).hasLineCount(1);
            everyCommandEnds(file);
        }
    }

    /** Stopped half way, the set announces more than is used: said, taken, and the exit code tells. */
    @Test
    void anInterruptedPageSet() throws Exception {
        build();
        faults().interruptedMarking();
        write(VmcoreFile.KDUMP_ZSTD);
        MckRun run = convert();
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("completion flag 0");
        assertThat(bytes(chunks()))
                .isEqualTo(node.assignedBytes() - node.model().userPages().bytes());
        assertThat(convert("-d", "0").exitCode()).isZero();
        assertThat(bytes(chunks())).isEqualTo(node.assignedBytes());
        assertThat(convert("-d", "24").exitCode()).isZero();
        assertThat(chunks()).isEqualTo(node.model().kept());
        everyCommandEnds("vmcore");
    }

    /** A set that cannot be is refused by its numbers. */
    @ParameterizedTest
    @MethodSource("counts")
    void anAbsurdNumberOfMaps(int count) throws Exception {
        build();
        node.model().dump(0);
        faults().mapCount(count);
        write(VmcoreFile.FLATTENED);
        MckRun run = convert();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains("number of maps", "0x%x".formatted(count));
        assertThat(dir.resolve("out")).doesNotExist();
        everyCommandEnds("vmcore");
    }

    static Stream<Integer> counts() {
        return Stream.of(0, Integer.MAX_VALUE, -1);
    }

    /** Bits are never set again: what a first dump left out and the kernel uses by now is missing from the second. */
    @Test
    void aSecondDumpInheritsWhatTheFirstLeftOut() throws Exception {
        node = ModelNode.builder().memory(4, 16 * MIB, 0).cpus(2).boot();
        ModelProcess first = node.program(1000, "/usr/bin/first", 1, MIB, PAGE);
        node.model().addThread(first, 1000, 0, Doing.SLEEP, Optional.empty());
        node.model().dumpedBefore(node.pool().free());
        node.model().objectsIn(node.pool().take(0, 64 * PAGE, PAGE).getFirst());
        ModelProcess second = node.program(1001, "/usr/bin/second", 1, MIB, PAGE);
        node.model().addThread(second, 1001, 1, Doing.KERNEL, Optional.empty());
        node.model().stop();
        node.finish();
        node.model().dump(0);
        write(VmcoreFile.ELF);

        MckRun inherited = convert();
        assertThat(inherited.exitCode()).as(inherited.err()).isZero();
        assertThat(chunks()).isEqualTo(node.machine().pageSet().chunks());
        assertThat(bytes(chunks())).isLessThan(bytes(node.model().kept()));
        assertThat(eclair("out", "info threads").out())
                .contains("its record is not completely in the dump")
                .doesNotContain("  1001  ");
        everyCommandEnds("out");

        assertThat(convert("-d", "0").exitCode()).isZero();
        assertThat(bytes(chunks())).isEqualTo(node.assignedBytes());
        assertThat(eclair("out", "info threads").out()).contains("  1000  ", "  1001  ", "mix (");
        assertThat(convert("-d", "24").exitCode()).isZero();
        assertThat(chunks()).isEqualTo(node.model().kept());
        assertThat(eclair("out", "info threads").out()).contains("  1000  ", "  1001  ", "mix (");
    }
}
