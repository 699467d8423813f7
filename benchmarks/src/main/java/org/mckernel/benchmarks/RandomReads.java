package org.mckernel.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.flattened.FlattenedWriter;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.mckdump.MckdumpWriter;
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

/** Eight bytes at random addresses of a memory in many pieces of 64 KiB, as each format stores it. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RandomReads {
    /** Format of the file; {@code flattened} is a shuffled stream of the ELF file, {@code zlib} a kdump. */
    @Param({"elf", "mckdump", "flattened", "zlib"})
    public String format = "elf";

    /** Pieces of memory: segments of the ELF file, chunks of the mckdump. */
    @Param("2048")
    public int pieces = 2048;

    private BenchmarkFiles files;
    private Dump dump;
    private PhysicalMemory memory;
    private final Random random = new Random(1);
    private final MemorySegment word = Arena.ofAuto().allocate(8, 8);

    /** Writes and opens the file. */
    @Setup
    public void open() throws IOException {
        files = new BenchmarkFiles();
        SimulatedMemory machine = BenchmarkFiles.scatteredMemory(pieces);
        Path file = files.file(format);
        switch (format) {
            case "mckdump" -> MckdumpWriter.of(machine).allRam().write(file);
            case "zlib" -> KdumpWriter.of(machine).write(file);
            case "flattened" -> {
                VmcoreWriter.of(machine).write(files.file("plain"));
                FlattenedWriter.of(files.file("plain"))
                        .recordSize(BenchmarkFiles.PAGE)
                        .shuffled(1)
                        .write(file);
            }
            default -> VmcoreWriter.of(machine).write(file);
        }
        dump = Dumps.open(file);
        memory = dump.memory();
    }

    /** Closes and deletes the file. */
    @TearDown
    public void close() throws IOException {
        dump.close();
        files.close();
    }

    /** One read; 8 bytes. */
    @Benchmark
    public long read() {
        return memory.read(BenchmarkFiles.scatteredAddress(random, pieces), word, 0, 8);
    }
}
