package org.mckernel.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.symbol.SymbolTable;
import org.mckernel.testdumps.fixture.PracticeCapture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Symbols of an image, both ways: the practice kernel's, or the one that {@code -Dmck.image=FILE} names. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
public class SymbolLookup {
    private static final int ASKED = 1024;

    private final Path file = Path.of(System.getProperty("mck.image", PracticeCapture.IMAGE.toString()));
    private final List<String> names = new ArrayList<>();
    private final long[] addresses = new long[ASKED];
    private KernelImage image;
    private SymbolTable symbols;
    private int next;

    /** Opens the image and chooses symbols to ask for, at random. */
    @Setup
    public void open() throws IOException {
        image = KernelImage.open(file);
        symbols = image.symbols();
        List<String> all = symbols.names("", 1 << 20);
        Random random = new Random(1);
        while (names.size() < ASKED) {
            String name = all.get(random.nextInt(all.size()));
            Symbol symbol = symbols.find(name).orElseThrow();
            if (symbols.nearest(symbol.value()).isPresent()) {
                addresses[names.size()] = symbol.value() + random.nextInt(4);
                names.add(name);
            }
        }
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
        image.close();
    }

    /** The symbol of a name. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Symbol byName() {
        return symbols.find(names.get(next++ & (ASKED - 1))).orElseThrow();
    }

    /** The symbol that an address belongs to. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Symbol byAddress() {
        return symbols.nearest(addresses[next++ & (ASKED - 1)]).orElseThrow();
    }

    /** From a file not yet open to the first name found: opening, and the index of names. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Symbol openAndFindName() throws IOException {
        try (KernelImage other = KernelImage.open(file)) {
            return other.symbols().find(names.getFirst()).orElseThrow();
        }
    }

    /** The same to the first address found. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Symbol openAndFindAddress() throws IOException {
        try (KernelImage other = KernelImage.open(file)) {
            return other.symbols().nearest(addresses[0]).orElseThrow();
        }
    }
}
