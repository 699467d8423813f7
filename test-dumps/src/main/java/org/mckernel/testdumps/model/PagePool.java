package org.mckernel.testdumps.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

/**
 * The pages of every NUMA node that nobody uses. What is taken goes to whoever asked; what is left is the kernel's free
 * memory.
 */
public final class PagePool {
    private static final long PAGE = 4096;
    private static final long[] LEAVES = {1L << 30, 2L << 20, PAGE};

    private final Map<Integer, PageRanges> free = new TreeMap<>();

    /** All of these chunks. */
    public PagePool(List<McKernelMachine.Chunk> chunks) {
        chunks.forEach(
                c -> free.computeIfAbsent(c.node(), _ -> new PageRanges()).add(c.start(), c.length()));
    }

    /** Takes pages away that are in use already. */
    public PagePool reserve(Range range) {
        free.values().forEach(node -> node.remove(range.start(), range.length()));
        return this;
    }

    /**
     * Takes pages, of this node first, then of the others by number: as many of the size of the largest leaf as there
     * are, then smaller ones.
     *
     * @param bytes a multiple of the page size
     * @param largestLeaf 4 KiB, 2 MiB or 1 GiB: how the pages will be mapped
     * @return runs, the best aligned first
     */
    public List<Range> take(int node, long bytes, long largestLeaf) {
        List<Range> taken = new ArrayList<>();
        long left = bytes;
        for (long leaf : LEAVES) {
            if (leaf > largestLeaf) {
                continue;
            }
            for (PageRanges pages : order(node)) {
                for (Range run : pages.list()) {
                    long start = (run.start() + leaf - 1) & -leaf;
                    long length = Math.min(run.end() - start, left) & -leaf;
                    if (length > 0 && left >= leaf) {
                        pages.remove(start, length);
                        taken.add(new Range(start, length));
                        left -= length;
                    }
                }
            }
        }
        if (left > 0) {
            throw new IllegalStateException("0x%x bytes more than there are free".formatted(left));
        }
        return taken;
    }

    /**
     * Takes single pages of a node, each with free pages around it; they come in descending order of their addresses.
     */
    public List<Range> takeScattered(int node, int pages, int everyNth) {
        List<Range> taken = new ArrayList<>();
        PageRanges own = free.get(node);
        for (Range run : own.list()) {
            for (long at = run.start() + PAGE; at + PAGE < run.end() && taken.size() < pages; at += everyNth * PAGE) {
                own.remove(at, PAGE);
                taken.addFirst(new Range(at, PAGE));
            }
        }
        if (taken.size() < pages) {
            throw new IllegalStateException(
                    "node %d has only %d of %d scattered pages".formatted(node, taken.size(), pages));
        }
        return taken;
    }

    /** Gives pages back. */
    public void giveBack(int node, Range range) {
        free.get(node).add(range.start(), range.length());
    }

    /** What nobody has, by node. */
    public Map<Integer, List<Range>> free() {
        Map<Integer, List<Range>> lists = new TreeMap<>();
        free.forEach((node, pages) -> lists.put(node, pages.list()));
        return lists;
    }

    private List<PageRanges> order(int node) {
        List<PageRanges> order = new ArrayList<>();
        order.add(free.get(node));
        free.forEach((id, pages) -> {
            if (id != node) {
                order.add(pages);
            }
        });
        return order;
    }
}
