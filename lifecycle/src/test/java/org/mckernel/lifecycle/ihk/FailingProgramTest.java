package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Each program that an operation starts is made to fail in turn: before it has done anything, and after it has done
 * all. Afterwards the directory is, file by file, as before the boot; or a shutdown can be finished.
 */
class FailingProgramTest {
    /** The message of a boot that is done, but whose result cannot be shown. */
    private static final String UNSEEN = "booted, but";

    @TempDir
    Path dir;

    private Trials trials;

    private record Failure(String operation, Rehearsal.Call call, String how) {
        /** As the stand-ins read it. */
        String rule() {
            return "%s|%d|*|%s|255|error: made to fail".formatted(call.program(), call.nth(), how);
        }
    }

    private static List<Failure> failures(Rehearsal rehearsal) {
        List<Failure> failures = new ArrayList<>();
        for (Rehearsal.Call call : rehearsal.calls()) {
            failures.add(new Failure(rehearsal.operation(), call, "fail"));
            if (!call.program().equals("taskset")) { // it becomes insmod
                failures.add(new Failure(rehearsal.operation(), call, "late"));
            }
        }
        return failures;
    }

    @BeforeEach
    void trials() {
        trials = new Trials(dir);
    }

    @Test
    void aBootThatFailsLeavesNothing() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("boot", dir);
        trials.each(failures(rehearsal), rehearsal.template(), (trial, failure) -> {
            String refusal = perform(trial, failure);
            if (refusal.isEmpty() || refusal.startsWith(UNSEEN)) {
                trials.count(refusal.isEmpty() ? "boot continued without it" : "boot was done, its state is unknown");
                trial.forget();
                trial.endMonitor();
                trial.perform(trial.node(), "shutdown");
            } else {
                trials.count("boot was rolled back");
            }
            trials.same(failure, trial.snapshot(), rehearsal.before());
        });
        trials.finish("boot: each program fails, before and after its effect");
        assertThat(trials.counted("boot was rolled back"))
                .isGreaterThan(rehearsal.steps().size());
    }

    /** What ran in the old instance is lost; everything else is kept or undone. */
    @Test
    void aRebootThatFailsKeepsWhatTheFirstBootSaw() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("reboot", dir);
        trials.each(failures(rehearsal), rehearsal.template(), (trial, failure) -> {
            String refusal = perform(trial, failure);
            if (refusal.isEmpty() || refusal.startsWith(UNSEEN)) {
                trials.count(
                        refusal.isEmpty() ? "reboot continued without it" : "reboot was done, its state is unknown");
            } else {
                trials.count(
                        trial.snapshot().equals(rehearsal.before())
                                ? "reboot was rolled back, the old instance runs"
                                : "reboot was rolled back, the old instance is gone");
                trials.same(failure, withoutInstance(trial.snapshot()), withoutInstance(rehearsal.before()));
            }
            trial.forget();
            trial.perform(trial.node(), "shutdown");
            trials.same(failure, trial.snapshot(), rehearsal.pristine());
        });
        trials.finish("reboot: each program fails, before and after its effect");
    }

    @Test
    void aShutdownThatFailsIsFinishedByTheNext() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("shutdown", dir);
        trials.each(failures(rehearsal), rehearsal.template(), (trial, failure) -> {
            trials.count(
                    perform(trial, failure).isEmpty()
                            ? "shutdown continued without it"
                            : "shutdown was finished by the next");
            trial.forget();
            trial.perform(trial.node(), "shutdown");
            trials.same(failure, trial.snapshot(), rehearsal.pristine());
            assertThat(trial.node().shutdown()).isEmpty();
        });
        trials.finish("shutdown: each program fails, before and after its effect");
    }

    /** Why it did not go, in one line; empty if it did. */
    private String perform(NodeTrial trial, Failure failure) throws Exception {
        trial.rule(failure.rule());
        try {
            trial.perform(trial.node(), failure.operation());
            return "";
        } catch (IOException | NodeException e) {
            if (e.getMessage() == null
                    || e.getMessage().isBlank()
                    || e.getMessage().contains("\n")) {
                trials.problem(failure, "not reported in one line: " + e.getMessage());
            }
            return String.valueOf(e.getMessage());
        }
    }

    /** State but for the instance and how what it had is cut into chunks. */
    private static Map<String, String> withoutInstance(Map<String, String> state) {
        Map<String, String> rest = new TreeMap<>(state);
        rest.keySet().removeIf(f -> f.matches("dev/mcos0|\\.node/ihk/.*|(proc|sys/devices/virtual)/mcos.*"));
        return rest;
    }
}
