package org.mckernel.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.MemorySearch;
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

/**
 * Searches of memory in a mapped file, half of it text and half noise and zeros, on all processors. An
 * operation is {@code mib} MiB; the flags are eclair's, which has the first compiler only.
 */
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-XX:TieredStopAtLevel=1")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MemoryScan {
    private static final long MIB = 1L << 20;
    private static final int PAGES = 256;

    /** Size of the memory. */
    @Param("1024")
    public int mib = 1024;

    private BenchmarkFiles files;
    private MappedFile file;
    private PhysicalMemory memory;
    private ChunkList chunks;

    /** Writes the memory. */
    @Setup
    public void open() throws IOException {
        files = new BenchmarkFiles();
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int page = 0; page < PAGES; page += 2) {
            block.write(BenchmarkFiles.textPage(page));
            block.write(BenchmarkFiles.halfNoisePage(page));
        }
        try (OutputStream out = Files.newOutputStream(files.file("memory"))) {
            for (int i = 0; i < mib; i++) {
                block.writeTo(out);
            }
        }
        file = MappedFile.open(files.file("memory"));
        memory = new StoredMemoryBuilder().stored(0, mib * MIB, 0).build(file, BenchmarkFiles.PAGE);
        chunks = new ChunkList.Builder().add(0, mib * MIB).build();
    }

    /** Deletes it. */
    @TearDown
    public void close() throws IOException {
        file.close();
        files.close();
    }

    /** A word that is nowhere. */
    @Benchmark
    public MemorySearch.Found word() {
        return MemorySearch.forWord(0x1234_5678_1234_5678L, 0).run(memory, chunks);
    }

    /** Words that are nowhere, but for 16 bits. */
    @Benchmark
    public MemorySearch.Found masked() {
        return MemorySearch.forWord(0x1234_5678_1234_5678L, 0xffff).run(memory, chunks);
    }

    /** Pointers into a page that nothing points into. */
    @Benchmark
    public MemorySearch.Found pointers() {
        return MemorySearch.forRange(0xffff_8880_0000_1000L, BenchmarkFiles.PAGE)
                .run(memory, chunks);
    }

    /** Text that begins like some that is there. */
    @Benchmark
    public MemorySearch.Found text() throws CommandException {
        return MemorySearch.forBytes("page fault in".getBytes(StandardCharsets.US_ASCII))
                .run(memory, chunks);
    }
}
