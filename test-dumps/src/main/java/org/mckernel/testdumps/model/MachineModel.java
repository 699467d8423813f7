package org.mckernel.testdumps.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mckernel.testdumps.linux.FrameAllocator;
import org.mckernel.testdumps.linux.PageTableWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * The practice kernel's objects in a booted machine: CPUs, processes with page tables and ranges, threads with stacks, run
 * queues, hashes, free memory. What is added is written by {@link #finish}; the same calls always give the same memory.
 */
public final class MachineModel {
    private static final int CPU_SIZE = 7680;
    private static final int AREA_SIZE = 16384;
    private static final int THREAD_SIZE = 5312;
    private static final int PROCESS_SIZE = 1536;
    private static final int BUCKETS = 73;
    private static final int HASH_SIZE = 5888;
    private static final int NODE_SIZE = 256;
    private static final long PAGE = 4096;
    private static final long USER_CODE = 0x40_0000;
    private static final int SCHED_LIST = 4328;
    private static final int SIBLINGS = 4312;

    private final McKernelMachine machine;
    private final SimulatedMemory memory;
    private final PracticeImage image;
    private final FrameAllocator frames;
    private final long directBase;
    private final long clv;
    private final long locals;
    private final int cpus;
    private final List<ModelProcess> processes = new ArrayList<>();
    private final List<ModelThread> threads = new ArrayList<>();
    private final Map<Integer, ModelThread> current = new HashMap<>();
    private final Map<String, ModelThread> lockOwners = new HashMap<>();
    private Optional<Integer> panicking = Optional.empty();
    private Failure failure = Failure.NONE;

    /**
     * @param machine booted with {@code image}
     * @param objects memory of the bootstrap chunk that the kernel's objects may use
     */
    public MachineModel(McKernelMachine machine, PracticeImage image, int cpus, SimulatedMemory.Range objects) {
        this.machine = machine;
        this.memory = machine.memory();
        this.image = image;
        this.cpus = cpus;
        this.directBase = machine.linux().layout().directVirtual();
        this.frames = new FrameAllocator(objects.start(), objects.end(), (int) PAGE);
        this.clv = frames.allocate((long) cpus * CPU_SIZE);
        this.locals = frames.allocate((long) cpus * AREA_SIZE);
    }

    /** Bytes of kernel objects that a machine of this size takes at most. */
    public static long objectBytes(int cpus, int processes, int threads, long userBytes) {
        long tables = 8 * PAGE * processes + userBytes / 512 * 2;
        return (64 + 16L * cpus) * PAGE + 8 * PAGE * processes + 6 * PAGE * threads + tables + (1 << 20);
    }

    /** A process; its pages are mapped from 4 MiB of its address space on. */
    public ModelProcess addProcess(int pid, int ppid, String command, SimulatedMemory.Range pages) {
        ModelProcess process = new ModelProcess(pid, ppid, command, virtual(frames.allocate(PROCESS_SIZE)), pages
                .start(), pages.length());
        processes.add(process);
        return process;
    }

    /** A thread; the first on a CPU that does not wait runs there. */
    public ModelThread addThread(ModelProcess process, int tid, int cpu, Doing doing, Optional<String> waitsFor) {
        boolean runs = (doing == Doing.USER || doing == Doing.KERNEL || doing == Doing.WAKE) && !current.containsKey(
                cpu);
        ModelThread thread = new ModelThread(tid, process, cpu, doing, waitsFor, virtual(frames.allocate(
                THREAD_SIZE)));
        threads.add(thread);
        if (runs) {
            current.put(cpu, thread);
        }
        return thread;
    }

    /** Lets a thread hold a lock: a, b or c. */
    public void holds(ModelThread thread, String lock) {
        lockOwners.putIfAbsent(lock, thread);
    }

    /** A failure strikes the CPU's thread, and the dump NMI saves every CPU's registers. */
    public void panic(int cpu, Failure why) {
        panicking = Optional.of(cpu);
        failure = why;
    }

    /** The thread that a CPU runs; empty when it is idle. */
    public Optional<ModelThread> current(int cpu) {
        return Optional.ofNullable(current.get(cpu));
    }

    private long virtual(long physical) {
        return directBase + physical;
    }

    private long physical(long virtual) {
        return virtual - directBase;
    }

    private void variable(String name, long value) {
        memory.writeLongs(image.physical(name, machine.kernelBase()), value);
    }

    /**
     * Writes everything.
     *
     * @param free free ranges by NUMA node, ascending; each gets its record in its own first page
     */
    public void finish(Map<Integer, List<SimulatedMemory.Range>> free) {
        memory.writeInts(image.physical("num_processors", machine.kernelBase()), cpus);
        variable("clv", virtual(clv));
        variable("locals", virtual(locals));
        resources();
        processes.forEach(this::process);
        for (int cpu = 0; cpu < cpus; cpu++) {
            cpu(cpu);
        }
        threads.forEach(this::thread);
        locks();
        freeMemory(free);
    }

    /** A circular list through the nodes, the head first. */
    private void list(long head, List<Long> nodes) {
        List<Long> ring = new ArrayList<>();
        ring.add(head);
        ring.addAll(nodes);
        for (int i = 0; i < ring.size(); i++) {
            long next = ring.get((i + 1) % ring.size());
            long previous = ring.get((i + ring.size() - 1) % ring.size());
            memory.writeLongs(physical(ring.get(i)), next, previous);
        }
    }

    private void resources() {
        long set = frames.allocate(384);
        long processHash = frames.allocate(HASH_SIZE);
        long threadHash = frames.allocate(HASH_SIZE);
        long pid1 = frames.allocate(PROCESS_SIZE);
        memory.writeLongs(set + 24, virtual(processHash), virtual(threadHash));
        memory.writeLongs(set + 320, virtual(pid1));
        memory.writeInts(pid1 + 456, 1);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int wanted = bucket;
            list(virtual(processHash) + 16L * bucket, processes.stream().filter(p -> p.pid() % BUCKETS == wanted)
                    .map(ModelProcess::address).toList());
            list(virtual(threadHash) + 16L * bucket, threads.stream().filter(t -> t.tid() % BUCKETS == wanted)
                    .map(ModelThread::address).toList());
        }
        variable("resources", virtual(set));
        for (int cpu = 0; cpu < cpus; cpu++) {
            memory.writeLongs(clv + (long) cpu * CPU_SIZE + 7464, virtual(set));
        }
    }

    private void process(ModelProcess process) {
        long at = physical(process.address());
        List<Long> own = threads.stream().filter(t -> t.process().equals(process)).map(t -> t.address() + SIBLINGS)
                .toList();
        list(process.address() + 136, own);
        long parent = processes.stream().filter(p -> p.pid() == process.ppid()).map(ModelProcess::address).findFirst()
                .orElse(0L);
        boolean ended = own.isEmpty() || threads.stream().filter(t -> t.process().equals(process)).allMatch(t -> t
                .doing() == Doing.ZOMBIE);
        memory.writeLongs(at + 168, own.isEmpty() ? 0 : own.getFirst() - SIBLINGS);
        memory.writeLongs(at + 272, parent, parent);
        memory.writeInts(at + 420, ended ? Doing.ZOMBIE.status() : Doing.USER.status());
        memory.writeInts(at + 456, process.pid());
        byte[] command = (process.command() + "\0").getBytes(StandardCharsets.UTF_8);
        long text = frames.allocate(command.length);
        memory.write(text, command);
        memory.writeLongs(at + 992, virtual(text), command.length);
        if (!ended) {
            memory.writeLongs(at + 128, virtual(addressSpace(process)));
        }
    }

    /** Physical address of a {@code process_vm} with its page table and one range. */
    private long addressSpace(ModelProcess process) {
        long vm = frames.allocate(PAGE);
        long space = vm + 512;
        long range = vm + 1024;
        long root = frames.allocate(PAGE);
        PageTableWriter tables = PageTableWriter.x86(memory, frames, 4, root).extraBits(4, 4);
        tables.map(USER_CODE, process.memory(), process.bytes(), PAGE);
        memory.writeLongs(space, virtual(root));
        memory.writeLongs(vm, virtual(space), virtual(range));
        memory.writeLongs(vm + 136, process.address());
        memory.writeLongs(range, 1, 0, 0, USER_CODE, USER_CODE + process.bytes(), 0x7_2000L);
        memory.writeInts(range + 72, 12);
        return vm;
    }

    private void cpu(int cpu) {
        long at = clv + (long) cpu * CPU_SIZE;
        long idle = at + 64;
        long idleProcess = at + 5376;
        memory.writeInts(idle + 16, cpu, cpu);
        memory.writeInts(idle + 4184, Doing.USER.status());
        memory.writeLongs(idle + 4304, virtual(idleProcess));
        ModelThread runs = current.get(cpu);
        memory.writeLongs(at + 7400, runs == null ? virtual(idle) : runs.address());
        memory.writeInts(at + 7472, runs == null ? 1 : 2);
        List<Long> queue = threads.stream().filter(t -> t.cpu() == cpu && t.doing() != Doing.ZOMBIE).map(t -> t
                .address() + SCHED_LIST).toList();
        list(virtual(at) + 7424, queue);
        memory.writeLongs(at + 7440, queue.size());
        memory.writeInts(locals + (long) cpu * AREA_SIZE, cpu);
        KernelStack stack = new KernelStack(memory, image, directBase, locals + (long) (cpu + 1) * AREA_SIZE);
        String first = cpu == 0 ? "_head" : "ap_head";
        String start = cpu == 0 ? "kernel_start" : "other_cpu_start";
        long outermost = image.returnAddress(new Call(first, start));
        memory.writeLongs(physical(stack.rsp()) - 8, outermost);
        KernelStack idleStack = new KernelStack(memory, image, directBase, physical(stack.rsp()) - 8);
        idleStack.call(List.of(new Call(start, "idle_loop"), new Call("idle_loop", runs == null
                ? "halt_cpu"
                : "schedule")));
        if (runs == null) {
            if (panicking.isPresent()) {
                saveRegisters(cpu, image.address("halt_cpu"), idleStack.rsp(), idleStack.rbp());
            }
        } else {
            context(idle, idleStack.rsp(), idleStack.rbp());
        }
    }

    private void context(long thread, long rsp, long rbp) {
        memory.writeLongs(thread + 4208, rsp, rbp);
        memory.writeLongs(thread + 4208 + 72, 0x46);
    }

    private void thread(ModelThread thread) {
        long at = physical(thread.address());
        ModelThread runs = current.get(thread.cpu());
        boolean onCpu = thread.equals(runs);
        memory.writeInts(at + 16, thread.cpu(), thread.tid());
        memory.writeInts(at + 4184, thread.doing().status());
        memory.writeLongs(at + 4304, thread.process().address());
        memory.writeInts(at + 4568, thread.doing() == Doing.OFFLOAD ? 1 : 0);
        long bottom = frames.allocate(KernelStack.SIZE);
        KernelStack stack = new KernelStack(memory, image, directBase, bottom + KernelStack.SIZE);
        memory.writeLongs(at + 4344, virtual(bottom) + KernelStack.SIZE);
        if (thread.doing() == Doing.ZOMBIE) {
            return;
        }
        boolean faults = onCpu && failure.strikes() && panicking.equals(Optional.of(thread.cpu()));
        if (onCpu && thread.doing() == Doing.USER && !faults) {
            stack.enterFromUser();
            if (panicking.isPresent()) {
                saveRegisters(thread.cpu(), image.address("enter_user_mode"), stack.rsp(), 0);
            }
            return;
        }
        if (faults) {
            long queue = virtual(clv + (long) thread.cpu() * CPU_SIZE) + 7424;
            long rip = failure.strike(stack, new Failure.Site(memory, image, machine.kernelBase(), directBase, thread,
                    queue));
            saveRegisters(thread.cpu(), rip, stack.rsp(), stack.rbp());
            return;
        }
        List<Call> calls = thread.doing().calls();
        if (calls.isEmpty() || (!onCpu && thread.doing() == Doing.KERNEL)) {
            memory.writeLongs(bottom + KernelStack.SIZE - 8, image.address("thread_start"));
            context(at, virtual(bottom) + KernelStack.SIZE - 8, 0);
            return;
        }
        if (thread.waitsFor().isPresent()) {
            waits(stack, thread);
        }
        stack.enterFromUser().call(calls);
        if (onCpu) {
            if (panicking.isPresent()) {
                saveRegisters(thread.cpu(), image.address(calls.getLast().callee()), stack.rsp(), stack.rbp());
            }
        } else {
            context(at, stack.rsp(), stack.rbp());
            memory.writeLongs(at + 4208 + 16, stack.register("rbx"));
            memory.writeLongs(at + 4208 + 40, stack.register("r12"));
        }
    }

    /** The registers of a thread that has one lock, or none, and waits for the next. */
    private void waits(KernelStack stack, ModelThread thread) {
        long second = image.address("lock_" + thread.waitsFor().orElseThrow());
        long first = lockOwners.entrySet().stream().filter(e -> e.getValue().equals(thread)).map(e -> image.address(
                "lock_" + e.getKey())).findFirst().orElse(second);
        stack.within("lock_both", Map.of("r12", first, "rbx", second)).within("lock", Map.of("r12", thread.address(),
                "rbx", second)).within("lock_slow", Map.of("r12", thread.address(), "rbx", second));
    }

    /** As the dump NMI does it. */
    private void saveRegisters(int cpu, long rip, long rsp, long rbp) {
        long at = locals + (long) cpu * AREA_SIZE + 280;
        memory.writeLongs(at, 1);
        memory.writeLongs(at + 8 + 6 * 8, rbp, rsp);
        memory.writeLongs(at + 8 + 16 * 8, rip);
        memory.writeInts(at + 8 + 17 * 8, 0x46, 0x8, 0x10);
    }

    private void locks() {
        for (String name : List.of("a", "b", "c")) {
            long lock = image.physical("lock_" + name, machine.kernelBase());
            ModelThread owner = lockOwners.get(name);
            List<ModelThread> waiters = threads.stream().filter(t -> t.waitsFor().equals(Optional.of(name))).toList();
            memory.writeLongs(lock, owner == null ? 0 : owner.address());
            memory.writeInts(lock + 8, waiters.size());
            waiters.forEach(t -> memory.writeLongs(physical(t.address()) + 4360, image.address("lock_" + name)));
        }
    }

    private void freeMemory(Map<Integer, List<SimulatedMemory.Range>> free) {
        free.forEach((node, ranges) -> {
            long at = image.physical("memory_nodes", machine.kernelBase()) + (long) node * NODE_SIZE;
            long pages = machine.chunks().stream().filter(c -> c.node() == node)
                    .mapToLong(McKernelMachine.Chunk::length)
                    .sum() / PAGE;
            long freePages = ranges.stream().mapToLong(SimulatedMemory.Range::length).sum() / PAGE;
            memory.writeLongs(at + 64, tree(ranges, 0, ranges.size(), 0));
            memory.writeLongs(at + 192, pages, freePages);
        });
    }

    /** A balanced tree of records; answers the virtual address of its root's node. */
    private long tree(List<SimulatedMemory.Range> ranges, int from, int to, long parent) {
        if (from >= to) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        SimulatedMemory.Range range = ranges.get(middle);
        long node = virtual(range.start()) + 16;
        long left = tree(ranges, from, middle, node);
        long right = tree(ranges, middle + 1, to, node);
        memory.writeLongs(range.start(), range.start(), range.length(), parent | 1, right, left);
        return node;
    }
}
