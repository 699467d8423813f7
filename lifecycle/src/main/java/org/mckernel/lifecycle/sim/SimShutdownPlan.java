package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.node.Step;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.MemoryList;

/** The steps of a shutdown. Each has no further effect when repeated, so an interrupted shutdown is run again. */
final class SimShutdownPlan {
    /** The operation's name in the journal. */
    static final String OPERATION = "shutdown";

    private SimShutdownPlan() {}

    static Plan of(SimState state) throws IOException {
        List<Step> steps = new ArrayList<>();
        if (state.machine().isEmpty() && state.instance().isEmpty() && !state.reserved()) {
            return new Plan(OPERATION, steps);
        }
        Pool pool = state.pool();
        if (state.instance().isPresent()) {
            steps.add(new Step(
                    "stop",
                    "none",
                    "end all programs, stop the kernel",
                    "none: its memory is lost",
                    state.changeInstance(i -> i.withStatus(OsStatus.SHUTDOWN))));
            steps.add(new Step(
                    "release-assigned",
                    "stopped",
                    "unassign CPUs and memory from OS instance 0",
                    "assign them",
                    state.changePool(p -> p.withCpus(p.cpus(), false).withMemory(p.chunks(), false))));
            steps.add(new Step(
                    "destroy-os", "stopped", "destroy OS instance 0", "create it", state.remove(SimState.INSTANCE)));
        }
        steps.add(new Step(
                "release",
                "reserved, not assigned",
                "return CPUs %s and %s of memory to Linux"
                        .formatted(CpuList.text(pool.cpus()), MemoryList.sizeText(pool.bytes())),
                "take them again",
                state.remove(SimState.POOL)));
        steps.add(new Step(
                "unload-modules",
                "nothing reserved",
                "unload mcctrl, ihk-smp-x86_64, ihk",
                "load them",
                state.remove(SimState.MACHINE)));
        return new Plan(OPERATION, steps);
    }
}
