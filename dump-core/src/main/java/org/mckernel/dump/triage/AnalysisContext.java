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
 * What rules look at.
 *
 * @param kernel its objects
 * @param stacks of its threads
 * @param locals variables of their frames
 * @param log the kernel's own, if the dump has it
 */
public record AnalysisContext(McKernel kernel, Stacks stacks, Locals locals, Optional<KernelLog> log) {
    /** The arguments of a frame; none where debug information does not tell. */
    List<Variable> arguments(StackView view, int frame) {
        try {
            return locals.arguments(view, frame).orElse(List.of());
        } catch (MalformedFileException e) {
            return List.of();
        }
    }

    /** The symbol that begins at an address, else the address. */
    String name(long address) {
        try {
            Optional<Symbol> symbol = kernel.data().image().symbols().nearest(address);
            return symbol.filter(s -> s.value() == address).map(Symbol::name).orElse("0x" + Long.toHexString(address));
        } catch (MalformedFileException e) {
            return "0x" + Long.toHexString(address);
        }
    }

    /** {@code TID 402}, or where the thread is when its number is not known. */
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
                ? "0x%x, where the kernel has no code".formatted(frame.frame().pc())
                : frame.function();
        return name + frame.source().map(" (%s)"::formatted).orElse("");
    }
}
