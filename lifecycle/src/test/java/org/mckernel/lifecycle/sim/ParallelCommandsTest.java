package org.mckernel.lifecycle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.open.Dumps;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;

/** Many commands at once on the same state: each waits its turn or is refused, and none harms another. */
class ParallelCommandsTest {
    private static final int PROGRAMS = 6;

    @TempDir
    Path dir;

    /** So many programs at once; their exit codes. */
    private List<Integer> programs(Trial trial, String operation) throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROGRAMS; i++) {
            processes.add(ChildProgram.start(
                    SimTrialCommand.class,
                    dir.resolve("out" + i).toFile(),
                    trial.directory().toString(),
                    operation));
        }
        List<Integer> codes = new ArrayList<>();
        for (Process process : processes) {
            codes.add(process.waitFor());
        }
        return codes;
    }

    @Test
    void ofManyBootsOneIsDone() throws Exception {
        Trial trial = Trial.in(dir.resolve("trial"));
        assertThat(programs(trial, "boot")).containsOnlyOnce(0);
        assertThat(trial.node().status().status()).isEqualTo(OsStatus.RUNNING);
        assertThat(trial.node().recover()).isEmpty();
        assertThat(programs(trial, "shutdown")).contains(0);
        assertThat(trial.state()).doesNotExist();
    }

    @Test
    void everyStartedProgramIsInTheDump() throws Exception {
        Trial trial = Trial.in(dir.resolve("trial"));
        trial.prepare("run");
        List<Integer> codes = programs(trial, "run");
        long done = codes.stream().filter(c -> c == 0).count();
        assertThat(done).isPositive();
        assertThat(trial.node().status().history()).hasSize(1 + (int) done);
        assertThat(programs(trial, "panic")).containsOnlyOnce(0);
        Dumps.open(trial.file()).close();
        assertThat(trial.outputs()).containsExactly("dump");
    }

    /** Two nodes, one output: the locks of their states do not hold them apart, that of the output must. */
    @Test
    void nodesThatWriteTheSameFileDoNotMixIt() throws Exception {
        List<Callable<String>> dumps = new ArrayList<>();
        Path shared = Files.createDirectory(dir.resolve("shared"));
        for (int i = 0; i < 4; i++) {
            Trial trial = Trial.in(dir.resolve("node" + i));
            Files.delete(trial.directory().resolve("out"));
            Files.createSymbolicLink(trial.directory().resolve("out"), shared);
            trial.prepare("dump");
            dumps.add(() -> {
                try {
                    trial.perform(trial.node(), "dump");
                    return "done";
                } catch (IOException e) {
                    return Optional.ofNullable(e.getMessage()).orElse("");
                } finally {
                    assertThat(trial.node().status().held()).isFalse();
                    assertThat(trial.node().recover()).isEmpty();
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(dumps.size())) {
            List<String> results = new ArrayList<>();
            for (Future<String> result : threads.invokeAll(dumps)) {
                results.add(result.get());
            }
            assertThat(results).containsOnlyOnce("done");
            assertThat(results)
                    .allSatisfy(r -> assertThat(r).containsAnyOf("done", "another run is writing it", "exists"));
        }
        Dumps.open(shared.resolve("dump")).close();
        assertThat(shared).isDirectoryNotContaining("glob:*.partial*");
    }

    @Test
    void looksDuringChangesSeeOneOrTheOther() throws Exception {
        Trial trial = Trial.in(dir.resolve("trial"));
        trial.prepare("run");
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                boolean changes = i % 3 == 0;
                all.add(() -> {
                    try {
                        if (changes) {
                            trial.perform(trial.node(), "run");
                        }
                        return trial.node().status().history().size();
                    } catch (IOException | NodeException e) {
                        assertThat(e).hasMessageContaining("another mck command is running");
                        return 1;
                    }
                });
            }
            for (Future<Integer> seen : threads.invokeAll(all)) {
                assertThat(seen.get()).isBetween(1, 9);
            }
        }
        assertThat(trial.node().recover()).isEmpty();
    }
}
