package org.mckernel.eclair.command.thread;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;

/** Processes, parents before their children; one whose parent is unknown is at depth 0. Each comes once. */
final class ProcessTree {
    private final List<ProcessView> processes;
    private final Set<Long> visited = new HashSet<>();

    ProcessTree(McKernel kernel) {
        this.processes = kernel.processes().all();
    }

    /** Visits all processes, with their depth. */
    void visit(ObjIntConsumer<ProcessView> visitor) {
        for (ProcessView process : processes) {
            if (!hasParent(process)) {
                visit(process, 0, visitor);
            }
        }
        for (ProcessView process : processes) {
            visit(process, 0, visitor); // what is left: they are one another's parents
        }
    }

    private boolean hasParent(ProcessView process) {
        return processes.stream()
                .anyMatch(
                        p -> p.pid().isPresent() && p.pid().equals(process.ppid()) && p.address() != process.address());
    }

    private void visit(ProcessView process, int depth, ObjIntConsumer<ProcessView> visitor) {
        if (!visited.add(process.address())) {
            return;
        }
        visitor.accept(process, depth);
        OptionalInt pid = process.pid();
        if (pid.isPresent()) {
            processes.stream().filter(p -> p.ppid().equals(pid)).forEach(p -> visit(p, depth + 1, visitor));
        }
    }
}
