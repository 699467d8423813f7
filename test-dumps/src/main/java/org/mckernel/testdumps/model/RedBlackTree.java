package org.mckernel.testdumps.model;

import java.util.List;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Links {@code struct rb_node}s (parent and colour, right, left) into a balanced tree: all levels are full but the
 * last, whose nodes are red; every path then meets as many black nodes.
 */
final class RedBlackTree {
    private static final long BLACK = 1;

    private final SimulatedMemory memory;
    private final long directBase;
    private final List<Long> nodes;
    private final int redDepth;

    private RedBlackTree(SimulatedMemory memory, long directBase, List<Long> nodes) {
        this.memory = memory;
        this.directBase = directBase;
        this.nodes = nodes;
        int lastDepth = 31 - Integer.numberOfLeadingZeros(Math.max(nodes.size(), 1));
        boolean full = Integer.bitCount(nodes.size() + 1) == 1;
        this.redDepth = full || lastDepth == 0 ? Integer.MAX_VALUE : lastDepth;
    }

    /**
     * Writes the links.
     *
     * @param nodes virtual addresses of the nodes in the tree's order
     * @return the root's, 0 of an empty tree
     */
    static long write(SimulatedMemory memory, long directBase, List<Long> nodes) {
        return new RedBlackTree(memory, directBase, nodes).link(0, nodes.size(), 0, 0);
    }

    private long link(int from, int to, long parent, int depth) {
        if (from >= to) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        long node = nodes.get(middle);
        long left = link(from, middle, node, depth + 1);
        long right = link(middle + 1, to, node, depth + 1);
        memory.writeLongs(node - directBase, parent | (depth == redDepth ? 0 : BLACK), right, left);
        return node;
    }
}
