package org.mckernel.testdumps.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mckernel.testdumps.mckernel.PageSetWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

/**
 * Damage to a finished model, as it happens to real kernels. Every method returns what it broke, for a test to look
 * for.
 */
public final class ModelFaults {
    private static final long ALL_ONES = -1;
    private static final long FRAME = 0x000f_ffff_ffff_f000L;
    private static final int LARGE = 0x80;
    private static final int THREAD_SIZE = 5312;
    private static final int RB_NODE = 16;
    private static final int RIGHT = 8;
    private static final int LEFT = 16;

    private final MachineModel model;
    private final KernelObjects objects;
    private final SimulatedMemory memory;

    private ModelFaults(MachineModel model) {
        this.model = model;
        this.objects = model.objects();
        this.memory = objects.memory();
    }

    /** Damages this model. */
    public static ModelFaults in(MachineModel model) {
        return new ModelFaults(model);
    }

    /**
     * Every leaf of a process's page table, small and large, becomes all ones: what the original tests do
     * (memtest_used_destroy).
     *
     * @return physical addresses of the entries
     */
    public List<Long> userLeaves(ModelProcess process) {
        List<Long> broken = new ArrayList<>();
        leaves(process.root(), 3, 256, broken);
        broken.forEach(at -> memory.writeLongs(at, ALL_ONES));
        return broken;
    }

    private void leaves(long table, int level, int entries, List<Long> found) {
        for (int i = 0; i < entries; i++) {
            long at = table + 8L * i;
            long entry = number(at);
            if ((entry & 1) != 0 && (level == 0 || (entry & LARGE) != 0)) {
                found.add(at);
            } else if ((entry & 1) != 0) {
                leaves(entry & FRAME, level - 1, 512, found);
            }
        }
    }

    /** Every entry of the program's half of a process's top table becomes all ones; the table's physical address. */
    public long topTable(ModelProcess process) {
        for (int i = 0; i < 256; i++) {
            memory.writeLongs(process.root() + 8L * i, ALL_ONES);
        }
        return process.root();
    }

    /** Every entry of the program's half of a process's top table names that table; its physical address. */
    public long tableInItself(ModelProcess process) {
        for (int i = 0; i < 256; i++) {
            memory.writeLongs(process.root() + 8L * i, process.root() | 0x67);
        }
        return process.root();
    }

    /**
     * Every pointer to a left child in the free trees becomes all ones: what the original tests do
     * (memtest_free_destroy).
     *
     * @return virtual addresses of the nodes
     */
    public List<Long> freeTrees() {
        List<Long> nodes = new ArrayList<>();
        model.free().values().forEach(list -> list.forEach(r -> nodes.add(objects.virtual(r.start()) + RB_NODE)));
        List<Long> broken = nodes.stream()
                .filter(n -> number(objects.physical(n) + LEFT) != 0)
                .toList();
        broken.forEach(n -> memory.writeLongs(objects.physical(n) + LEFT, ALL_ONES));
        return broken;
    }

    /** The right child of the last node of a node's free tree is its root; the root's virtual address. */
    public long freeTreeCycle(int node) {
        long root = number(objects.symbol("memory_nodes") + node * 256L + 64);
        long last = root;
        while (number(objects.physical(last) + RIGHT) != 0) {
            last = number(objects.physical(last) + RIGHT);
        }
        memory.writeLongs(objects.physical(last) + RIGHT, root);
        return root;
    }

    /** A run queue's second thread comes after its last; that thread. */
    public ModelThread runQueueCycle(int cpu) {
        List<ModelThread> queue = model.queue(cpu);
        memory.writeLongs(
                objects.physical(queue.getLast().address()) + MachineModel.SCHED_LIST,
                queue.get(1).address() + MachineModel.SCHED_LIST);
        return queue.get(1);
    }

    /** A thread's link in the hash of all threads names itself; the hash's list that it is on. */
    public int threadHashCycle(ModelThread thread) {
        memory.writeLongs(objects.physical(thread.address()), thread.address());
        return thread.tid() % MachineModel.BUCKETS;
    }

    /** A process's link in the hash of all processes names itself; the hash's list that it is on. */
    public int processHashCycle(ModelProcess process) {
        memory.writeLongs(objects.physical(process.address()), process.address());
        return process.pid() % MachineModel.BUCKETS;
    }

    /** Something wrote text all over a thread. */
    public ModelThread overwritten(ModelThread thread) {
        byte[] text = new byte[THREAD_SIZE];
        Arrays.fill(text, (byte) 'x');
        memory.write(objects.physical(thread.address()), text);
        return thread;
    }

    /** Head and tail of the kernel's log are outside its ring. */
    public void tornLog() {
        memory.writeInts(model.machine().kernelLog() + 4, 0x7fff_0000);
        memory.writeInts(model.machine().kernelLog() + 12, -5);
    }

    /** These pages are not in the vmcore. */
    public Range missing(long start, long length) {
        memory.fate(start, length, SimulatedMemory.Fate.EXCLUDED);
        return new Range(start, length);
    }

    /** The physical address of a thread's structure. */
    public Range where(ModelThread thread) {
        return new Range(objects.physical(thread.address()), THREAD_SIZE);
    }

    /**
     * The CPU that marks pages was stopped half way: programs' pages are left out, free ones not yet; the flag is 0.
     */
    public void interruptedMarking() {
        PageSetWriter set = model.machine().pageSet();
        model.userPages().list().forEach(r -> set.clear(r.start(), r.length()));
        model.writePageSet(0);
    }

    /** The page set says that it has another number of maps. */
    public void mapCount(int count) {
        memory.writeInts(model.machine().pageSetAddress() + 4, count);
    }

    private long number(long physical) {
        return ByteBuffer.wrap(memory.read(physical, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }
}
