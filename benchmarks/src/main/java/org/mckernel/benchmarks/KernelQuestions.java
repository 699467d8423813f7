package org.mckernel.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mckernel.dump.address.AddressSpace.Translation;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.dwarf.DebugInfo;
import org.mckernel.dump.expression.ExpressionException;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.unwind.Backtrace;
import org.mckernel.dump.unwind.Unwinder;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;
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

/** What the analyser asks of a kernel, on the captured practice kernel: page tables, stacks, an expression. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
public class KernelQuestions {
    private static final int STACKS = 1000;

    private BenchmarkFiles files;
    private OpenedDump opened;
    private Session session;
    private PageTables tables;
    private long mapped;
    private List<SavedRegisters> registers;
    private Unwinder unwinder;

    /** Unpacks and opens the capture. */
    @Setup
    public void open() throws IOException, CommandException {
        files = new BenchmarkFiles();
        PracticeCapture.unpack(files.directory());
        opened = OpenedDump.open(files.file("vmcore"), Optional.of(PracticeCapture.IMAGE), false);
        session = new Session(opened, false, false);
        tables = session.kernel().data().space().tables().orElseThrow();
        mapped = session.kernel().data().space().ranges().getFirst().start();
        RegisterReader reader = new RegisterReader(session.kernel().data());
        registers = session.kernel().cpus().stream()
                .map(cpu -> reader.ofCpu(cpu.id()))
                .toList();
        unwinder = newUnwinder();
    }

    private Unwinder newUnwinder() throws IOException, CommandException {
        return new Unwinder(
                session.kernel().data(),
                DebugInfo.of(session.kernel().data().image().elf()));
    }

    /** Closes and deletes it. */
    @TearDown
    public void close() throws IOException {
        opened.close();
        files.close();
    }

    /** An address of the kernel's image through the kernel's page tables. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Translation pageWalk() throws UnmappedAddressException, AbsentMemoryException {
        return tables.translate(mapped);
    }

    /** A stack whose addresses were met before. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Backtrace oneStack() {
        return unwinder.walk(registers.get(1));
    }

    /**
     * A thousand stacks from nothing: the index of call-frame information is built, too. The result is their frames.
     */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public long thousandStacks() throws IOException, CommandException {
        Unwinder fresh = newUnwinder();
        long frames = 0;
        for (int i = 0; i < STACKS; i++) {
            frames += fresh.walk(registers.get(i % registers.size())).frames().size();
        }
        return frames;
    }

    /** An expression with a cast, a member and arithmetic. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public long expression() throws CommandException, ExpressionException {
        return session.evaluation().value("(long)clv[1].current + 1").number();
    }
}
