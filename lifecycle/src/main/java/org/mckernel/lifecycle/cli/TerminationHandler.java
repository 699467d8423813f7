package org.mckernel.lifecycle.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C and SIGTERM end a command in order: its thread is interrupted, which makes the write that it is at fail,
 * so that it takes back what it has done; the program ends when it is through. After that time the program ends anyway,
 * as by a kill: the journal knows what is left.
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

    /** Sets how long the command may take to end in order; taking back a boot of a real node takes its time. */
    void allow(Duration longer) {
        patience = longer;
    }

    /** Whether the program was told to end. */
    public boolean asked() {
        return asked;
    }

    private void await() {
        try {
            if (!through.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("mck: does not stop; mck recover will finish or undo what it was at");
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
