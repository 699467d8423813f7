package org.mckernel.eclair.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.KernelAddressSpace;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.triage.AnalysisContext;
import org.mckernel.dump.unwind.Locals;
import org.mckernel.dump.unwind.Stacks;
import org.mckernel.eclair.disassembly.Disassembler;

/** A session on a dump: the opened dump, and the selected thread and frame. */
public final class Session {
    private final OpenedDump opened;
    private final boolean idleThreads;
    private final boolean cpuContexts;
    private Optional<ThreadView> selected = Optional.empty();
    private int frame;
    private Stacks stacks;
    private Evaluation evaluation;
    private Locals locals;
    private final ExamineState examined = new ExamineState();
    private boolean prettyPrint;
    private Optional<Path> sources = Optional.empty();
    private Optional<Listed> listed = Optional.empty();
    private Optional<Optional<Disassembler>> disassembler = Optional.empty();

    /** Lines of a source file. */
    public record Listed(String file, int first, int last) {}

    /**
     * @param idleThreads also list idle threads (option -l)
     * @param cpuContexts list CPUs instead of threads (option -c)
     */
    public Session(OpenedDump opened, boolean idleThreads, boolean cpuContexts) {
        this.opened = opened;
        this.idleThreads = idleThreads;
        this.cpuContexts = cpuContexts;
    }

    /** The dump and its image. */
    public OpenedDump opened() {
        return opened;
    }

    /** Clears the state read from a live kernel that was stopped or resumed. */
    public void changed() throws IOException {
        opened.changed();
        selected = Optional.empty();
        frame = 0;
        stacks = null;
        evaluation = null;
        locals = null;
    }

    /** The kernel. */
    public McKernel kernel() throws CommandException {
        return opened.requireKernel();
    }

    /** True if idle threads are listed among the others. */
    public boolean idleThreads() {
        return idleThreads;
    }

    /** True if CPUs are listed instead of threads. */
    public boolean cpuContexts() {
        return cpuContexts;
    }

    /** Stacks of threads and CPUs, with symbols. */
    public Stacks stacks() throws CommandException {
        if (stacks == null) {
            stacks = new Stacks(kernel());
        }
        return stacks;
    }

    /** C expressions, and the values shown so far. */
    public Evaluation evaluation() throws CommandException {
        if (evaluation == null) {
            evaluation = new Evaluation(this);
        }
        return evaluation;
    }

    /** What the command x looked at last. */
    public ExamineState examined() {
        return examined;
    }

    /** True if structures are printed with one member per line. */
    public boolean prettyPrint() {
        return prettyPrint;
    }

    /** Sets whether structures are printed with one member per line. */
    public void prettyPrint(boolean on) {
        prettyPrint = on;
    }

    /** The source lines shown last: a file, the first line and the last. */
    public Optional<Listed> listed() {
        return listed;
    }

    /** Sets the source lines shown last. */
    public void list(String file, int first, int last) {
        listed = Optional.of(new Listed(file, first, last));
    }

    /** The directory with the kernel's sources, if set. */
    public Optional<Path> sources() {
        return sources;
    }

    /** Sets that directory. */
    public void sourcesIn(Path directory) {
        sources = Optional.of(directory);
        listed = Optional.empty();
    }

    /** The disassembler on this machine. */
    public Disassembler disassembler() throws CommandException {
        if (disassembler.isEmpty()) {
            disassembler = Optional.of(Disassembler.find(kernel().data().architecture()));
        }
        return disassembler.get().orElseThrow(() -> new CommandException(Disassembler.NEEDED));
    }

    /** Arguments and variables of frames. */
    public Locals locals() throws CommandException {
        if (locals == null) {
            locals = new Locals(kernel().data(), evaluation().catalog(), stacks());
        }
        return locals;
    }

    /** The input of the triage detectors. */
    public AnalysisContext scene() throws CommandException {
        return new AnalysisContext(kernel(), stacks(), locals(), opened.log());
    }

    /** The selected thread: the one that panicked, else one that a CPU runs, else the first. */
    public ThreadView thread() throws CommandException {
        if (selected.isEmpty()) {
            selected = first();
        }
        return selected.orElseThrow(() -> new CommandException("no threads found in this dump; doctor shows why"));
    }

    private Optional<ThreadView> first() throws CommandException {
        McKernel kernel = kernel();
        Optional<Integer> panicked = stacks().panickingCpu();
        if (panicked.isPresent()) {
            return kernel.threads().currentOf(panicked.get());
        }
        for (CpuView cpu : kernel.cpus()) {
            Optional<ThreadView> current = kernel.threads().currentOf(cpu.id());
            if (current.isPresent() && !current.get().isIdle()) {
                return current;
            }
        }
        return kernel.threads().all().stream().findFirst();
    }

    /** Selects a thread, and its innermost frame. */
    public void select(ThreadView thread) {
        listed = Optional.empty();
        selected = Optional.of(thread);
        frame = 0;
    }

    /** Number of the selected frame, including inlined calls. */
    public int frame() {
        return frame;
    }

    /** Selects a frame of the selected thread; the caller has checked that there is one. */
    public void selectFrame(int number) {
        listed = Optional.empty();
        frame = number;
    }

    /** Registers of the selected thread in its innermost frame. */
    public SavedRegisters registers() throws CommandException {
        return new RegisterReader(kernel().data()).of(thread());
    }

    /** A virtual address of a physical one: in the image mapping if it is there, else in the straight map. */
    public long virtualOf(long physical) throws CommandException {
        List<KernelAddressSpace.LinearRange> ranges = kernel().data().space().ranges();
        for (KernelAddressSpace.LinearRange range : ranges) {
            if (Long.compareUnsigned(physical - range.physical(), range.length()) < 0) {
                return range.start() + physical - range.physical();
            }
        }
        return ranges.getLast().start() + physical - ranges.getLast().physical();
    }
}
