package org.mckernel.testdumps.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mckernel.testdumps.linux.PageTableWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** Writes processes' address spaces: {@code process_vm}, page table, ranges, and the mapped files. */
final class SpaceWriter {
    private static final long PAGE = 4096;
    private static final int VM_SIZE = 304;
    private static final int RANGE_SIZE = 88;
    private static final int MEMOBJ_SIZE = 64;

    private final KernelObjects objects;
    private final SimulatedMemory memory;
    private final Map<String, Long> files = new HashMap<>();

    SpaceWriter(KernelObjects objects) {
        this.objects = objects;
        this.memory = objects.memory();
    }

    /** Virtual address of the {@code process_vm}. */
    long write(ModelProcess process) {
        long vm = objects.object(VM_SIZE);
        long space = objects.object(8);
        long root = objects.pages(PAGE);
        PageTableWriter tables = PageTableWriter.x86(memory, objects.frames(), 4, root);
        List<Long> nodes = new ArrayList<>();
        for (ModelRange range : process.ranges()) {
            long virtual = range.start();
            tables.extraBits(4, range.reachable() ? 4 : 0);
            for (SimulatedMemory.Range run : range.pages()) {
                if (ModelRange.mapped(run)) {
                    tables.map(virtual, run.start(), run.length(), range.largestLeaf());
                }
                virtual += run.length();
            }
            nodes.add(objects.virtual(range(range)));
        }
        process.root(root);
        memory.writeLongs(space, objects.virtual(root));
        memory.writeLongs(vm, objects.virtual(space), RedBlackTree.write(memory, objects.directBase(), nodes));
        regions(vm + 16, process);
        memory.writeLongs(vm + 136, process.address());
        return objects.virtual(vm);
    }

    /** The first data range after the program is its heap. */
    private void regions(long at, ModelProcess process) {
        process.ranges().stream()
                .filter(r -> r.flags() == ModelRange.DATA)
                .findFirst()
                .ifPresent(heap -> memory.writeLongs(at + 48, heap.start(), heap.end(), heap.end()));
        process.ranges().stream()
                .filter(r -> r.flags() == ModelRange.STACK)
                .findFirst()
                .ifPresent(stack -> memory.writeLongs(at + 88, stack.start()));
    }

    private long range(ModelRange range) {
        long at = objects.object(RANGE_SIZE);
        memory.writeLongs(
                at + 24,
                range.start(),
                range.end(),
                range.flags(),
                0,
                range.path().map(this::file).orElse(0L),
                range.fileOffset());
        memory.writeInts(at + 72, Long.numberOfTrailingZeros(range.largestLeaf()));
        return at;
    }

    private long file(String path) {
        return files.computeIfAbsent(path, name -> {
            byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
            long at = objects.object(MEMOBJ_SIZE);
            long chars = objects.object(text.length);
            memory.write(chars, text);
            memory.writeLongs(at + 48, objects.virtual(chars));
            return objects.virtual(at);
        });
    }
}
