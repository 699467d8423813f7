package org.mckernel.lifecycle.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C and SIGTERM end a command in order: its thread is interrupted, which makes its current write fail, so
 * that it undoes what it has done; the program ends when that is complete. After a limit the program ends anyway, as if
 * killed: the journal records what is left.
 */
public final class TerminationHandler implements AutoCloseable {
    private static final Duration USUAL = Duration.ofSeconds(10);

    private final CountDownLatch through = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;
    private volatile Duration patience = USUAL;

    private TerminationHandler(Thread worker) {
        hook = new Thread(
                () -> {
                    asked = true;
                    worker.interrupt();
                    await();
                },
                "interrupt-command");
    }

    /** From now to {@link #close}, a signal that ends the program interrupts the calling thread and waits for it. */
    public static TerminationHandler ofThisThread() {
        TerminationHandler interruption = new TerminationHandler(Thread.currentThread());
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException e) {
            interruption.asked = true; // the program is ending already
            Thread.currentThread().interrupt();
        }
        return interruption;
    }

    /** Sets how long the command may take to end in order; undoing a boot of a real node takes long. */
    void allow(Duration longer) {
        patience = longer;
    }

    /** Whether the program was asked to end by a signal. */
    public boolean asked() {
        return asked;
    }

    private void await() {
        try {
            if (!through.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("mck: still running; mck recover will finish or undo the operation");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        through.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // it runs, or has run
        }
    }
}
