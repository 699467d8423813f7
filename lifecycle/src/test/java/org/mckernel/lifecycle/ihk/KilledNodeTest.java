package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Each operation is broken off before and after the effect of each of its steps, as if the tool had died there: nothing
 * is undone, the journal stays. Then it is recovered. {@link KilledAtStepTest} and
 * {@link KilledByProgramTest} do the same with real kills.
 */
class KilledNodeTest {
    private static final String[] LARGE = {"--overlay", "--possible", "40", "--blocks"};

    /** Nothing that the tool catches. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private record Point(String operation, String step, boolean after) {}

    @TempDir
    Path dir;

    private Trials trials;

    @BeforeEach
    void trials() {
        trials = new Trials(dir);
    }

    private static List<Point> points(Rehearsal rehearsal) {
        assertThat(rehearsal.steps()).hasSizeGreaterThan(5);
        List<Point> points = new ArrayList<>();
        for (String step : rehearsal.steps()) {
            points.add(new Point(rehearsal.operation(), step, false));
            points.add(new Point(rehearsal.operation(), step, true));
        }
        return points;
    }

    @Test
    void aBootIsRolledBack() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("boot", dir, LARGE);
        trials.each(points(rehearsal), rehearsal.template(), (trial, point) -> {
            die(trial, point);
            assertThat(trial.node().status().interrupted())
                    .hasValueSatisfying(text -> assertThat(text).contains("mck boot", point.step()));
            assertThatThrownBy(() -> trial.perform(trial.node(), "boot"))
                    .isInstanceOf(NodeException.class)
                    .hasMessageContaining("mck recover");
            assertThat(trial.node().recover()).isPresent();
            trials.same(point, trial.snapshot(), rehearsal.before());
            assertThat(trial.node().recover()).isEmpty();
            trials.count("boot undone by recover");
        });
        trials.finish("boot, %d steps: killed before and after each"
                .formatted(rehearsal.steps().size()));
    }

    @Test
    void aRebootIsRolledBackAsFarAsPossible() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("reboot", dir);
        trials.each(points(rehearsal), rehearsal.template(), (trial, point) -> {
            die(trial, point);
            assertThat(trial.node().recover()).isPresent();
            trials.count(
                    trial.snapshot().equals(rehearsal.before())
                            ? "reboot undone by recover, the old instance runs"
                            : "reboot undone by recover, the old instance is gone");
            trial.perform(trial.node(), "shutdown");
            trials.same(point, trial.snapshot(), rehearsal.pristine());
        });
        trials.finish("reboot, %d steps: killed before and after each"
                .formatted(rehearsal.steps().size()));
    }

    @Test
    void aShutdownIsFinished() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("shutdown", dir, LARGE);
        trials.each(points(rehearsal), rehearsal.template(), (trial, point) -> {
            die(trial, point);
            NodeTrial other = trial.copy(
                    trial.directory().resolveSibling(trial.directory().getFileName() + "-again"));
            assertThat(trial.node().recover()).isPresent();
            trials.same(point, trial.snapshot(), rehearsal.pristine());
            trials.count("shutdown finished by recover");
            other.perform(other.node(), "shutdown");
            trials.same(point, other.snapshot(), rehearsal.pristine());
            assertThat(other.node().recover()).isEmpty();
            trials.count("shutdown finished by another shutdown");
            other.remove();
        });
        trials.finish("shutdown, %d steps: killed before and after each"
                .formatted(rehearsal.steps().size()));
    }

    private record Failure(Rehearsal.Call call, String how) {}

    /** The boot dies when all is done; whatever recovery needs fails once, then recovery goes through. */
    @Test
    void aRecoveryThatFailsIsFinishedByTheNext() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("boot", dir);
        NodeTrial dead = rehearsal.template().copy(dir.resolve("dead"));
        die(dead, new Point("boot", rehearsal.steps().getLast(), true));
        NodeTrial complete = dead.copy(dir.resolve("complete"));
        complete.node().recover();
        trials.same("recover", complete.snapshot(), rehearsal.before());
        List<Failure> failures = new ArrayList<>();
        for (Rehearsal.Call call : Rehearsal.calls(complete.calls())) {
            failures.add(new Failure(call, "fail"));
            failures.add(new Failure(call, "late"));
        }
        trials.each(failures, dead, (trial, failure) -> {
            trial.rule("%s|%d|*|%s|255|error: made to fail"
                    .formatted(failure.call().program(), failure.call().nth(), failure.how()));
            try {
                trial.node().recover();
                trials.count("recovery continued without it");
            } catch (IOException | NodeException e) {
                trials.count("recovery was finished by the next");
                assertThat(trial.node().status().interrupted()).isPresent();
            }
            trial.forget();
            trial.node().recover();
            trials.same(failure, trial.snapshot(), rehearsal.before());
        });
        trials.finish("recovery of a boot: each program fails, before and after its effect");
        assertThat(trials.counted("recovery was finished by the next")).isPositive();
    }

    private static void die(NodeTrial trial, Point point) throws IOException {
        assertThatThrownBy(() -> trial.perform(
                        trial.node((step, after) -> {
                            if (step.equals(point.step()) && after == point.after()) {
                                throw new Death();
                            }
                        }),
                        point.operation()))
                .isInstanceOf(Death.class);
        trial.forget();
    }
}
