package org.mckernel.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.PageSet;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.mckernel.PageSetWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The runs of pages that a page set announces: one page in 64 is left out. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PageSetRuns {
    private static final long SET = 0x1000;
    private static final long MAPS = 0x2000;

    /** Memory that McKernel has, in MiB; 4096 make 16384 runs. */
    @Param("4096")
    public int mib = 4096;

    private BenchmarkFiles files;
    private Dump dump;

    /** Writes and opens the file. */
    @Setup
    public void open() throws IOException {
        long size = (long) mib << 20;
        long start = 1L << 30;
        PageSetWriter set = new PageSetWriter(BenchmarkFiles.PAGE).map(start, size);
        for (long at = 32L * BenchmarkFiles.PAGE; at < size; at += 64L * BenchmarkFiles.PAGE) {
            set.clear(start + at, BenchmarkFiles.PAGE);
        }
        SimulatedMemory machine =
                new SimulatedMemory(BenchmarkFiles.PAGE).ram(0, 1L << 20).ram(start, size);
        set.writeTo(machine, SET, MAPS);
        files = new BenchmarkFiles();
        VmcoreWriter.of(machine).write(files.file("vmcore"));
        dump = Dumps.open(files.file("vmcore"));
    }

    /** Closes and deletes the file. */
    @TearDown
    public void close() throws IOException {
        dump.close();
        files.close();
    }

    /** Reads the page set and lists its runs; the result is their number. */
    @Benchmark
    public int runs() throws BadRecordException {
        return PageSet.read(dump.memory(), SET, BenchmarkFiles.PAGE)
                .chunks(dump.memory())
                .count();
    }
}
