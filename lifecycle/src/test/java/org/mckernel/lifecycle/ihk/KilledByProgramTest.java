package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.sim.ChildProgram;

/**
 * The tool is killed (SIGKILL) by a program that it has started: before that has done anything, and after it has done all. Then
 * the operation is recovered. {@code -Dmck.kill.trials=N} of all starts of programs in each operation, chosen by
 * {@code -Dmck.kill.seed=N}; a large number takes all.
 */
class KilledByProgramTest {
    private static final int TRIALS = Integer.getInteger("mck.kill.trials", 5);
    private static final long SEED = Long.getLong("mck.kill.seed", 20261126);

    @TempDir
    Path dir;

    private final Counts counts = new Counts();
    private final List<String> problems = new ArrayList<>();
    private Rehearsal boot;

    @BeforeEach
    void rehearse() throws Exception {
        boot = Rehearsal.of("boot", dir, "--overlay", "--possible", "40");
    }

    private record Kill(Rehearsal.Call call, String how) {}

    private static List<Kill> kills(List<Rehearsal.Call> calls) {
        List<Kill> kills = new ArrayList<>();
        for (Rehearsal.Call call : calls) {
            if (call.program().equals("taskset")) {
                continue; // it becomes insmod, which is killed itself
            }
            kills.add(new Kill(call, "kill"));
            kills.add(new Kill(call, "widow"));
        }
        Collections.shuffle(kills, new Random(SEED));
        return kills.subList(0, Math.min(TRIALS, kills.size()));
    }

    @Test
    void aBootThatIsKilledIsTakenBack() throws Exception {
        for (Kill kill : kills(boot.calls())) {
            NodeTrial trial = kill("boot", boot.template(), dir.resolve("trial"), kill);
            boolean interrupted = trial.node().recover().isPresent();
            counts.add(interrupted ? "boot undone" : "boot killed while it was planned, or when it was done");
            if (!interrupted && trial.file("dev/mcos0").toFile().exists()) {
                trial.endMonitor();
                trial.perform(trial.node(), "shutdown");
            }
            same("boot " + kill, trial, boot.before());
            trial.remove();
        }
        finish("boot");
    }

    @Test
    void aRecoveryThatIsKilledIsFinishedByTheNext() throws Exception {
        NodeTrial dead = kill("boot", boot.template(), dir.resolve("dead"),
                new Kill(boot.calls().stream().filter(c -> c.line().startsWith(
                        "systemctl start")).findFirst().orElseThrow(), "widow"));
        NodeTrial whole = dead.copy(dir.resolve("whole"));
        whole.node().recover();
        same("recover", whole, boot.before());
        for (Kill kill : kills(Rehearsal.calls(whole.calls()))) {
            NodeTrial trial = kill("recover", dead, dir.resolve("trial"), kill);
            counts.add(trial.node().recover().isPresent() ? "recovery finished by the next" : "recovery was through");
            same("recover " + kill, trial, boot.before());
            trial.remove();
        }
        finish("recovery of a boot");
    }

    @Test
    void aShutdownThatIsKilledIsFinished() throws Exception {
        NodeTrial booted = boot.template().copy(dir.resolve("booted"));
        booted.perform(booted.node(), "quiet boot");
        booted.forget();
        NodeTrial whole = booted.copy(dir.resolve("whole"));
        whole.perform(whole.node(), "shutdown");
        for (Kill kill : kills(Rehearsal.calls(whole.calls()))) {
            NodeTrial trial = kill("shutdown", booted, dir.resolve("trial"), kill);
            boolean interrupted = trial.node().recover().isPresent();
            counts.add(interrupted ? "shutdown finished by recover" : "shutdown killed while it was planned or done");
            if (!interrupted) {
                trial.perform(trial.node(), "shutdown");
            }
            same("shutdown " + kill, trial, boot.before());
            trial.remove();
        }
        finish("shutdown");
    }

    private NodeTrial kill(String operation, NodeTrial template, Path folder, Kill kill) throws Exception {
        NodeTrial trial = template.copy(folder);
        trial.forget();
        trial.rule("%s|%d|*|%s||".formatted(kill.call().program(), kill.call().nth(), kill.how()));
        Process process = ChildProgram.builder(TrialCommand.class, trial.folder().toString(), operation).start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            problems.add(operation + " " + kill + ": does not end");
        } else if (process.exitValue() != 137) {
            problems.add("%s %s: ended with %d instead of being killed".formatted(operation, kill, process
                    .exitValue()));
        }
        trial.forget();
        return trial;
    }

    private void same(String which, NodeTrial trial, Map<String, String> expected) throws IOException {
        if (!trial.snapshot().equals(expected)) {
            problems.add(which + ": " + FailingProgramTest.difference(trial.snapshot(), expected));
        }
    }

    private void finish(String title) throws IOException {
        counts.tell("%s: killed (SIGKILL) by a program that it started, %d trials, seed %d".formatted(title, TRIALS,
                SEED));
        assertThat(problems).isEmpty();
    }
}
