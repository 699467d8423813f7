package org.mckernel.lifecycle.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.open.Dumps;

/**
 * Operations are killed (SIGKILL) at random moments, recovery too, and recovered: the state is then, file by file, as
 * before or as after. The number of trials for each operation is {@code -Dmck.kill.trials=N}, their seed
 * {@code -Dmck.kill.seed=N}.
 */
class RandomKillTest {
    private static final int TRIALS = Integer.getInteger("mck.kill.trials", 6);
    private static final long SEED = Long.getLong("mck.kill.seed", 20261126);
    private static final Map<String, Integer> OUTCOMES = new TreeMap<>();

    @TempDir
    Path dir;

    private final Random random = new Random(SEED);

    @AfterAll
    static void print() {
        System.out.printf("killed at random, %d trials an operation, seed %d: %s%n", TRIALS, SEED, OUTCOMES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot", "run", "dump", "panic", "shutdown"})
    void theStateIsAsBeforeOrAsAfter(String operation) throws Exception {
        Trial complete = Trial.in(dir.resolve("complete"));
        complete.prepare(operation);
        final Map<String, String> before = complete.snapshot();
        final long nanos = rehearse(complete, operation);
        final Map<String, String> after = complete.snapshot();
        assertThat(after).isNotEqualTo(before);
        for (int i = 0; i < TRIALS; i++) {
            Trial trial = Trial.in(dir.resolve("trial" + i));
            trial.prepare(operation);
            boolean killed = killWithin(trial, operation, nanos + nanos / 4);
            boolean interrupted = trial.node().status().interrupted().isPresent();
            int kills = 0;
            while (interrupted && kills < 2 && random.nextBoolean() && killWithin(trial, "recover", 100_000_000)) {
                kills++;
            }
            trial.node().recover();
            Map<String, String> now = trial.snapshot();
            String which = "%s, trial %d, killed %s, interrupted %s, recovery killed %d times"
                    .formatted(operation, i, killed, interrupted, kills);
            assertThat(now).as(which).isIn(before, after);
            assertThat(trial.node().status().interrupted()).as(which).isEmpty();
            output(trial, operation, now.equals(after), which);
            count(operation, killed, interrupted, now.equals(after));
            trial.node().shutdown();
            assertThat(trial.state()).as(which).doesNotExist();
        }
    }

    private static void output(Trial trial, String operation, boolean done, String which) throws IOException {
        if (done && (operation.equals("dump") || operation.equals("panic"))) {
            assertThat(trial.outputs()).as(which).containsExactly("dump");
            Dumps.open(trial.file()).close();
            Files.delete(trial.file());
        } else {
            assertThat(trial.outputs()).as(which).isEmpty();
        }
    }

    private static void count(String operation, boolean killed, boolean interrupted, boolean done) {
        String what = killed ? interrupted ? "in the midst" : "outside its steps" : "too late";
        OUTCOMES.merge("%s %s: %s".formatted(operation, what, done ? "after" : "before"), 1, Integer::sum);
    }

    /** How long it takes in a program of its own. */
    private static long rehearse(Trial trial, String operation) throws Exception {
        Process process = ChildProgram.builder(
                        SimTrialCommand.class, trial.directory().toString(), operation)
                .start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo(SimTrialCommand.BEGINS);
            long nanos = Long.parseLong(out.readLine());
            assertThat(process.waitFor()).isZero();
            return nanos;
        }
    }

    /** False if it was through before. */
    private boolean killWithin(Trial trial, String operation, long nanos) throws Exception {
        Process process = ChildProgram.builder(
                        SimTrialCommand.class, trial.directory().toString(), operation)
                .start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo(SimTrialCommand.BEGINS);
            process.waitFor((long) (random.nextDouble() * nanos), TimeUnit.NANOSECONDS);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isIn(0, 137);
        return process.exitValue() == 137;
    }
}
