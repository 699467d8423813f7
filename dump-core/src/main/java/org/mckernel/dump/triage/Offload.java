package org.mckernel.dump.triage;

import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.expression.ExpressionException;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeText;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.dump.unwind.Stacks;

/**
 * A system call that a thread offloaded to Linux, and whose result it waits for. The thread's record shows that it
 * waits; the arguments of the functions on its stack show which call it is: the request of {@code do_syscall}, or the
 * number argument of the functions around it.
 *
 * @param thread the thread
 * @param number of the call; empty when unknown
 * @param call the call for users: {@code write (1)}
 */
public record Offload(ThreadView thread, OptionalLong number, String call) {
    private static final String REQUEST = "syscall_request";
    /** Number of frames whose arguments may refer to the request. */
    private static final int NEAR = 6;

    /** The call that a thread waits for; empty when it does not wait for Linux. */
    static Optional<Offload> of(AnalysisContext context, ThreadView thread) {
        if (thread.isIdle() || !waits(context.kernel().data(), thread)) {
            return Optional.empty();
        }
        OptionalLong number = number(context, thread);
        if (number.isEmpty()) {
            return Optional.of(new Offload(thread, number, "a system call"));
        }
        long call = number.getAsLong();
        Optional<String> name =
                SystemCallNames.of(context.kernel().data().architecture().name(), call);
        return Optional.of(new Offload(
                thread, number, name.map(n -> "%s (%d)".formatted(n, call)).orElse("system call %d".formatted(call))));
    }

    private static boolean waits(KernelData data, ThreadView thread) {
        try {
            OptionalLong offset = data.findOffset("thread", "in_syscall_offload");
            return offset.isPresent() && (int) data.virtual().i64(thread.address() + offset.getAsLong()) != 0;
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return false;
        }
    }

    private static OptionalLong number(AnalysisContext context, ThreadView thread) {
        StackView view = context.stacks().of(thread);
        int innermost = Stacks.mostInformativeFrame(view);
        for (int i = innermost; i < Math.min(view.frames().size(), innermost + NEAR); i++) {
            for (Variable argument : context.arguments(view, i)) {
                OptionalLong number = number(argument);
                if (number.isPresent()) {
                    return number;
                }
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong number(Variable argument) {
        Value value = argument.value();
        try {
            return switch (value.type().real()) {
                case CType.Pointer pointer
                when TypeText.name(pointer.target().get()).endsWith(REQUEST) ->
                    known(value.dereference().member("number"));
                case CType.Base base
                when base.encoding() == CType.Encoding.SIGNED
                        && (argument.name().equals("number") || argument.name().equals("n")) ->
                    known(Optional.of(value));
                default -> OptionalLong.empty();
            };
        } catch (ExpressionException | BadTypeException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong known(Optional<Value> value) throws ExpressionException {
        return value.isPresent() ? OptionalLong.of(value.get().number()) : OptionalLong.empty();
    }
}
