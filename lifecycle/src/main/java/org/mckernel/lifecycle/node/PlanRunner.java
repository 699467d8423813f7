package org.mckernel.lifecycle.node;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.journal.Journal;

/**
 * Runs plans under a journal. When a step fails, the steps before it are undone; of a plan that only goes forward, just
 * those that have an undo. A kill leaves the journal for recovery.
 */
public final class PlanRunner {
    /** Describes the state for the journal. */
    @FunctionalInterface
    public interface State {
        /** Any text. */
        String describe() throws IOException;
    }

    /** Undoes steps, given what {@link Step.Action#before()} returned for each. */
    public interface Undo {
        /**
         * Finishes an operation that can no longer be undone.
         *
         * @return false, and nothing done, if it is not
         */
        boolean finish() throws IOException, NodeException;

        /** Undoes one. Has no effect if it never happened. */
        void undo(String before) throws IOException, NodeException;
    }

    /** Is called between announcement and confirmation of each step; tests stop a program there. */
    @FunctionalInterface
    public interface Probe {
        /** Called before ({@code after} false) and after a step's effect. */
        void at(String step, boolean after);
    }

    private final Journal journal;
    private final State state;
    private final Undo undo;
    private final Probe probe;

    public PlanRunner(Journal journal, State state, Undo undo, Probe probe) {
        this.journal = journal;
        this.state = state;
        this.undo = undo;
        this.probe = probe;
    }

    /**
     * Runs {@code plan}: all of it, or on an exception nothing, unless it only goes forward. A failure past the point
     * of no return is none.
     */
    public void run(Plan plan) throws IOException, NodeException {
        begin(plan);
        Deque<String> taken = new ArrayDeque<>();
        List<String> done = new ArrayList<>();
        try {
            for (Step step : plan.steps()) {
                String before = step.action().before();
                journal.intend(step.name(), before);
                taken.push(before);
                probe.at(step.name(), false);
                step.action().apply();
                done.add(step.name());
                probe.at(step.name(), true);
                journal.confirm(step.name());
            }
            journal.finish();
        } catch (IOException e) {
            if (plan.forwardOnly()) {
                throw stopped(plan, taken, done, e);
            }
            if (!finishOrRollBack(taken, e)) {
                throw new IOException(reason(e) + "; all changes were rolled back", e);
            }
        } catch (NodeException | RuntimeException e) {
            if (!finishOrRollBack(taken, e)) {
                throw e;
            }
        }
    }

    /**
     * Undoes steps, the last first. A failure does not keep the others from being undone.
     *
     * @param taken what undoing each step needs, the last first
     * @throws IOException the first failure; others are suppressed in it
     */
    public static void rollBack(Undo undo, Iterable<String> taken) throws IOException, NodeException {
        Exception first = null;
        for (String before : taken) {
            try {
                undo.undo(before);
            } catch (IOException | NodeException | RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        switch (first) {
            case null -> {}
            case NodeException e -> throw e;
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }

    private void begin(Plan plan) throws IOException {
        try {
            journal.begin(plan.operation(), state.describe());
        } catch (IOException e) {
            throw new IOException(reason(e) + "; nothing was changed", e);
        }
    }

    /**
     * A plan that only goes forward has stopped, because the journal cannot be written or a step cannot be prepared:
     * nothing that was done is undone, except what has an undo. The journal stays, so that recovery finishes the rest.
     */
    private IOException stopped(Plan plan, Deque<String> taken, List<String> done, IOException why) {
        List<String> rest = plan.steps().stream().map(Step::name).collect(Collectors.toCollection(ArrayList::new));
        done.forEach(rest::remove);
        IOException stopped = new IOException(
                "%s; done: %s; not done: %s; mck recover finishes the %s"
                        .formatted(reason(why), names(done), names(rest), plan.operation()),
                why);
        boolean interrupted = Thread.interrupted(); // an interrupted thread could not write
        try {
            journal.releaseSpare();
            rollBack(undo, taken);
        } catch (IOException | NodeException | RuntimeException e) {
            stopped.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return stopped;
    }

    private static String names(List<String> steps) {
        return steps.isEmpty() ? "nothing" : String.join(", ", steps);
    }

    private static String reason(Exception e) {
        return e instanceof ClosedByInterruptException ? "interrupted" : ErrorLine.of(e);
    }

    /** True if it was finished. */
    private boolean finishOrRollBack(Deque<String> taken, Exception why) throws IOException {
        boolean interrupted = Thread.interrupted(); // an interrupted thread could not write
        try {
            try {
                return finishOrRollBack(taken);
            } catch (ClosedByInterruptException e) { // the signal came now: each undo can be done again
                interrupted = true;
                Thread.interrupted();
                return finishOrRollBack(taken);
            }
        } catch (IOException | NodeException | RuntimeException e) {
            IOException both = new IOException(
                    "%s; and undoing it failed: %s; mck recover retries".formatted(reason(why), reason(e)), why);
            both.addSuppressed(e);
            throw both;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean finishOrRollBack(Deque<String> taken) throws IOException, NodeException {
        journal.releaseSpare();
        boolean finished = undo.finish();
        if (!finished) {
            rollBack(undo, taken);
        }
        journal.remove();
        return finished;
    }
}
