package org.mckernel.lifecycle.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.lifecycle.MckRun;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.ModelNode;
import org.mckernel.testdumps.model.ModelProcess;
import org.mckernel.testdumps.model.VmcoreFile;

/** Memory that the vmcore lacks, and page sets that announce too much or too little. */
class MissingMemoryTest extends DamagedKernel {
    /**
     * Pages that the vmcore lacks: later ones stay where they belong, the thread in them is named, the others are
     * complete.
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

    /** Interrupted, the set announces more than is used: a note, all of it, and exit code 3. */
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

    /** Bits are never set again: what a first dump excluded and the kernel uses now is missing from the second. */
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
