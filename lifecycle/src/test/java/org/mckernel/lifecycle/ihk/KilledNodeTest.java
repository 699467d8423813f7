package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Each operation is broken off before and after the effect of each of its steps, as if the tool had died there: nothing is taken
 * back, the journal stays. Then it is recovered. {@link KilledByProgramTest} does the same with real kills.
 */
class KilledNodeTest {
    /** Nothing that the tool catches. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    Path dir;

    private final Counts counts = new Counts();
    private final List<String> problems = new ArrayList<>();

    @Test
    void aBootIsTakenBack() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("boot", dir, "--overlay", "--possible", "40", "--blocks");
        forEachDeath(rehearsal, (trial, which) -> {
            assertThat(trial.node().status().interrupted()).as(which).hasValueSatisfying(text -> assertThat(text)
                    .contains("mck boot"));
            assertThatThrownBy(() -> trial.perform(trial.node(), "boot")).as(which).isInstanceOf(NodeException.class)
                    .hasMessageContaining("mck recover");
            assertThat(trial.node().recover()).as(which).isPresent();
            same(which, trial, rehearsal.before());
            assertThat(trial.node().recover()).as(which).isEmpty();
            counts.add("boot undone");
        });
        finish("boot: killed before and after each step, recovered", rehearsal);
    }

    @Test
    void aRebootIsTakenBackAsFarAsItCan() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("reboot", dir);
        forEachDeath(rehearsal, (trial, which) -> {
            assertThat(trial.node().recover()).as(which).isPresent();
            counts.add(trial.snapshot().equals(rehearsal.before())
                    ? "reboot undone, the old instance runs"
                    : "reboot undone, the old instance is gone");
            trial.perform(trial.node(), "shutdown");
            same(which, trial, rehearsal.pristine());
        });
        finish("reboot: killed before and after each step, recovered", rehearsal);
    }

    @Test
    void aShutdownIsFinished() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("shutdown", dir, "--overlay", "--possible", "40");
        forEachDeath(rehearsal, (trial, which) -> {
            assertThat(trial.node().recover()).as(which).isPresent();
            same(which, trial, rehearsal.pristine());
            counts.add("shutdown finished by recover");
        });
        forEachDeath(rehearsal, (trial, which) -> {
            trial.perform(trial.node(), "shutdown");
            same(which, trial, rehearsal.pristine());
            assertThat(trial.node().recover()).as(which).isEmpty();
            counts.add("shutdown finished by another shutdown");
        });
        finish("shutdown: killed before and after each step, recovered", rehearsal);
    }

    /** The boot dies when all is done; whatever recovery needs fails once, then recovery goes through. */
    @Test
    void aRecoveryThatFailsIsFinishedByTheNext() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("boot", dir);
        NodeTrial dead = rehearsal.template().copy(dir.resolve("dead"));
        die(dead, "boot", rehearsal.steps().getLast(), true);
        dead.forget();
        NodeTrial whole = dead.copy(dir.resolve("whole"));
        whole.node().recover();
        same("recover", whole, rehearsal.before());
        for (Rehearsal.Call call : Rehearsal.calls(whole.calls())) {
            for (String how : List.of("fail", "late")) {
                String which = "recover: %s %s".formatted(call.line(), how);
                NodeTrial trial = dead.copy(dir.resolve("trial"));
                trial.rule("%s|%d|*|%s|255|error: made to fail".formatted(call.program(), call.nth(), how));
                try {
                    trial.node().recover();
                    counts.add("recovery went on without it");
                } catch (IOException | NodeException e) {
                    counts.add("recovery was finished by the next");
                    if (trial.node().status().interrupted().isEmpty()) {
                        problems.add(which + ": nothing says that it is to be recovered");
                    }
                }
                trial.forget();
                trial.node().recover();
                same(which, trial, rehearsal.before());
                trial.remove();
            }
        }
        counts.tell("recovery of a boot: a program fails");
        assertThat(problems).isEmpty();
        assertThat(counts.of("recovery was finished by the next")).isPositive();
    }

    private interface Attempt {
        void on(NodeTrial trial, String which) throws Exception;
    }

    private void forEachDeath(Rehearsal rehearsal, Attempt attempt) throws Exception {
        for (String step : rehearsal.steps()) {
            for (boolean after : List.of(false, true)) {
                String which = "%s: killed %s %s".formatted(rehearsal.operation(), after ? "after" : "before", step);
                NodeTrial trial = rehearsal.template().copy(dir.resolve("trial"));
                die(trial, rehearsal.operation(), step, after);
                trial.forget();
                try {
                    attempt.on(trial, which);
                } catch (IOException | NodeException | AssertionError e) {
                    problems.add(which + ": " + e);
                }
                trial.remove();
            }
        }
    }

    private static void die(NodeTrial trial, String operation, String step, boolean after) {
        assertThatThrownBy(() -> trial.perform(trial.node((at, behind) -> {
            if (at.equals(step) && behind == after) {
                throw new Death();
            }
        }), operation)).isInstanceOf(Death.class);
    }

    private void same(String which, NodeTrial trial, Map<String, String> expected) throws IOException {
        if (!trial.snapshot().equals(expected)) {
            problems.add(which + ": " + FailingProgramTest.difference(trial.snapshot(), expected));
        }
    }

    private void finish(String title, Rehearsal rehearsal) throws IOException {
        counts.tell("%s (%d steps)".formatted(title, rehearsal.steps().size()));
        assertThat(problems).isEmpty();
        assertThat(rehearsal.steps()).hasSizeGreaterThan(5);
    }
}
