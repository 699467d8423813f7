package org.mckernel.dump.filter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.symbol.Symbol;

/**
 * Free pages: {@code memory_nodes[]}, each with a tree of {@code struct free_chunk}. The record of a free range stands in the
 * first page of that range, which is how a record proves itself.
 */
final class FreePages {
    /** Members of {@code struct rb_node}, behind the parent's address and colour. */
    private static final int RB_RIGHT = 8;
    private static final int RB_LEFT = 16;
    private static final int MOST_NODES = 4096;
    private static final int MOST_RECORDS = 1 << 24;

    private final KernelObjects objects;
    private final VirtualMemory memory;
    private final PageMarks marks;
    private final Notes notes;
    private final long recordAddress;
    private final long recordSize;
    private final long recordNode;
    private long bytes;

    FreePages(KernelObjects objects, PageMarks marks, Notes notes) throws FilterException {
        this.objects = objects;
        this.memory = objects.virtual();
        this.marks = marks;
        this.notes = notes;
        this.recordAddress = objects.offset("free_chunk", "addr");
        this.recordSize = objects.offset("free_chunk", "size");
        this.recordNode = objects.offset("free_chunk", "node");
    }

    /** Marks all free pages and returns how many bytes they are. */
    long mark() throws FilterException {
        Symbol nodes = objects.symbol("memory_nodes");
        long stride = objects.size("ihk_mc_numa_node");
        long root = objects.offset("ihk_mc_numa_node", "free_chunks");
        long count = stride == 0 ? 0 : Math.min(nodes.size() / stride, MOST_NODES);
        for (long node = 0; node < count; node++) {
            try {
                long first = memory.i64(nodes.value() + node * stride + root);
                if (first != 0) {
                    tree(node, first);
                }
            } catch (UnmappedAddressException | AbsentMemoryException e) {
                notes.add("memory_nodes[%d]: %s; its free pages stay".formatted(node, e.getMessage()));
            }
        }
        return bytes;
    }

    private void tree(long node, long root) {
        Deque<Long> open = new ArrayDeque<>();
        Set<Long> seen = new HashSet<>();
        long most = Math.min(marks.pages(), MOST_RECORDS);
        open.push(root);
        while (!open.isEmpty()) {
            long at = open.pop();
            if (!seen.add(at) || seen.size() > most) {
                notes.add("free tree of node %d: meets 0x%x again after %d records".formatted(node, at, seen.size()));
                return;
            }
            try {
                record(at);
                push(open, memory.i64(at + RB_RIGHT));
                push(open, memory.i64(at + RB_LEFT));
            } catch (UnmappedAddressException | AbsentMemoryException e) {
                notes.add("free tree of node %d: record at 0x%x: %s; what is below it stays".formatted(node, at,
                        e.getMessage()));
            }
        }
    }

    private static void push(Deque<Long> open, long child) {
        if (child != 0) {
            open.push(child);
        }
    }

    private void record(long at) throws UnmappedAddressException, AbsentMemoryException {
        long record = at - recordNode;
        long address = memory.i64(record + recordAddress);
        long size = memory.i64(record + recordSize);
        boolean proved = memory.space().translate(record).physical() == address && marks.containsAll(address, size);
        if (!proved) {
            notes.add(
                    "free record at 0x%x: says 0x%x bytes at 0x%x, which is not where it stands or not all memory of this kernel; it stays"
                            .formatted(
                                    record, size, address));
            return;
        }
        bytes += marks.mark(address, size);
    }
}
