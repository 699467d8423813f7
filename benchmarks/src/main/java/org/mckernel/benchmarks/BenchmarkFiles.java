package org.mckernel.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * A directory for one benchmark's inputs, deleted on close, and the contents that go into them. The same on every
 * run.
 */
public final class BenchmarkFiles implements AutoCloseable {
    /** Bytes of a page in all benchmarks. */
    static final int PAGE = 4096;

    private static final int SEGMENT = 16 * PAGE;

    private final Path directory;

    BenchmarkFiles() throws IOException {
        directory = Files.createTempDirectory("mckdump-benchmark");
    }

    /** The directory. */
    Path directory() {
        return directory;
    }

    /** A file in the directory. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** A page of text as kernel logs hold it: words that recur, numbers that do not. */
    static byte[] textPage(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<String> words = List.of("process", "mapped", "page fault at", "memory", "cpu", "irq", "node", "thread");
        while (text.length() < PAGE) {
            text.append("[%6d]: %s %s 0x%08x%n"
                    .formatted(
                            random.nextInt(100_000),
                            words.get(random.nextInt(8)),
                            words.get(random.nextInt(8)),
                            random.nextInt()));
        }
        return text.substring(0, PAGE).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A page whose first half is random bytes and whose second half is zero. */
    static byte[] halfNoisePage(long seed) {
        byte[] noise = new byte[PAGE / 2];
        new Random(seed).nextBytes(noise);
        return Arrays.copyOf(noise, PAGE);
    }

    /** RAM of many pieces: {@code pieces} times 64 KiB of text, each followed by 64 KiB of nothing. */
    static SimulatedMemory scatteredMemory(int pieces) {
        SimulatedMemory memory = new SimulatedMemory(PAGE);
        for (int i = 0; i < pieces; i++) {
            long start = 2L * SEGMENT * i;
            memory.ram(start, SEGMENT);
            for (int page = 0; page < SEGMENT; page += PAGE) {
                memory.write(start + page, textPage(i));
            }
        }
        return memory;
    }

    /** An 8-byte aligned address inside a piece of {@link #scatteredMemory}. */
    static long scatteredAddress(Random random, int pieces) {
        return 2L * SEGMENT * random.nextInt(pieces) + 8L * random.nextInt(SEGMENT / 8);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
