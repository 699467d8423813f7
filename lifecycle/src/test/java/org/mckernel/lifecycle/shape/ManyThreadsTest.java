package org.mckernel.lifecycle.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.memory.FreeMemory;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.kernel.memory.VmView;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.testdumps.mckernel.KernelLogWriter;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.Failure;
import org.mckernel.testdumps.model.ModelNode;
import org.mckernel.testdumps.model.ModelProcess;
import org.mckernel.testdumps.model.ModelRange;
import org.mckernel.testdumps.model.VmcoreFile;

/** Machines of many sizes, with threads in every state: the analyser finds what the model has, all of it. */
class ManyThreadsTest {
    private static final long MIB = 1L << 20;
    private static final List<Doing> STATES =
            Arrays.stream(Doing.values()).filter(d -> d != Doing.WAKE).toList();

    @TempDir
    Path dir;

    /** The log wraps where it is longer than its ring. */
    private static KernelLogWriter log(int lines) {
        KernelLogWriter log = new KernelLogWriter(KernelLogWriter.OLD_RING);
        for (int i = 0; i < lines; i++) {
            log.append("[%3d]: line %d of the log%n".formatted(i % 7, i));
        }
        return log;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 5, stop",
        "1, 30, 400, panic",
        "4, 100, 20, run",
        "64, 500, 3000, stop",
        "256, 10000, 90, panic",
        "300, 400, 1, stop"
    })
    void everythingIsFound(int cpus, int threads, int lines, String how) throws Exception {
        ModelNode node = ModelNode.builder()
                .memory(2, 64 * MIB, 0)
                .memory(2, 64 * MIB, 1)
                .kernelBytes(192 * MIB)
                .cpus(cpus)
                .log(log(lines))
                .boot();
        List<ModelProcess> processes = processes(node, cpus, threads);
        node.pool().takeScattered(1, 400, 3);
        switch (how) {
            case "stop" -> node.model().stop();
            case "panic" -> node.model().panic(cpus - 1, Failure.NULL_READ);
            default -> assertThat(how).isEqualTo("run");
        }
        node.finish();
        Path vmcore = dir.resolve("vmcore");
        Path image = dir.resolve("mckernel.img");
        Files.write(image, node.machine().image().file());
        VmcoreFile.ELF.write(node.machine(), 0, vmcore);
        try (OpenedDump opened = OpenedDump.open(vmcore, Optional.of(image), false)) {
            McKernel kernel = opened.requireKernel();
            assertThat(Analysis.threads(kernel, node.model(), !how.equals("run")))
                    .isEqualTo(threads);
            holdProcesses(kernel, processes);
            holdFreeMemory(kernel, node);
            holdLog(opened.log().orElseThrow(), lines);
        }
    }

    private static List<ModelProcess> processes(ModelNode node, int cpus, int threads) {
        List<ModelProcess> processes = new ArrayList<>();
        ModelProcess process = null;
        for (int i = 0; i < threads; i++) {
            Doing doing = STATES.get(i % STATES.size());
            int tid = 1000 + i;
            if (i % 25 == 0) {
                process = node.program(
                        tid,
                        "/opt/app/solver-%d\0--grid=%d".formatted(i, i),
                        1 + i % 4,
                        5000L + i,
                        i % 2 == 0 ? 4096 : 2 * MIB);
                processes.add(process);
                doing = i == 0 && cpus == 1 ? Doing.WAKE : Doing.SLEEP;
            }
            node.model()
                    .addThread(
                            process, tid, i % cpus, doing, doing == Doing.LOCK ? Optional.of("b") : Optional.empty());
        }
        return processes;
    }

    private static void holdProcesses(McKernel kernel, List<ModelProcess> processes) {
        for (ModelProcess process : processes) {
            ProcessView view = kernel.processes().byPid(process.pid()).orElseThrow();
            assertThat(view.commandLine()).isEqualTo(List.of(process.command().split("\0", -1)));
            assertThat(view.ppid()).isEqualTo(OptionalInt.of(1));
            VmView memory = VmView.of(kernel, view);
            assertThat(memory.notes()).isEmpty();
            assertThat(memory.ranges())
                    .extracting(VmRange::start)
                    .isEqualTo(process.ranges().stream().map(ModelRange::start).toList());
            assertThat(memory.ranges())
                    .extracting(VmRange::end)
                    .isEqualTo(process.ranges().stream().map(ModelRange::end).toList());
            assertThat(memory.ranges())
                    .extracting(VmRange::flags)
                    .isEqualTo(process.ranges().stream().map(ModelRange::flags).toList());
            assertThat(memory.ranges().getFirst().backing())
                    .isEqualTo(process.ranges().getFirst().path());
            assertThat(memory.ranges().getFirst().permissions()).isEqualTo("r-xs");
            assertThat(memory.ranges().getLast().backing()).isEqualTo(Optional.of("[stack]"));
        }
        assertThat(kernel.processes().notes()).isEmpty();
    }

    private static void holdFreeMemory(McKernel kernel, ModelNode node) throws Exception {
        FreeMemory memory = new FreeMemory(kernel.data());
        List<String> notes = new ArrayList<>();
        for (int id : List.of(0, 1)) {
            List<Range> found = new ArrayList<>();
            memory.forEach(memory.nodes().get(id), notes, (at, bytes) -> found.add(new Range(at, bytes)));
            assertThat(found).isEqualTo(node.pool().free().get(id)).hasSizeGreaterThan(id == 0 ? 0 : 300);
        }
        assertThat(notes).isEmpty();
    }

    private static void holdLog(KernelLog log, int lines) {
        assertThat(log.note()).isEmpty();
        int first = lines - log.lines().size();
        assertThat(first).isBetween(0, lines);
        // of a log that wrapped, the oldest line may be cut
        int from = lines * 25 > KernelLogWriter.OLD_RING ? 1 : 0;
        assertThat(log.lines().size()).isGreaterThan(Math.min(lines, 200) - 1);
        for (int i = from; i < log.lines().size(); i++) {
            assertThat(log.lines().get(i).text()).isEqualTo("line %d of the log".formatted(first + i));
            assertThat(log.lines().get(i).cpu()).isEqualTo(OptionalInt.of((first + i) % 7));
        }
    }
}
