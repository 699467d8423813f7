package org.mckernel.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.kdump.Codec;
import org.mckernel.testdumps.kdump.KdumpWriter;
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

/** Finding pages of a kdump-compressed file in which one page per 8 MiB of a large machine was dumped. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
public class KdumpLookup {
    private static final long STRIDE = 8L << 20;
    private static final long GIB = 1L << 30;

    /** Memory of the machine. */
    @Param("1024")
    public int gib = 1024;

    private BenchmarkFiles files;
    private Dump dump;
    private PhysicalMemory memory;
    private final Random random = new Random(1);
    private final MemorySegment word = Arena.ofAuto().allocate(8, 8);

    /** Writes and opens the file. */
    @Setup
    public void open() throws IOException {
        SimulatedMemory machine = new SimulatedMemory(BenchmarkFiles.PAGE).ram(0, gib * GIB);
        for (long at = 0; at < gib * GIB; at += STRIDE) {
            machine.fate(at + BenchmarkFiles.PAGE, STRIDE - BenchmarkFiles.PAGE, SimulatedMemory.Fate.EXCLUDED);
        }
        files = new BenchmarkFiles();
        KdumpWriter.of(machine).codec(Codec.RAW).sharedZeroPage().write(files.file("vmcore"));
        dump = Dumps.open(files.file("vmcore"));
        memory = dump.memory();
    }

    /** Closes and deletes the file. */
    @TearDown
    public void close() throws IOException {
        dump.close();
        files.close();
    }

    /** Eight bytes of a random dumped page: bit, rank, descriptor, data. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public long rankAndRead() {
        return memory.read(random.nextInt((int) (gib * GIB / STRIDE)) * STRIDE, word, 0, 8);
    }

    /** All extents of the machine, one after the other; the result is their number. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public long walkExtents() {
        long count = 0;
        for (long at = 0; at < memory.end(); count++) {
            at = memory.extent(at, memory.end() - at).end();
        }
        return count;
    }
}
