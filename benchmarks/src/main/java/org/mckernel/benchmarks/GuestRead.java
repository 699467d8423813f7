package org.mckernel.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.open.Dumps;

/**
 * Reads every page of a vmcore once; prints seconds, bytes, the sum of all words, and the end of its memory.
 * {@code peers/libkdumpfile.sh} runs it.
 */
public final class GuestRead {
    private static final int BLOCK = 1 << 20;

    private GuestRead() {}

    private record Part(long bytes, long sum) {}

    /** Takes a vmcore and a number of threads. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        int threads = Integer.parseInt(args[1]);
        try (Dump dump = Dumps.open(Path.of(args[0]));
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            long end = dump.memory().end();
            AtomicLong next = new AtomicLong();
            long begin = System.nanoTime();
            List<Future<Part>> parts = IntStream.range(0, threads)
                    .mapToObj(_ -> pool.submit(() -> read(dump.memory(), next, end)))
                    .toList();
            long bytes = 0;
            long sum = 0;
            for (Future<Part> part : parts) {
                bytes += part.get().bytes();
                sum += part.get().sum();
            }
            System.out.printf(Locale.ROOT, "%.3f %d %x %d%n", (System.nanoTime() - begin) / 1e9, bytes, sum, end);
        }
    }

    private static Part read(PhysicalMemory memory, AtomicLong next, long end) {
        long bytes = 0;
        long sum = 0;
        MemorySegment buffer = Arena.ofAuto().allocate(BLOCK, 64);
        for (long at = next.getAndAdd(BLOCK); at < end; at = next.getAndAdd(BLOCK)) {
            long stop = Math.min(end, at + BLOCK);
            for (long page = memory.nextPresent(at, stop); page >= 0; page = memory.nextPresent(page, stop)) {
                long got = memory.read(page, buffer, 0, stop - page);
                for (long i = 0; i < got; i += 8) {
                    sum += buffer.get(ValueLayout.JAVA_LONG, i);
                }
                bytes += got;
                page += Math.max(got, memory.pageSize());
                if (page >= stop) {
                    break;
                }
            }
        }
        return new Part(bytes, sum);
    }
}
