package org.mckernel.lifecycle.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
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

    /** Each step of each operation, as a rehearsal tells them. */
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
        Trial whole = Trial.in(dir.resolve("whole"));
        whole.prepare(operation);
        final Map<String, String> before = whole.snapshot();
        whole.perform(whole.node(), operation);
        Map<String, String> performed = whole.snapshot();

        Trial trial = Trial.in(dir.resolve("killed"));
        trial.prepare(operation);
        assertThat(trial.snapshot()).isEqualTo(before);
        kill(trial, operation, step, after);

        assertThat(trial.node().status().interrupted()).hasValueSatisfying(text -> assertThat(text).contains("mck "
                + operation, "step " + step));
        assertThatThrownBy(() -> trial.perform(trial.node(), "run")).isInstanceOf(NodeException.class)
                .hasMessageContaining("mck recover");

        assertThat(trial.node().recover()).hasValueSatisfying(text -> assertThat(text).contains("mck " + operation));
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
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty(
                        "java.class.path"),
                StoppedCommand.class.getName(), trial.folder().toString(), operation, step, Boolean.toString(after))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo(StoppedCommand.HERE);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(137);
    }

    @ParameterizedTest
    @MethodSource("bootPoints")
    void aStepThatFailsIsTakenBackWithThoseBeforeIt(String step, boolean after) throws Exception {
        Trial trial = Trial.in(dir);
        assertThatThrownBy(() -> trial.perform(trial.node((at, behind) -> {
            if (at.equals(step) && behind == after) {
                throw new IllegalStateException("no");
            }
        }), "boot")).hasMessage("no");
        assertThat(trial.state()).doesNotExist();
    }

    static List<Arguments> bootPoints() throws Exception {
        return points().stream().filter(a -> a.get()[0].equals("boot")).map(a -> Arguments.of(a.get()[1], a.get()[2]))
                .toList();
    }
}
