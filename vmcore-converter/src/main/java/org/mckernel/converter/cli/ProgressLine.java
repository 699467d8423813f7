package org.mckernel.converter.cli;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.Terminal;

/** A progress line on a terminal; nothing otherwise. Thread-safe. */
final class ProgressLine implements LongConsumer {
    private static final long INTERVAL = 100_000_000L;
    private static final int WIDTH = 20;

    private final PrintStream out;
    private final long total;
    private final long begin = System.nanoTime();
    private final AtomicLong shownAt = new AtomicLong(begin);

    private ProgressLine(PrintStream out, long total) {
        this.out = out;
        this.total = total;
    }

    /** A progress line for {@code total} bytes on standard error if that is a terminal, else one that shows nothing. */
    static LongConsumer start(long total, boolean wanted) {
        boolean terminal = Terminal.interactive();
        return wanted && terminal ? new ProgressLine(System.err, total) : _ -> {};
    }

    @Override
    public void accept(long done) {
        long now = System.nanoTime();
        long last = shownAt.get();
        boolean end = done >= total;
        if (end || (now - last >= INTERVAL && shownAt.compareAndSet(last, now))) {
            out.print(end ? "\r\033[K" : line(done, now));
            out.flush();
        }
    }

    private String line(long done, long now) {
        double part = (double) done / total;
        double seconds = (now - begin) / 1e9;
        long left = Math.round(seconds * (1 - part) / part);
        int full = (int) (part * WIDTH);
        return "\r\033[K%s%s %3d %%  %s of %s  %s/s  %d s left"
                .formatted(
                        "█".repeat(full),
                        " ".repeat(WIDTH - full),
                        (int) (part * 100),
                        ByteCount.text(done),
                        ByteCount.text(total),
                        ByteCount.text((long) (done / seconds)),
                        left);
    }
}
