package org.mckernel.dump.triage;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.Locals;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.dump.unwind.Stacks;

/**
 * The input of the detectors.
 *
 * @param kernel the kernel's objects
 * @param stacks of its threads
 * @param locals variables of their frames
 * @param log the kernel's log, if the dump has it
 */
public record AnalysisContext(McKernel kernel, Stacks stacks, Locals locals, Optional<KernelLog> log) {
    /** The arguments of a frame; none where debug information has none. */
    List<Variable> arguments(StackView view, int frame) {
        try {
            return locals.arguments(view, frame).orElse(List.of());
        } catch (MalformedFileException e) {
            return List.of();
        }
    }

    /** The symbol that starts at an address, else the address. */
    String name(long address) {
        try {
            Optional<Symbol> symbol = kernel.data().image().symbols().nearest(address);
            return symbol.filter(s -> s.value() == address).map(Symbol::name).orElse("0x" + Long.toHexString(address));
        } catch (MalformedFileException e) {
            return "0x" + Long.toHexString(address);
        }
    }

    /** {@code TID 402}, or the address of the thread when its number is unknown. */
    static String name(ThreadView thread) {
        return thread.isIdle()
                ? "the idle thread of CPU " + thread.cpu().orElse(-1)
                : thread.tid().isPresent()
                        ? "TID " + thread.tid().getAsInt()
                        : "the thread at 0x%x".formatted(thread.address());
    }

    /** {@code enqueue (sched.c:84)}. */
    static String place(CodeFrame frame) {
        String name = frame.function().isEmpty()
                ? "0x%x, which is not kernel code".formatted(frame.frame().pc())
                : frame.function();
        return name + frame.source().map(" (%s)"::formatted).orElse("");
    }
}
