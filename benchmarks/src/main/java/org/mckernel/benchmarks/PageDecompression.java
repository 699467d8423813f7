package org.mckernel.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mckernel.dump.format.kdump.codec.PageCodec;
import org.mckernel.testdumps.kdump.Codec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Pages of 4 KiB decoded per second, codec by codec; times 4096 are bytes. No page is zero, none repeats its neighbour.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PageDecompression {
    static final int PAGES = 1024;

    /** How the pages are stored. */
    @Param({"RAW", "ZLIB", "LZO", "SNAPPY", "ZSTD"})
    public String codec = "ZLIB";

    /** What the pages hold. */
    @Param({"text", "noise"})
    public String content = "text";

    private PageCodec decoder;
    private List<MemorySegment> stored;

    /** A page to decode into, for each thread. */
    @State(Scope.Thread)
    public static class Target {
        final MemorySegment page = Arena.ofAuto().allocate(BenchmarkFiles.PAGE, 64);
    }

    /** Compresses the pages. */
    @Setup
    public void compress() {
        Codec writer = Codec.valueOf(codec);
        decoder = PageCodec.ofFlags(writer.flag());
        stored = new ArrayList<>();
        for (int i = 0; i < PAGES; i++) {
            byte[] bytes = writer.compress(
                    "text".equals(content) ? BenchmarkFiles.textPage(i) : BenchmarkFiles.halfNoisePage(i));
            stored.add(Arena.ofAuto().allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes)));
        }
    }

    /** One thread. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(PAGES)
    public int oneThread(Target target) {
        return decodeAll(target);
    }

    /** Two threads; the sum of both. */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(PAGES)
    public int twoThreads(Target target) {
        return decodeAll(target);
    }

    private int decodeAll(Target target) {
        int good = 0;
        for (MemorySegment page : stored) {
            if (decoder.decode(page, target.page)) {
                good++;
            }
        }
        return good;
    }
}
