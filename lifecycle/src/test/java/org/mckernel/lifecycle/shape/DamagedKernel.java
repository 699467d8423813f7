package org.mckernel.lifecycle.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
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
 * A kernel that is damaged and dumped, and what the programs make of it: the vmcore is converted, every command of the
 * analyser ends, and none with an exception.
 */
abstract class DamagedKernel {
    static final long MIB = 1L << 20;
    static final long PAGE = 4096;

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

    ModelNode node;

    /** Four CPUs; 1000 and 1073 are neighbours in the hash; a queue of five threads on CPU 0. */
    void build() {
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

    ModelFaults faults() {
        return ModelFaults.in(node.model());
    }

    ModelThread thread(int tid) {
        return node.model().threads().stream()
                .filter(t -> t.tid() == tid)
                .findFirst()
                .orElseThrow();
    }

    ModelProcess first() {
        return node.model().processes().getFirst();
    }

    String write(VmcoreFile form) throws IOException {
        Path vmcore = dir.resolve("vmcore");
        form.write(node.machine(), 1_790_000_000L, vmcore);
        Files.write(dir.resolve("mckernel.img"), node.machine().image().file());
        return vmcore.toString();
    }

    MckRun convert(String... options) {
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

    MckRun eclair(String file, String command) {
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

    List<Range> chunks() throws IOException {
        try (Dump dump = Dumps.open(dir.resolve("out"))) {
            return dump.as(Mckdump.class).orElseThrow().chunks().stream()
                    .map(c -> new Range(c.address(), c.size()))
                    .toList();
        }
    }

    static long bytes(List<Range> ranges) {
        return ranges.stream().mapToLong(Range::length).sum();
    }

    /** No command is stopped by what is broken: it answers, or says in one line why it cannot. */
    void everyCommandEnds(String file) {
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
}
