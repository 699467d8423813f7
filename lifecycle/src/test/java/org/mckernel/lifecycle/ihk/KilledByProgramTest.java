package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.sim.ChildProgram;

/**
 * The tool is killed (SIGKILL) by a program that it has started: before that has done anything, and after it has done
 * all. Then the operation is recovered. {@code -Dmck.kill.trials=N} of all starts of programs in each operation, chosen
 * by {@code -Dmck.kill.seed=N}; a large number takes all.
 */
class KilledByProgramTest {
    private static final int TRIALS = Integer.getInteger("mck.kill.trials", 5);
    private static final long SEED = Long.getLong("mck.kill.seed", 20261126);

    @TempDir
    Path dir;

    private Trials trials;
    private Rehearsal boot;

    @BeforeEach
    void rehearse() throws Exception {
        trials = new Trials(dir);
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
    void aBootThatIsKilledIsRolledBack() throws Exception {
        trials.each(kills(boot.calls()), boot.template(), (trial, kill) -> {
            kill("boot", trial, kill);
            boolean interrupted = trial.node().recover().isPresent();
            trials.count(
                    interrupted ? "boot undone by recover" : "boot killed while it was planned, or when it was done");
            if (!interrupted && trial.file("dev/mcos0").toFile().exists()) {
                trial.endMonitor();
                trial.perform(trial.node(), "shutdown");
            }
            trials.same(kill, trial.snapshot(), boot.before());
        });
        finish("boot");
    }

    @Test
    void aRecoveryThatIsKilledIsFinishedByTheNext() throws Exception {
        NodeTrial dead = boot.template().copy(dir.resolve("dead"));
        kill(
                "boot",
                dead,
                new Kill(
                        boot.calls().stream()
                                .filter(c -> c.line().startsWith("systemctl start"))
                                .findFirst()
                                .orElseThrow(),
                        "widow"));
        NodeTrial complete = dead.copy(dir.resolve("complete"));
        complete.node().recover();
        trials.same("recover", complete.snapshot(), boot.before());
        trials.each(kills(Rehearsal.calls(complete.calls())), dead, (trial, kill) -> {
            kill("recover", trial, kill);
            trials.count(trial.node().recover().isPresent() ? "recovery finished by the next" : "recovery was through");
            trials.same(kill, trial.snapshot(), boot.before());
        });
        finish("recovery of a boot");
    }

    @Test
    void aShutdownThatIsKilledIsFinished() throws Exception {
        NodeTrial booted = boot.template().copy(dir.resolve("booted"));
        booted.perform(booted.node(), "quiet boot");
        booted.forget();
        NodeTrial complete = booted.copy(dir.resolve("complete"));
        complete.perform(complete.node(), "shutdown");
        trials.each(kills(Rehearsal.calls(complete.calls())), booted, (trial, kill) -> {
            kill("shutdown", trial, kill);
            boolean interrupted = trial.node().recover().isPresent();
            trials.count(
                    interrupted ? "shutdown finished by recover" : "shutdown killed while it was planned, or done");
            if (!interrupted) {
                trial.perform(trial.node(), "shutdown");
            }
            trials.same(kill, trial.snapshot(), boot.before());
        });
        finish("shutdown");
    }

    private void kill(String operation, NodeTrial trial, Kill kill) throws Exception {
        trial.forget();
        trial.rule("%s|%d|*|%s||".formatted(kill.call().program(), kill.call().nth(), kill.how()));
        Process process = ChildProgram.builder(
                        NodeTrialCommand.class, trial.directory().toString(), operation)
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            trials.problem(kill, operation + " does not end");
        } else if (process.exitValue() != 137) {
            trials.problem(kill, "%s ended with %d instead of being killed".formatted(operation, process.exitValue()));
        }
        trial.forget();
    }

    private void finish(String title) throws IOException {
        trials.finish("%s: killed (SIGKILL) by a program that it started, at most %d trials, seed %d"
                .formatted(title, TRIALS, SEED));
    }
}
