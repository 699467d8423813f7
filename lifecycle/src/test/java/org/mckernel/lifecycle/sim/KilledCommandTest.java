package org.mckernel.lifecycle.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.open.Dumps;
import org.mckernel.lifecycle.node.NodeException;

/** Every operation is killed (SIGKILL) before and after the effect of each of its steps, and recovered. */
class KilledCommandTest {
    @TempDir
    static Path rehearsals;

    @TempDir
    Path dir;

    /** Each step of each operation, from a rehearsal. */
    static List<Arguments> points() throws Exception {
        List<Arguments> points = new ArrayList<>();
        for (String operation : Trial.OPERATIONS) {
            Trial trial = Trial.in(Files.createTempDirectory(rehearsals, operation));
            trial.prepare(operation);
            Set<String> steps = new LinkedHashSet<>();
            trial.perform(trial.node((step, _) -> steps.add(step)), operation);
            for (String step : steps) {
                points.add(Arguments.of(operation, step, false));
                points.add(Arguments.of(operation, step, true));
            }
        }
        return points;
    }

    @ParameterizedTest(name = "{0} at {1}, after its effect: {2}")
    @MethodSource("points")
    void recoveryFinishesOrUndoesWhatWasKilled(String operation, String step, boolean after) throws Exception {
        Trial complete = Trial.in(dir.resolve("complete"));
        complete.prepare(operation);
        final Map<String, String> before = complete.snapshot();
        complete.perform(complete.node(), operation);
        Map<String, String> performed = complete.snapshot();

        Trial trial = Trial.in(dir.resolve("killed"));
        trial.prepare(operation);
        assertThat(trial.snapshot()).isEqualTo(before);
        kill(trial, operation, step, after);

        assertThat(trial.node().status().interrupted())
                .hasValueSatisfying(text -> assertThat(text).contains("mck " + operation, "step " + step));
        assertThatThrownBy(() -> trial.perform(trial.node(), "run"))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("mck recover");

        assertThat(trial.node().recover())
                .hasValueSatisfying(text -> assertThat(text).contains("mck " + operation));
        boolean written = trial.outputs().equals(List.of("dump"));
        if (written) {
            Dumps.open(trial.file()).close();
        } else {
            assertThat(trial.outputs()).isEmpty();
        }
        boolean finishes = operation.equals("shutdown") || written;
        assertThat(trial.snapshot()).isEqualTo(finishes ? performed : before);
        assertThat(trial.node().status().interrupted()).isEmpty();
        assertThat(trial.node().recover()).isEmpty();

        if (!operation.equals("shutdown") && !written) {
            trial.perform(trial.node(), operation);
            assertThat(trial.snapshot()).isEqualTo(performed);
        }
        trial.perform(trial.node(), "shutdown");
        assertThat(trial.state()).doesNotExist();
    }

    private static void kill(Trial trial, String operation, String step, boolean after) throws Exception {
        Process process = stop(trial, operation, step, after);
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(137);
    }

    private static Process stop(Trial trial, String operation, String step, boolean after) throws Exception {
        Process process = ChildProgram.builder(
                        StoppedCommand.class, trial.directory().toString(), operation, step, Boolean.toString(after))
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        assertThat(process.inputReader(UTF_8).readLine()).isEqualTo(StoppedCommand.HERE);
        return process;
    }

    /** SIGTERM, as Ctrl-C, ends a command in order: nothing is left, and nothing needs recovery. */
    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("steps")
    void aTerminatedCommandUndoesItsChanges(String operation, String step) throws Exception {
        Trial trial = Trial.in(dir);
        trial.prepare(operation);
        Map<String, String> before = trial.snapshot();
        Process process = stop(trial, operation, step, true);
        assertThat(process.toHandle().destroy()).isTrue();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        boolean written = trial.outputs().equals(List.of("dump"));
        assertThat(written).isEqualTo(step.equals("write") || step.equals("resume"));
        if (written) { // a file that is out counts as done: what was left to do is done
            Dumps.open(trial.file()).close();
            assertThat(trial.node().status().held()).isFalse();
            assertThat(trial.node().status().history()).hasSize(2);
        } else {
            assertThat(process.errorReader(UTF_8).readAllAsString())
                    .isEqualToIgnoringNewLines("interrupted; all changes were rolled back");
            assertThat(trial.snapshot()).isEqualTo(before);
            assertThat(trial.outputs()).isEmpty();
        }
        assertThat(trial.node().recover()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bootPoints")
    void aStepThatFailsIsRolledBackWithThoseBeforeIt(String step, boolean after) throws Exception {
        Trial trial = Trial.in(dir);
        assertThatThrownBy(() -> trial.perform(
                        trial.node((at, afterwards) -> {
                            if (at.equals(step) && afterwards == after) {
                                throw new IllegalStateException("no");
                            }
                        }),
                        "boot"))
                .hasMessage("no");
        assertThat(trial.state()).doesNotExist();
    }

    static List<Arguments> bootPoints() throws Exception {
        return points().stream()
                .filter(a -> a.get()[0].equals("boot"))
                .map(a -> Arguments.of(a.get()[1], a.get()[2]))
                .toList();
    }

    static List<Arguments> steps() throws Exception {
        return points().stream()
                .filter(a -> (boolean) a.get()[2])
                .map(a -> Arguments.of(a.get()[0], a.get()[1]))
                .toList();
    }
}
