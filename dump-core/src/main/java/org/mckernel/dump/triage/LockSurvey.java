package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mckernel.dump.expression.ExpressionException;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeText;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.dump.unwind.Stacks;

/**
 * Which threads wait for which locks. Determined from stacks: the innermost function of a thread, except those that
 * yield the CPU, has "lock" in its name and a pointer argument whose type name also contains it.
 */
public final class LockSurvey {
    private static final Pattern LOCKS = Pattern.compile("(^|_)(spin|rw|mcs|rwspin|read|write)*lock(_|$)");
    private static final String OWNER = "owner";

    private final AnalysisContext context;
    private final List<LockWait> waits = new ArrayList<>();

    /** Examines the stacks of all threads. */
    public LockSurvey(AnalysisContext context) {
        this.context = context;
        for (ThreadView thread : context.kernel().threads().all()) {
            if (!thread.isIdle()) {
                look(thread);
            }
        }
    }

    /** All waiting threads, in thread order. */
    public List<LockWait> waits() {
        return List.copyOf(waits);
    }

    /** Cycles of threads that wait for each other, each cycle once: each waits for a lock of the next. */
    public List<List<LockWait>> cycles() {
        Map<Long, LockWait> byThread = new HashMap<>();
        waits.forEach(w -> byThread.put(w.thread().address(), w));
        Set<Long> done = new HashSet<>();
        List<List<LockWait>> cycles = new ArrayList<>();
        for (LockWait first : waits) {
            List<LockWait> way = new ArrayList<>();
            LockWait at = first;
            while (at != null && done.add(at.thread().address())) {
                way.add(at);
                at = at.owner().map(owner -> byThread.get(owner.address())).orElse(null);
            }
            int start = at == null ? -1 : way.indexOf(at);
            if (start >= 0) {
                cycles.add(List.copyOf(way.subList(start, way.size())));
            }
        }
        return cycles;
    }

    private void look(ThreadView thread) {
        StackView view = context.stacks().of(thread);
        int innermost = Stacks.mostInformativeFrame(view);
        for (int i = innermost;
                i < view.frames().size() && waits(view.frames().get(i).function());
                i++) {
            for (Variable argument : context.arguments(view, i)) {
                Optional<LockWait> wait = wait(thread, view.frames().get(i).function(), argument);
                if (wait.isPresent()) {
                    waits.add(wait.get());
                    return;
                }
            }
        }
    }

    private static boolean waits(String function) {
        return LOCKS.matcher(function).find() && !function.contains("unlock");
    }

    private Optional<LockWait> wait(ThreadView thread, String function, Variable argument) {
        try {
            if (!(argument.value().type().real() instanceof CType.Pointer pointer)) {
                return Optional.empty();
            }
            CType target = pointer.target().get();
            String type = TypeText.name(target);
            long lock = argument.value().number();
            return type.toLowerCase(Locale.ROOT).contains("lock") && lock != 0
                    ? Optional.of(new LockWait(
                            thread, lock, type, function, owner(argument.value().dereference())))
                    : Optional.empty();
        } catch (ExpressionException | BadTypeException e) {
            return Optional.empty();
        }
    }

    private Optional<ThreadView> owner(Value lock) throws ExpressionException {
        Optional<Value> owner = lock.member(OWNER);
        return owner.isPresent() && owner.get().type().real() instanceof CType.Pointer
                ? context.kernel().threads().byAddress(owner.get().number())
                : Optional.empty();
    }
}
