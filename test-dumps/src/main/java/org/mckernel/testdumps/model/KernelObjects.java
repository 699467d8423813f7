package org.mckernel.testdumps.model;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.testdumps.linux.FrameAllocator;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** Memory for the kernel's objects and how they are linked. Small ones share pages, as the kernel's heap has them. */
final class KernelObjects {
    private static final int PAGE = 4096;
    private static final int GRANULE = 64;

    private final McKernelMachine machine;
    private final PracticeImage image;
    private final SimulatedMemory memory;
    private final long directBase;
    private FrameAllocator frames;
    private long next;
    private long end;

    KernelObjects(McKernelMachine machine, PracticeImage image, SimulatedMemory.Range room) {
        this.machine = machine;
        this.image = image;
        this.memory = machine.memory();
        this.directBase = machine.linux().layout().directVirtual();
        moveTo(room);
    }

    /** Further allocations come from another range. */
    void moveTo(SimulatedMemory.Range room) {
        frames = new FrameAllocator(room.start(), room.end(), PAGE);
        next = 0;
        end = 0;
    }

    SimulatedMemory memory() {
        return memory;
    }

    PracticeImage image() {
        return image;
    }

    long directBase() {
        return directBase;
    }

    /** Where page tables come from. */
    FrameAllocator frames() {
        return frames;
    }

    /** Whole pages; their physical address. */
    long pages(long bytes) {
        return frames.allocate(bytes);
    }

    /** An object; its physical address. */
    long object(long bytes) {
        long size = (bytes + GRANULE - 1) & -GRANULE;
        if (next + size > end) {
            long room = Math.max(4L * PAGE, (size + PAGE - 1) & -PAGE);
            next = frames.allocate(room);
            end = next + room;
        }
        long at = next;
        next += size;
        return at;
    }

    long virtual(long physical) {
        return directBase + physical;
    }

    long physical(long virtual) {
        return virtual - directBase;
    }

    /** Physical address of a symbol. */
    long symbol(String name) {
        return image.physical(name, machine.kernelBase());
    }

    void variable(String name, long value) {
        memory.writeLongs(symbol(name), value);
    }

    /** A circular list through these nodes, the head first; all virtual, the head may be anywhere. */
    void list(long headPhysical, long head, List<Long> nodes) {
        List<Long> ring = new ArrayList<>();
        ring.add(head);
        ring.addAll(nodes);
        for (int i = 0; i < ring.size(); i++) {
            long after = ring.get((i + 1) % ring.size());
            long before = ring.get((i + ring.size() - 1) % ring.size());
            memory.writeLongs(i == 0 ? headPhysical : physical(ring.get(i)), after, before);
        }
    }

    /** The same with a head among the kernel's objects. */
    void list(long head, List<Long> nodes) {
        list(physical(head), head, nodes);
    }
}
