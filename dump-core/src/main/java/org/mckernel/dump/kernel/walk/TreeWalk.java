package org.mckernel.dump.kernel.walk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.AbsentMemoryException;

/** Visits a red-black tree of {@code struct rb_node} in its order: bounded, and no node twice. */
public final class TreeWalk {
    /** Members of {@code struct rb_node}, after the parent's address and colour. */
    private static final int RIGHT = 8;

    private static final int LEFT = 16;
    /** Limit, above the nodes of any kernel tree; a walk ends there. */
    public static final int MOST_NODES = 1 << 24;
    /** Maximum number of broken places that are listed. */
    private static final int MOST_NOTES = 8;

    private TreeWalk() {}

    /**
     * Visits the nodes from left to right. The subtree of an unreadable node is skipped.
     *
     * @param root the first node, 0 for an empty tree
     * @param what name of the tree, for a note
     * @param notes receives a line for each broken place
     */
    public static void forEach(VirtualMemory memory, long root, String what, List<String> notes, LongConsumer visit) {
        List<String> broken = new ArrayList<>();
        walk(memory, root, what, broken, visit);
        notes.addAll(broken.subList(0, Math.min(broken.size(), MOST_NOTES)));
        if (broken.size() > MOST_NOTES) {
            notes.add("%s: %d more broken places".formatted(what, broken.size() - MOST_NOTES));
        }
    }

    private static void walk(VirtualMemory memory, long root, String what, List<String> notes, LongConsumer visit) {
        Set<Long> seen = new HashSet<>();
        Deque<Long> open = new ArrayDeque<>();
        long node = root;
        while (node != 0 || !open.isEmpty()) {
            while (node != 0) {
                if (seen.size() >= MOST_NODES) {
                    notes.add("%s: more than %d nodes; the rest is skipped".formatted(what, MOST_NODES));
                    return;
                }
                if (!seen.add(node)) {
                    notes.add("%s: returns to 0x%x after %s".formatted(what, node, ListWalk.nodes(seen.size())));
                    node = 0;
                    break;
                }
                try {
                    long left = memory.i64(node + LEFT);
                    memory.i64(node + RIGHT);
                    open.push(node);
                    node = left;
                } catch (UnmappedAddressException | AbsentMemoryException e) {
                    notes.add("%s: node at 0x%x: %s; its subtree is skipped".formatted(what, node, e.getMessage()));
                    node = 0;
                }
            }
            if (!open.isEmpty()) {
                node = open.pop();
                visit.accept(node);
                node = right(memory, node);
            }
        }
    }

    private static long right(VirtualMemory memory, long node) {
        try {
            return memory.i64(node + RIGHT);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return 0;
        }
    }
}
