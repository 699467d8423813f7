package org.mckernel.lifecycle.ihk.context;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/** Waits with a limit for something that another part of the system does. */
public final class Poller {
    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException, NodeException;
    }

    private static final Duration PROGRAMS = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Poller() {}

    /**
     * Waits.
     *
     * @param pause between two looks
     * @param what has not come when {@code limit} is over, for the error
     */
    public static void until(Duration limit, Duration pause, String what, Condition condition)
            throws IOException, NodeException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new NodeException(Errno.ETIMEDOUT, "%s within %d s".formatted(what, limit.toSeconds()));
            }
            pause(pause);
        }
    }

    /** Lists processes by name and number. */
    @FunctionalInterface
    public interface Programs {
        List<String> running() throws IOException;
    }

    /**
     * Waits until programs have ended.
     *
     * @param starter who has started them, for the error
     */
    public static void forPrograms(String starter, Programs programs) throws IOException, NodeException {
        try {
            until(PROGRAMS, PAUSE, "", () -> programs.running().isEmpty());
        } catch (NodeException e) {
            List<String> left = programs.running();
            throw new NodeException(
                    Errno.EBUSY,
                    "%s, started by %s, still run%s; end it first, or wait"
                            .formatted(String.join(", ", left), starter, left.size() == 1 ? "s" : ""));
        }
    }

    public static void pause(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }
}
