package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mckernel.lifecycle.host.ProcessResult;

/**
 * Waits for a program that writes a file of unknown length. A dump of a large node takes long; if the file does not
 * grow, the program waits for a CPU that will never answer.
 */
final class FileGrowthMonitor {
    /** A run that is abandoned when its thread is interrupted. */
    interface Run {
        ProcessResult within(Duration limit) throws IOException;
    }

    private static final Duration STALL = Duration.ofMinutes(1);
    /** Longer than a program is given to end, and to end when it is killed. */
    private static final Duration STOPPED = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofHours(12);

    private final Path file;
    private final Duration stall;

    FileGrowthMonitor(Path file) {
        this(file, STALL);
    }

    FileGrowthMonitor(Path file, Duration stall) {
        this.file = file;
        this.stall = stall;
    }

    /**
     * Runs to the end.
     *
     * @throws IOException also when the file has not changed for a while; the program is then ended, or detached
     */
    ProcessResult await(Run run) throws IOException {
        CompletableFuture<ProcessResult> result = new CompletableFuture<>();
        Thread runner = Thread.ofVirtual().start(() -> {
            try {
                result.complete(run.within(LIMIT));
            } catch (IOException | RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return await(result);
        } finally {
            runner.interrupt();
            join(runner);
        }
    }

    /** What is stopped may write until it has ended. */
    private static void join(Thread runner) {
        boolean interrupted = Thread.interrupted();
        try {
            runner.join(STOPPED);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ProcessResult await(CompletableFuture<ProcessResult> result) throws IOException {
        long size = -1;
        long since = System.nanoTime();
        while (true) {
            try {
                return result.get(Math.min(stall.toMillis(), 250), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long now = Files.exists(file) ? Files.size(file) : 0;
                if (now != size) {
                    size = now;
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > stall.toNanos()) {
                    throw new IOException(("the dump has stayed at %d bytes for %d s: a CPU of McKernel does not"
                                    + " respond; the request was cancelled, and McKernel may be stopped")
                            .formatted(size, stall.toSeconds()));
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
