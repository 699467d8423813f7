package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.kernel.ThreadView;

/** Threads that wait for Linux to complete a system call. */
final class OffloadDetector implements Detector {
    private static final int MOST_SHOWN = 20;

    @Override
    public List<Finding> findings(AnalysisContext context) {
        List<String> evidence = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        int count = 0;
        for (ThreadView thread : context.kernel().threads().all()) {
            Optional<Offload> offload = Offload.of(context, thread);
            if (offload.isPresent()) {
                count++;
                if (count <= MOST_SHOWN) {
                    evidence.add("%s offloaded %s, in %s"
                            .formatted(
                                    AnalysisContext.name(thread),
                                    offload.get().call(),
                                    context.stacks().where(thread)));
                    thread.tid().ifPresent(tid -> commands.add("bt " + tid));
                }
            }
        }
        return count == 0
                ? List.of()
                : List.of(new Finding(
                        Severity.HINT,
                        "%d %s for Linux to complete a system call"
                                .formatted(count, count == 1 ? "thread waits" : "threads wait"),
                        evidence,
                        commands));
    }
}
