package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mckernel.dump.expression.ExpressionException;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.dump.unwind.StopReason;

/** The CPU that panicked: its message, the interrupted code, null pointer arguments. */
final class PanicDetector implements Detector {
    private static final String PANIC_MARK = "panic: ";
    private static final Pattern FAULT = Pattern.compile("fault|protection|exception");
    private static final Pattern SYSTEM_CALL = Pattern.compile("system_call|syscall|_svc");
    private static final int MOST_CALLERS = 6;
    private static final int FRAMES_CHECKED = 4;

    @Override
    public List<Finding> findings(AnalysisContext context) {
        Optional<Integer> cpu = context.stacks().panickingCpu();
        if (cpu.isEmpty()) {
            return List.of();
        }
        StackView view = context.stacks().onCpu(cpu.get());
        Optional<ThreadView> thread = context.kernel().threads().currentOf(cpu.get());
        List<String> evidence = new ArrayList<>();
        int interrupted = interrupted(view);
        String who = thread.map(AnalysisContext::name).orElse("the CPU");
        if (program(view)) {
            evidence.add("%s was in user mode, %s, when the CPU entered the kernel"
                    .formatted(who, view.stack().note().replaceFirst("^user mode, ", "")));
        } else if (interrupted < view.frames().size()) {
            evidence.add("%s was in %s".formatted(who, path(view, interrupted)));
            nullPointers(context, view, interrupted, evidence);
        }
        String said =
                context.log().flatMap(PanicDetector::message).map(": "::concat).orElse("");
        String what = said.isEmpty() && view.saved().source() == SavedRegisters.Source.KERNEL_FAULT
                ? "was handling a page fault in kernel mode"
                : "panicked" + said;
        return List.of(new Finding(
                Severity.FATAL, "CPU %d %s".formatted(cpu.get(), what), evidence, List.of("bt cpu " + cpu.get())));
    }

    private static Optional<String> message(KernelLog log) {
        return log.lines().reversed().stream()
                .map(KernelLog.Line::text)
                .filter(t -> t.startsWith(PANIC_MARK))
                .findFirst()
                .map(t -> t.substring(PANIC_MARK.length()));
    }

    /** The innermost frame that an entry into the kernel interrupted; else the one that called panic. */
    private static int interrupted(StackView view) {
        List<CodeFrame> frames = view.frames();
        if (view.saved().source() == SavedRegisters.Source.KERNEL_FAULT) {
            return 0;
        }
        for (int i = 0; i < frames.size() - 1; i++) {
            if (frames.get(i).frame().entry()
                    && !frames.get(i + 1).frame().equals(frames.get(i).frame())) {
                return i + 1;
            }
        }
        return view.shape().indexOf("panic") + 1;
    }

    /** True if a fault in user mode, not a system call, entered the kernel, according to function names. */
    private static boolean program(StackView view) {
        return view.shape().contains("panic")
                && view.stack().stop() == StopReason.USER_MODE
                && view.frames().stream()
                                .map(CodeFrame::frame)
                                .filter(Frame::entry)
                                .distinct()
                                .count()
                        == 1
                && view.shape().stream().anyMatch(name -> FAULT.matcher(name).find())
                && view.shape().stream()
                        .noneMatch(name -> SYSTEM_CALL.matcher(name).find());
    }

    private static String path(StackView view, int first) {
        List<CodeFrame> rest = view.frames().subList(first, view.frames().size());
        String callers = rest.stream()
                .skip(1)
                .limit(MOST_CALLERS)
                .map(CodeFrame::function)
                .collect(Collectors.joining(" ← "));
        return AnalysisContext.place(rest.getFirst()) + (callers.isEmpty() ? "" : " ← " + callers);
    }

    private static void nullPointers(AnalysisContext context, StackView view, int first, List<String> evidence) {
        for (int i = first; i < Math.min(first + FRAMES_CHECKED, view.frames().size()); i++) {
            for (Variable argument : context.arguments(view, i)) {
                if (isNull(argument)) {
                    evidence.add("%s was called with %s=0x0"
                            .formatted(AnalysisContext.place(view.frames().get(i)), argument.name()));
                }
            }
        }
    }

    private static boolean isNull(Variable argument) {
        try {
            return argument.value().type().real() instanceof CType.Pointer
                    && argument.value().number() == 0;
        } catch (ExpressionException | BadTypeException e) {
            return false;
        }
    }
}
