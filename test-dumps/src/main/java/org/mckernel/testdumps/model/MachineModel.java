package org.mckernel.testdumps.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.mckernel.PageSetWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * The practice kernel's objects in a booted machine: CPUs, processes with page tables and ranges, threads with stacks,
 * run queues, hashes, free memory. What is added is written by {@link #finish}; the same calls always give the same
 * memory.
 */
public final class MachineModel {
    static final int CPU_SIZE = 7680;
    static final int RUN_QUEUE = 7424;
    static final int SCHED_LIST = 4328;
    static final int BUCKETS = 73;
    private static final int THREAD_SIZE = 5312;
    private static final int PROCESS_SIZE = 1536;
    private static final int HASH_SIZE = 5888;
    private static final int NODE_SIZE = 256;
    private static final long PAGE = 4096;
    private static final long USER_CODE = 0x40_0000;
    private static final int SIBLINGS = 4312;
    private static final int LEAVES_OUT = 24;

    private final McKernelMachine machine;
    private final KernelObjects objects;
    private final SimulatedMemory memory;
    private final long clv;
    private final long locals;
    private final int cpus;
    private final List<ModelProcess> processes = new ArrayList<>();
    private final List<ModelThread> threads = new ArrayList<>();
    private final Map<ModelProcess, List<ModelThread>> members = new HashMap<>();
    private final Map<Integer, ModelThread> current = new HashMap<>();
    private final Map<String, ModelThread> lockOwners = new HashMap<>();
    private final Map<ModelThread, Map<String, Long>> programs = new HashMap<>();
    private Optional<Integer> panicking = Optional.empty();
    private Failure failure = Failure.NONE;
    private boolean stopped;
    private long processHash;
    private long threadHash;
    private Map<Integer, List<SimulatedMemory.Range>> free = Map.of();

    /**
     * @param machine booted with {@code image}
     * @param objects memory of the bootstrap chunk that the kernel's objects may use
     */
    public MachineModel(McKernelMachine machine, PracticeImage image, int cpus, SimulatedMemory.Range objects) {
        this.machine = machine;
        this.memory = machine.memory();
        this.cpus = cpus;
        this.objects = new KernelObjects(machine, image, objects);
        this.clv = this.objects.pages((long) cpus * CPU_SIZE);
        this.locals = this.objects.pages((long) cpus * CpuStacks.AREA_SIZE);
    }

    /** Bytes of kernel objects that a machine of this size takes at most. */
    public static long objectBytes(int cpus, int processes, int threads, long userBytes) {
        long tables = 8 * PAGE * processes + userBytes / 512 * 2;
        return (64 + 16L * cpus) * PAGE + 8 * PAGE * processes + 6 * PAGE * threads + tables + (1 << 20);
    }

    /** A process without memory yet. */
    public ModelProcess addProcess(int pid, int ppid, String command) {
        ModelProcess process = new ModelProcess(pid, ppid, command, objects.virtual(objects.object(PROCESS_SIZE)));
        processes.add(process);
        members.put(process, new ArrayList<>());
        return process;
    }

    /** A process; its pages are mapped from 4 MiB of its address space on. */
    public ModelProcess addProcess(int pid, int ppid, String command, SimulatedMemory.Range pages) {
        return addProcess(pid, ppid, command)
                .map(new ModelRange(
                        USER_CODE,
                        pages.length(),
                        ModelRange.DATA,
                        PAGE,
                        pages.length() == 0 ? List.of() : List.of(pages),
                        Optional.empty()));
    }

    /** A thread; the first on a CPU that does not wait runs there. */
    public ModelThread addThread(ModelProcess process, int tid, int cpu, Doing doing, Optional<String> waitsFor) {
        ModelThread thread =
                new ModelThread(tid, process, cpu, doing, waitsFor, objects.virtual(objects.object(THREAD_SIZE)));
        threads.add(thread);
        members.get(process).add(thread);
        if (doing.runs()) {
            current.putIfAbsent(cpu, thread);
        }
        return thread;
    }

    /** Registers that a thread entered the kernel with, by name: {@code rip} and {@code rsp} among them. */
    public void inProgram(ModelThread thread, Map<String, Long> registers) {
        programs.put(thread, Map.copyOf(registers));
    }

    /** Lets a thread hold a lock: a, b or c. */
    public void holds(ModelThread thread, String lock) {
        lockOwners.putIfAbsent(lock, thread);
    }

    /** The dump NMI came: every CPU's registers are saved. */
    public void stop() {
        stopped = true;
    }

    /** A failure strikes the CPU's thread, and every CPU's registers are saved. */
    public void panic(int cpu, Failure why) {
        panicking = Optional.of(cpu);
        failure = why;
        stop();
    }

    /** Objects added from now on are in this memory. */
    public void objectsIn(SimulatedMemory.Range room) {
        objects.moveTo(room);
    }

    /** The thread that a CPU runs; empty when it is idle. */
    public Optional<ModelThread> current(int cpu) {
        return Optional.ofNullable(current.get(cpu));
    }

    /** The machine that this is written into. */
    public McKernelMachine machine() {
        return machine;
    }

    /** Number of CPUs. */
    public int cpus() {
        return cpus;
    }

    /** All processes, in the order in which they came. */
    public List<ModelProcess> processes() {
        return List.copyOf(processes);
    }

    /** All threads, in the order in which they came; not the idle ones. */
    public List<ModelThread> threads() {
        return List.copyOf(threads);
    }

    /** A run queue: the threads on it, in its order. */
    public List<ModelThread> queue(int cpu) {
        return threads.stream()
                .filter(t -> t.cpu() == cpu && !t.doing().ended())
                .toList();
    }

    KernelObjects objects() {
        return objects;
    }

    Map<Integer, List<SimulatedMemory.Range>> free() {
        return free;
    }

    private long bucket(boolean ofThreads, int number) {
        return objects.virtual((ofThreads ? threadHash : processHash) + 16L * number);
    }

    /**
     * Writes everything.
     *
     * @param freeRanges free ranges by NUMA node, ascending; each gets its record in its own first page
     */
    public void finish(Map<Integer, List<SimulatedMemory.Range>> freeRanges) {
        free = new TreeMap<>(freeRanges);
        memory.writeInts(objects.symbol("num_processors"), cpus);
        objects.variable("clv", objects.virtual(clv));
        objects.variable("locals", objects.virtual(locals));
        long pid1 = resources();
        SpaceWriter spaces = new SpaceWriter(objects);
        Map<Integer, Long> byPid = new HashMap<>();
        processes.forEach(p -> byPid.putIfAbsent(p.pid(), p.address()));
        Map<Long, List<Long>> children = new HashMap<>();
        for (ModelProcess process : processes) {
            long parent = byPid.getOrDefault(process.ppid(), pid1);
            children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(process.address() + 384);
            process(process, parent, spaces);
        }
        children.computeIfAbsent(pid1, _ -> new ArrayList<>());
        children.forEach((parent, list) -> objects.list(parent + 288, list));
        threadRecords();
        CpuStacks stacks = new CpuStacks(objects, clv, locals, stopped, panicking, failure, programs);
        for (int cpu = 0; cpu < cpus; cpu++) {
            cpu(cpu, stacks);
        }
        threads.forEach(t -> thread(t, stacks));
        locks();
        freeMemory();
    }

    private long resources() {
        long set = objects.object(384);
        processHash = objects.pages(HASH_SIZE);
        threadHash = objects.pages(HASH_SIZE);
        long pid1 = objects.object(PROCESS_SIZE);
        memory.writeLongs(set + 24, objects.virtual(processHash), objects.virtual(threadHash));
        memory.writeLongs(set + 320, objects.virtual(pid1));
        memory.writeInts(pid1 + 420, Doing.USER.status());
        memory.writeInts(pid1 + 456, 1);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int wanted = bucket;
            objects.list(
                    bucket(false, bucket),
                    processes.stream()
                            .filter(p -> p.hashed() && p.pid() % BUCKETS == wanted)
                            .map(ModelProcess::address)
                            .toList());
            objects.list(
                    bucket(true, bucket),
                    threads.stream()
                            .filter(t -> t.tid() % BUCKETS == wanted)
                            .map(ModelThread::address)
                            .toList());
        }
        objects.variable("resources", objects.virtual(set));
        long sets = objects.image().address("resource_set_list");
        objects.list(objects.symbol("resource_set_list"), sets, List.of(objects.virtual(set)));
        for (int cpu = 0; cpu < cpus; cpu++) {
            memory.writeLongs(clv + (long) cpu * CPU_SIZE + 7464, objects.virtual(set));
        }
        return objects.virtual(pid1);
    }

    private void process(ModelProcess process, long parent, SpaceWriter spaces) {
        long at = objects.physical(process.address());
        List<ModelThread> own = members.get(process);
        objects.list(
                process.address() + 136,
                own.stream().map(t -> t.address() + SIBLINGS).toList());
        objects.list(process.address() + 288, List.of());
        boolean ended = ended(process);
        memory.writeLongs(at + 168, own.isEmpty() ? 0 : own.getFirst().address());
        memory.writeLongs(at + 272, parent, parent);
        memory.writeInts(at + 420, ended ? Doing.ZOMBIE.status() : Doing.USER.status());
        memory.writeInts(at + 456, process.pid());
        byte[] command = (process.command() + "\0").getBytes(StandardCharsets.UTF_8);
        long text = objects.object(command.length);
        memory.write(text, command);
        memory.writeLongs(at + 992, objects.virtual(text), command.length);
        if (!ended) {
            memory.writeLongs(at + 128, spaces.write(process));
        }
    }

    private boolean ended(ModelProcess process) {
        return members.get(process).stream().allMatch(t -> t.doing().ended());
    }

    /** What of a thread does not depend on its stack. */
    private void threadRecords() {
        for (ModelThread thread : threads) {
            long at = objects.physical(thread.address());
            memory.writeInts(at + 16, thread.cpu(), thread.tid());
            memory.writeInts(at + 4184, thread.doing().status());
            memory.writeLongs(at + 4304, thread.process().address());
            memory.write(
                    at + 4200, memory.read(objects.physical(thread.process().address()) + 128, 8));
            memory.writeInts(at + 4568, thread.doing() == Doing.OFFLOAD ? 1 : 0);
        }
    }

    private void cpu(int cpu, CpuStacks stacks) {
        long at = clv + (long) cpu * CPU_SIZE;
        long idle = at + 64;
        memory.writeInts(idle + 16, cpu, cpu);
        memory.writeInts(idle + 4184, Doing.USER.status());
        memory.writeLongs(idle + 4304, objects.virtual(at + 5376));
        ModelThread runs = current.get(cpu);
        memory.writeLongs(at + 7400, runs == null ? objects.virtual(idle) : runs.address());
        memory.writeInts(at + 7472, runs == null ? 1 : 2);
        List<Long> queue =
                queue(cpu).stream().map(t -> t.address() + SCHED_LIST).toList();
        objects.list(objects.virtual(at) + RUN_QUEUE, queue);
        memory.writeLongs(at + 7440, queue.size());
        memory.writeInts(locals + (long) cpu * CpuStacks.AREA_SIZE, cpu);
        stacks.idle(cpu, idle, runs == null);
    }

    private void thread(ModelThread thread, CpuStacks stacks) {
        stacks.thread(
                thread,
                objects.physical(thread.address()),
                thread.equals(current.get(thread.cpu())),
                t -> lockOwners.entrySet().stream()
                        .filter(e -> e.getValue().equals(t))
                        .map(Map.Entry::getKey)
                        .findFirst());
    }

    private void locks() {
        for (String name : List.of("a", "b", "c")) {
            long lock = objects.symbol("lock_" + name);
            ModelThread owner = lockOwners.get(name);
            List<ModelThread> waiters = threads.stream()
                    .filter(t -> t.waitsFor().equals(Optional.of(name)))
                    .toList();
            memory.writeLongs(lock, owner == null ? 0 : owner.address());
            memory.writeInts(lock + 8, waiters.size());
            waiters.forEach(t -> memory.writeLongs(
                    objects.physical(t.address()) + 4360, objects.image().address("lock_" + name)));
        }
    }

    private void freeMemory() {
        free.forEach((node, ranges) -> {
            long at = objects.symbol("memory_nodes") + (long) node * NODE_SIZE;
            long pages = machine.chunks().stream()
                            .filter(c -> c.node() == node)
                            .mapToLong(McKernelMachine.Chunk::length)
                            .sum()
                    / PAGE;
            long freePages =
                    ranges.stream().mapToLong(SimulatedMemory.Range::length).sum() / PAGE;
            ranges.forEach(r -> memory.writeLongs(r.start(), r.start(), r.length()));
            memory.writeLongs(
                    at + 64,
                    RedBlackTree.write(
                            memory,
                            objects.directBase(),
                            ranges.stream()
                                    .map(r -> objects.virtual(r.start()) + 16)
                                    .toList()));
            memory.writeLongs(at + 192, pages, freePages);
        });
    }

    /** Pages of programs that a dump of level 24 leaves out: those that a process of the hash maps for its program. */
    public PageRanges userPages() {
        PageRanges pages = new PageRanges();
        processes.stream()
                .filter(p -> p.hashed() && !ended(p))
                .flatMap(p -> p.ranges().stream())
                .filter(ModelRange::reachable)
                .flatMap(r -> r.pages().stream())
                .filter(ModelRange::mapped)
                .forEach(r -> pages.add(r.start(), r.length()));
        return pages;
    }

    /** Free pages. */
    public PageRanges freePages() {
        PageRanges pages = new PageRanges();
        free.values().forEach(list -> list.forEach(r -> pages.add(r.start(), r.length())));
        return pages;
    }

    /** What a dump of level 24 keeps, chunk by chunk. */
    public List<SimulatedMemory.Range> kept() {
        List<SimulatedMemory.Range> kept = new ArrayList<>();
        List<SimulatedMemory.Range> left = new ArrayList<>(userPages().list());
        left.addAll(freePages().list());
        for (McKernelMachine.Chunk chunk : machine.chunks()) {
            PageRanges own = new PageRanges().add(chunk.start(), chunk.length());
            left.forEach(r -> own.remove(r.start(), r.length()));
            kept.addAll(own.list());
        }
        return kept;
    }

    /** Before {@link #finish}: a dump of level 24 was taken when these pages were free. */
    public void dumpedBefore(Map<Integer, List<SimulatedMemory.Range>> freeThen) {
        PageSetWriter set = machine.pageSet();
        userPages().list().forEach(r -> set.clear(r.start(), r.length()));
        freeThen.values().forEach(list -> list.forEach(r -> set.clear(r.start(), r.length())));
    }

    /**
     * The last CPU's part in a dump: at level 24 it clears the bits of programs' and free pages, then says that the set
     * is complete. Bits are never set again: what one dump leaves out, a later one lacks, too.
     */
    public void dump(int level) {
        if (level == LEAVES_OUT) {
            dumpedBefore(free);
        }
        writePageSet(1);
    }

    /** Writes the current page set, with this completion flag. */
    public void writePageSet(int completionFlag) {
        machine.pageSet().completionFlag(completionFlag).writeTo(memory, machine.pageSetAddress(), machine.maps());
    }
}
