package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Each program that an operation starts is made to fail in turn: before it has done anything, and after it has done all.
 * Afterwards the folder is, file by file, as before the boot; or a shutdown can be finished.
 */
class FailingProgramTest {
    @TempDir
    Path dir;

    private final Counts counts = new Counts();
    private final List<String> problems = new ArrayList<>();

    @Test
    void aBootThatFailsLeavesNothing() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("boot", dir);
        forEachFailure(rehearsal, (trial, which) -> {
            try {
                trial.perform(trial.node(), "boot");
                trial.forget();
                trial.endMonitor();
                trial.perform(trial.node(), "shutdown");
                counts.add("boot went on without it");
            } catch (IOException | NodeException e) {
                oneLine(which, e);
                if (e.getMessage().startsWith("booted, but")) {
                    counts.add("boot was done, its state not seen");
                    trial.forget();
                    trial.endMonitor();
                    trial.perform(trial.node(), "shutdown");
                } else {
                    counts.add("boot was taken back");
                }
            }
            same(which, trial, rehearsal.before());
        });
        counts.tell("boot: a program fails");
        assertThat(problems).isEmpty();
        assertThat(counts.of("boot was taken back")).isGreaterThan(rehearsal.steps().size());
    }

    /** What ran in the old instance is lost; all else is kept or taken back. */
    @Test
    void aRebootThatFailsKeepsWhatTheFirstBootSaw() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("reboot", dir);
        forEachFailure(rehearsal, (trial, which) -> {
            try {
                trial.perform(trial.node(), "reboot");
                counts.add("reboot went on without it");
            } catch (IOException | NodeException e) {
                oneLine(which, e);
                boolean done = e.getMessage().startsWith("booted, but");
                counts.add(done
                        ? "reboot was done, its state not seen"
                        : trial.snapshot().equals(rehearsal.before())
                                ? "reboot was taken back, the old instance runs"
                                : "reboot was taken back, the old instance is gone");
                Map<String, String> now = withoutInstance(trial.snapshot());
                if (!done && !now.equals(withoutInstance(rehearsal.before()))) {
                    problems.add(which + ": " + difference(now, withoutInstance(rehearsal.before())));
                }
            }
            trial.forget();
            trial.perform(trial.node(), "shutdown");
            same(which, trial, rehearsal.pristine());
        });
        counts.tell("reboot: a program fails");
        assertThat(problems).isEmpty();
    }

    @Test
    void aShutdownThatFailsIsFinishedByTheNext() throws Exception {
        Rehearsal rehearsal = Rehearsal.of("shutdown", dir);
        forEachFailure(rehearsal, (trial, which) -> {
            try {
                trial.perform(trial.node(), "shutdown");
                counts.add("shutdown went on without it");
            } catch (IOException | NodeException e) {
                oneLine(which, e);
                counts.add("shutdown was finished by the next");
            }
            trial.forget();
            trial.perform(trial.node(), "shutdown");
            same(which, trial, rehearsal.pristine());
            assertThat(trial.node().shutdown()).as(which).isEmpty();
        });
        counts.tell("shutdown: a program fails");
        assertThat(problems).isEmpty();
    }

    private interface Attempt {
        void on(NodeTrial trial, String which) throws Exception;
    }

    private void forEachFailure(Rehearsal rehearsal, Attempt attempt) throws Exception {
        for (Rehearsal.Call call : rehearsal.calls()) {
            // taskset becomes insmod, and cannot fail afterwards
            for (String how : call.program().equals("taskset") ? List.of("fail") : List.of("fail", "late")) {
                String which = "%s: %s %s %s (start %d)".formatted(rehearsal.operation(), call.line(), how, call
                        .program(), call.nth());
                NodeTrial trial = rehearsal.template().copy(dir.resolve("trial"));
                trial.rule("%s|%d|*|%s|255|error: made to fail".formatted(call.program(), call.nth(), how));
                try {
                    attempt.on(trial, which);
                } catch (IOException | NodeException | AssertionError e) {
                    problems.add(which + ": " + e);
                }
                trial.remove();
            }
        }
    }

    private void oneLine(String which, Exception e) {
        if (e.getMessage() == null || e.getMessage().contains("\n")) {
            problems.add(which + ": told in other than one line: " + e.getMessage());
        }
    }

    private void same(String which, NodeTrial trial, Map<String, String> expected) throws IOException {
        if (!trial.snapshot().equals(expected)) {
            problems.add(which + ": " + difference(trial.snapshot(), expected));
        }
    }

    /** The files that differ, with both contents. */
    static Map<String, String> difference(Map<String, String> now, Map<String, String> expected) {
        Map<String, String> all = new TreeMap<>();
        now.forEach((file, text) -> all.put(file, text + " instead of " + expected.get(file)));
        expected.forEach((file, text) -> all.putIfAbsent(file, "nothing instead of " + text));
        all.keySet().removeIf(file -> now.containsKey(file) && now.get(file).equals(expected.get(file)));
        return all;
    }

    /** State but for the instance and how what it had is cut into chunks. */
    private static Map<String, String> withoutInstance(Map<String, String> state) {
        Map<String, String> rest = new TreeMap<>(state);
        rest.keySet().removeIf(f -> f.matches("dev/mcos0|\\.node/ihk/.*|(proc|sys/devices/virtual)/mcos.*"));
        return rest;
    }
}
