package org.mckernel.dump.memory;

import java.util.concurrent.CancellationException;

/**
 * Cancels a command when the user interrupts it: the shell interrupts the thread of a command, and every read of a
 * dump's memory checks for that. So walks need no check of their own.
 */
public final class CancellationCheck {
    private CancellationCheck() {}

    /**
     * Returns, or throws if the thread was interrupted.
     *
     * @throws CancellationException when this thread was interrupted; the interrupt status is cleared
     */
    public static void check() {
        // Reading the interrupt status is cheap and does not change it; it is cleared only when set.
        if (Thread.currentThread().isInterrupted() && Thread.interrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
