package org.mckernel.dump.unwind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.symbol.Symbol;

/** The stacks of threads and CPUs; each is walked once. */
public final class Stacks {
    /** Functions that every waiting thread is in; their caller is more informative. */
    private static final Set<String> SWITCHING =
            Set.of("schedule", "ihk_mc_switch_context", "context_switch", "spin_sleep_or_schedule", "sleep_until");

    private static final String PANIC = "panic";
    private static final int KEPT = 1 << 14;

    private final McKernel kernel;
    private final RegisterReader registers;
    private final Unwinder unwinder;
    private final CodeLines lines;
    private final FrameNames names;
    private final Map<Long, StackView> known = new HashMap<>();

    public Stacks(McKernel kernel) {
        this.kernel = kernel;
        this.registers = new RegisterReader(kernel.data());
        this.lines = new CodeLines(kernel.data().image());
        this.names = new FrameNames(lines, this::symbol);
        this.unwinder = new Unwinder(kernel.data(), lines.info());
    }

    /** The stack of a thread. */
    public StackView of(ThreadView thread) {
        StackView view = known.get(thread.address());
        if (view == null) {
            view = view(registers.of(thread));
            if (known.size() < KEPT) {
                known.put(thread.address(), view);
            }
        }
        return view;
    }

    /** Source lines and functions of code. */
    public CodeLines lines() {
        return lines;
    }

    /** The registers of a CPU as the dump NMI saved them. */
    public SavedRegisters ofCpu(int cpu) {
        return registers.ofCpu(cpu);
    }

    /** The ends of the stacks on which a CPU enters the kernel from user mode. */
    public List<Long> entryStacks(int cpu) {
        return registers.entryStacks(cpu);
    }

    /** The stack of a CPU at the dump NMI. */
    public StackView onCpu(int cpu) {
        return view(registers.ofCpu(cpu));
    }

    /** The CPU whose stack leads through {@code panic}; else one that is handling a page fault in kernel mode. */
    public Optional<Integer> panickingCpu() {
        Optional<Integer> faulted = Optional.empty();
        for (CpuView cpu : kernel.cpus()) {
            StackView view = onCpu(cpu.id());
            if (view.shape().contains(PANIC)) {
                return Optional.of(cpu.id());
            }
            if (faulted.isEmpty() && view.saved().source() == SavedRegisters.Source.KERNEL_FAULT) {
                faulted = Optional.of(cpu.id());
            }
        }
        return faulted;
    }

    /** Short position of a thread: the most informative function, with its source line. */
    public String where(ThreadView thread) {
        return where(of(thread));
    }

    /** The same for a CPU. */
    public String whereOnCpu(int cpu) {
        return where(onCpu(cpu));
    }

    private static String where(StackView view) {
        if (view.saved().source() == SavedRegisters.Source.USER_MODE) {
            return "user mode";
        }
        if (view.frames().isEmpty()) {
            return view.saved().note();
        }
        CodeFrame frame = view.frames().get(mostInformativeFrame(view));
        String name = frame.function().isEmpty()
                ? "0x" + Long.toHexString(frame.frame().pc())
                : frame.function();
        String panic = view.shape().contains(PANIC) && !name.equals(PANIC)
                ? " ← panic"
                : view.saved().source() == SavedRegisters.Source.KERNEL_FAULT ? " → page fault" : "";
        return name + frame.source().map(s -> " (" + s + ")").orElse("") + panic;
    }

    /** Index of the innermost frame that does more than yield the CPU; 0 when there is none. */
    public static int mostInformativeFrame(StackView view) {
        int frame = 0;
        while (frame < view.frames().size() - 1
                && SWITCHING.contains(view.frames().get(frame).function())) {
            frame++;
        }
        return frame;
    }

    private StackView view(SavedRegisters saved) {
        Backtrace stack = unwinder.walk(saved);
        List<CodeFrame> frames = new ArrayList<>();
        for (Frame frame : stack.frames()) {
            names.expand(frame, 0, frames.size(), frames);
        }
        return new StackView(saved, stack, frames);
    }

    private Optional<Symbol> symbol(long address) {
        try {
            return kernel.data().inImage(address)
                    ? kernel.data().image().symbols().nearest(address)
                    : Optional.empty();
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }
}
