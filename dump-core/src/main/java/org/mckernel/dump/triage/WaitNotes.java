package org.mckernel.dump.triage;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.kernel.ThreadView;

/**
 * Where threads are and, as far as that can be told, what they wait for: a lock and who has it, or an answer of Linux.
 */
public final class WaitNotes {
    private final AnalysisContext scene;
    private final Map<Long, LockWait> locks = new HashMap<>();

    /** Looks at the stacks of all threads. */
    public WaitNotes(AnalysisContext scene) {
        this.scene = scene;
        new LockSurvey(scene).waits().forEach(wait -> locks.put(wait.thread().address(), wait));
    }

    /** {@code lock_slow (lock.c:10) ← lock_a held by TID 401}. */
    public String where(ThreadView thread) {
        return scene.stacks().where(thread) + note(thread).map(" ← "::concat).orElse("");
    }

    private Optional<String> note(ThreadView thread) {
        LockWait wait = locks.get(thread.address());
        return wait == null
                ? Offload.of(scene, thread).map(o -> o.call() + " handed to Linux")
                : Optional.of(scene.name(wait.lock())
                        + wait.owner()
                                .map(o -> " held by " + AnalysisContext.name(o))
                                .orElse(""));
    }
}
