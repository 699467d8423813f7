package org.mckernel.testdumps.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes what threads and CPUs were doing: stacks, contexts of threads that gave their CPU away, and the registers that
 * the dump NMI saved of every CPU.
 *
 * @param objects the kernel's memory
 * @param clv physical address of the CPUs' records
 * @param locals physical address of the CPUs' areas
 * @param saved true if the dump NMI came
 * @param panicking the CPU whose thread the failure strikes
 * @param failure what strikes it
 * @param programs registers that threads entered the kernel with, of those that run a real program
 */
record CpuStacks(
        KernelObjects objects,
        long clv,
        long locals,
        boolean saved,
        Optional<Integer> panicking,
        Failure failure,
        Map<ModelThread, Map<String, Long>> programs) {
    static final int AREA_SIZE = 16384;
    private static final int CONTEXT = 4208;
    private static final int KERNEL_FLAGS = 0x46;
    private static final int USER_FLAGS = 0x202;

    /** What a CPU's idle thread did, and if it runs, its registers; {@code idle} is its physical address. */
    void idle(int cpu, long idle, boolean runs) {
        String first = cpu == 0 ? "_head" : "ap_head";
        String start = cpu == 0 ? "kernel_start" : "other_cpu_start";
        long top = locals + (long) (cpu + 1) * AREA_SIZE - 8;
        objects.memory().writeLongs(top, objects.image().returnAddress(new Call(first, start)));
        KernelStack stack = stack(top);
        stack.call(List.of(new Call(start, "idle_loop"), new Call("idle_loop", runs ? "halt_cpu" : "schedule")));
        if (runs) {
            save(cpu, "halt_cpu", stack);
        } else {
            context(idle, stack.rsp(), stack.rbp());
        }
    }

    /**
     * A thread's stack.
     *
     * @param at physical address of its {@code struct thread}
     * @param onCpu whether a CPU runs it
     * @param held the lock that it holds, for one that waits for another
     */
    void thread(ModelThread thread, long at, boolean onCpu, Function<ModelThread, Optional<String>> held) {
        long bottom = objects.pages(KernelStack.SIZE);
        long top = bottom + KernelStack.SIZE;
        objects.memory().writeLongs(at + 4344, objects.virtual(top));
        if (thread.doing().ended()) {
            return;
        }
        if (onCpu && failure.strikes() && panicking.equals(Optional.of(thread.cpu()))) {
            fail(thread, top);
            return;
        }
        List<Call> calls = thread.doing().calls();
        if (calls.isEmpty() || (!onCpu && thread.doing() == Doing.KERNEL)) {
            // it began at a function; if it runs a program by now, this is what is left of its start
            objects.memory().writeLongs(top - 8, objects.image().address("thread_start"));
            context(at, objects.virtual(top) - 8, 0);
            if (onCpu) {
                saveUser(thread.cpu(), objects.virtual(top) - 8, thread.tid());
            }
            return;
        }
        KernelStack stack = stack(top);
        thread.waitsFor()
                .ifPresent(wanted ->
                        waits(stack, thread, wanted, held.apply(thread).orElse(wanted)));
        stack.within("wait_for_reply", Map.of("rbx", thread.address()));
        if (programs.containsKey(thread)) {
            stack.enterFromUser(programs.get(thread));
        } else {
            stack.enterFromUser();
        }
        objects.memory().writeLongs(at + 4296, stack.rsp());
        stack.call(calls);
        if (onCpu) {
            save(thread.cpu(), calls.getLast().callee(), stack);
        } else {
            context(at, stack.rsp(), stack.rbp());
            objects.memory().writeLongs(at + CONTEXT + 16, stack.register("rbx"));
            objects.memory().writeLongs(at + CONTEXT + 40, stack.register("r12"));
        }
    }

    private KernelStack stack(long top) {
        return new KernelStack(objects.memory(), objects.image(), objects.directBase(), top);
    }

    private void fail(ModelThread thread, long top) {
        KernelStack stack = stack(top);
        long queue = objects.virtual(clv + (long) thread.cpu() * MachineModel.CPU_SIZE) + MachineModel.RUN_QUEUE;
        long rip = failure.strike(stack, new Failure.Site(objects, thread, queue));
        save(thread.cpu(), rip, stack);
    }

    /** The registers of a thread that has one lock, or none, and waits for the next. */
    private void waits(KernelStack stack, ModelThread thread, String wanted, String held) {
        long second = objects.image().address("lock_" + wanted);
        long first = objects.image().address("lock_" + held);
        stack.within("lock_both", Map.of("r12", first, "rbx", second))
                .within("lock", Map.of("r12", thread.address(), "rbx", second))
                .within("lock_slow", Map.of("r12", thread.address(), "rbx", second));
    }

    private void context(long thread, long rsp, long rbp) {
        objects.memory().writeLongs(thread + CONTEXT, rsp, rbp);
        objects.memory().writeLongs(thread + CONTEXT + 72, KERNEL_FLAGS);
    }

    private void save(int cpu, String function, KernelStack stack) {
        save(cpu, objects.image().address(function), stack);
    }

    private void save(int cpu, long rip, KernelStack stack) {
        if (saved) {
            long registers = registers(cpu);
            objects.memory().writeLongs(registers + 6 * 8, stack.rbp(), stack.rsp());
            objects.memory().writeLongs(registers + 16 * 8, rip);
            objects.memory().writeInts(registers + 17 * 8, KERNEL_FLAGS, 0x8, 0x10);
        }
    }

    /**
     * As the real kernel does it for a CPU that ran a program: rip is the kernel's way out, the stack is the stale one
     * of the thread's context, and only r12 to r15, flags and segments are the program's own.
     */
    private void saveUser(int cpu, long staleStack, int tid) {
        if (saved) {
            long registers = registers(cpu);
            objects.memory().writeLongs(registers + 6 * 8, 0, staleStack);
            objects.memory().writeLongs(registers + 12 * 8, tid, 0x40_0000L + tid, 0, 1);
            objects.memory().writeLongs(registers + 16 * 8, objects.image().address("enter_user_mode"));
            objects.memory().writeInts(registers + 17 * 8, USER_FLAGS, 0x2b, 0x23);
        }
    }

    /** Sets the flag of a saved CPU; where its registers go. */
    private long registers(int cpu) {
        long flag = locals + (long) cpu * AREA_SIZE + 280;
        objects.memory().writeLongs(flag, 1);
        return flag + 8;
    }
}
