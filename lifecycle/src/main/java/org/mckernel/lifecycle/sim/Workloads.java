package org.mckernel.lifecycle.sim;

import java.util.Optional;
import org.mckernel.lifecycle.node.Workload;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.Failure;
import org.mckernel.testdumps.model.MachineModel;
import org.mckernel.testdumps.model.ModelProcess;
import org.mckernel.testdumps.model.ModelThread;

/** Turns workloads into processes and threads. Threads go to the CPUs in turn; those that wait for locks share one. */
final class Workloads {
    private static final int FIRST_PID = 1000;

    private final MachineModel model;
    private final int cpus;
    private int nextTid = FIRST_PID;
    private int nextCpu;

    Workloads(MachineModel model, int cpus) {
        this.model = model;
        this.cpus = cpus;
    }

    /** One process. */
    void start(Workload workload, int threads, SimulatedMemory.Range pages) {
        int pid = nextTid;
        ModelProcess process = model.addProcess(pid, 1, workload.word() + "\0--threads\0" + threads, pages);
        int lockCpu = nextCpu;
        for (int i = 0; i < threads; i++) {
            int cpu = workload == Workload.DEADLOCK ? lockCpu : nextCpu;
            Doing doing = switch (workload) {
                case COMPUTE -> i % 2 == 0 ? Doing.USER : Doing.KERNEL;
                case SLEEP -> Doing.SLEEP;
                case DEADLOCK -> Doing.LOCK;
                case LEAK -> Doing.OFFLOAD;
                case CRASH -> Doing.ZOMBIE;
            };
            String wanted = i == 0 ? "c" : "b";
            ModelThread thread = model.addThread(
                    process, nextTid++, cpu, doing, doing == Doing.LOCK ? Optional.of(wanted) : Optional.empty());
            if (doing == Doing.LOCK && i < 2) {
                model.holds(thread, i == 0 ? "b" : "c");
            }
            nextCpu = (nextCpu + 1) % cpus;
        }
    }

    /** It happens on the last CPU; if nothing runs there, a program comes that does the fatal system call. */
    void panic(Failure failure) {
        int cpu = cpus - 1;
        if (failure.strikes() && model.current(cpu).isEmpty()) {
            int tid = nextTid++;
            ModelProcess process = model.addProcess(tid, 1, "waker", new SimulatedMemory.Range(0, 0));
            model.addThread(process, tid, cpu, Doing.WAKE, Optional.empty());
        }
        model.panic(cpu, failure);
    }
}
