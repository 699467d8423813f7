package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.sim.ChildProgram;

/**
 * As {@link KilledNodeTest}, with a program of its own that is really killed (SIGKILL), so at steps that start no
 * program, too. {@code -Dmck.kill.trials=N} of all points of an operation, chosen by {@code -Dmck.kill.seed=N}; a large
 * number takes all.
 */
class KilledAtStepTest {
    private static final int TRIALS = Integer.getInteger("mck.kill.trials", 5);
    private static final long SEED = Long.getLong("mck.kill.seed", 20261126);
    private static final int KILLED = 128 + 9;

    @TempDir
    Path dir;

    private record Point(String operation, String step, boolean after) {}

    private static List<Point> points(Rehearsal rehearsal) {
        List<Point> points = new ArrayList<>();
        for (String step : rehearsal.steps()) {
            points.add(new Point(rehearsal.operation(), step, false));
            points.add(new Point(rehearsal.operation(), step, true));
        }
        Collections.shuffle(points, new Random(SEED));
        return points.subList(0, Math.min(TRIALS, points.size()));
    }

    @Test
    void aBootIsRolledBack() throws Exception {
        isAsNeverBooted("boot", "boot undone by recover");
    }

    @Test
    void aShutdownIsFinished() throws Exception {
        isAsNeverBooted("shutdown", "shutdown finished by recover");
    }

    private void isAsNeverBooted(String operation, String outcome) throws Exception {
        Trials trials = new Trials(dir);
        Rehearsal rehearsal = Rehearsal.of(operation, dir, "--overlay", "--possible", "40", "--blocks");
        List<Point> points = points(rehearsal);
        trials.each(points, rehearsal.template(), (trial, point) -> {
            kill(trials, trial, point);
            if (trial.node().recover().isPresent()) {
                trials.count(outcome);
            }
            trials.same(point, trial.snapshot(), rehearsal.pristine());
        });
        trials.finish("%s, %d steps: killed (SIGKILL) before or after, at most %d trials, seed %d"
                .formatted(operation, rehearsal.steps().size(), TRIALS, SEED));
        assertThat(trials.counted(outcome)).isEqualTo(points.size());
    }

    private static void kill(Trials trials, NodeTrial trial, Point point) throws Exception {
        Process process = ChildProgram.builder(
                        NodeTrialCommand.class,
                        trial.directory().toString(),
                        point.operation(),
                        point.step(),
                        Boolean.toString(point.after()))
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            trials.problem(point, "does not end");
        } else if (process.exitValue() != KILLED) {
            trials.problem(point, "ended with %d instead of being killed".formatted(process.exitValue()));
        }
        trial.forget();
    }
}
