package org.mckernel.dump.memory;

import java.util.concurrent.CancellationException;

/**
 * Ends what is going on when a person no longer wants the answer: the shell interrupts the thread of a command, and
 * every read of a dump's memory looks whether that was done. So no walk, however long, has to know of it.
 */
public final class CancellationCheck {
    private CancellationCheck() {}

    /**
     * Goes on, or ends.
     *
     * @throws CancellationException when this thread was interrupted; it then is no longer
     */
    public static void check() {
        // Asking does not change the mark and costs little; only then it is taken away.
        if (Thread.currentThread().isInterrupted() && Thread.interrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
