package org.mckernel.lifecycle.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.lifecycle.MckRun;
import org.mckernel.testdumps.model.ModelThread;
import org.mckernel.testdumps.model.VmcoreFile;

/**
 * Broken structures in a kernel: each broken place is named in one line, and the rest is shown.
 */
class BrokenStructuresTest extends DamagedKernel {
    /** A table may be broken in many places; that many are named. */
    private static final long MOST_NOTES = 8;

    /** A fault; applying it returns what must be reported. */
    record Fault(String name, Function<BrokenStructuresTest, Expected> apply) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * What must be reported.
     *
     * @param filter by a conversion of level 24, a part of a line; empty for nothing
     * @param commands by the analyser: command, and a part of what it prints
     * @param wholeFilter whether the conversion of level 24 still excludes all that it should
     */
    record Expected(List<String> filter, Map<String, String> commands, boolean wholeFilter) {}

    private static Expected analyser(Map<String, String> commands) {
        return new Expected(List.of(), commands, true);
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
        assertThat(used.out().lines().filter(l -> l.contains("kept")).count())
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
}
