package org.mckernel.dump.triage;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.kernel.ThreadView;

/** Where threads are and, if known, what they wait for: a lock and its owner, or Linux. */
public final class WaitNotes {
    private final AnalysisContext context;
    private final Map<Long, LockWait> locks = new HashMap<>();

    /** Examines the stacks of all threads. */
    public WaitNotes(AnalysisContext context) {
        this.context = context;
        new LockSurvey(context).waits().forEach(wait -> locks.put(wait.thread().address(), wait));
    }

    /** {@code lock_slow (lock.c:10) ← lock_a held by TID 401}. */
    public String where(ThreadView thread) {
        return context.stacks().where(thread) + note(thread).map(" ← "::concat).orElse("");
    }

    private Optional<String> note(ThreadView thread) {
        LockWait wait = locks.get(thread.address());
        return wait == null
                ? Offload.of(context, thread).map(o -> o.call() + " offloaded to Linux")
                : Optional.of(context.name(wait.lock())
                        + wait.owner()
                                .map(o -> " held by " + AnalysisContext.name(o))
                                .orElse(""));
    }
}
