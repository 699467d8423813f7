package org.mckernel.dump.kernel.walk;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.AbsentMemoryException;

/** Follows a circular {@code struct list_head}: bounded, and stops at the first node met twice. */
public final class ListWalk {
    /** Limit, above the nodes of any kernel list; a walk ends there. */
    public static final int MOST_NODES = 1 << 20;

    private ListWalk() {}

    /**
     * Visits the nodes after {@code head}, excluding the head.
     *
     * @param what name of the list, for a note
     * @param notes receives a line when the list is broken: the nodes before that were visited
     * @return how many were visited
     */
    public static int forEach(VirtualMemory memory, long head, String what, List<String> notes, LongConsumer visit) {
        Set<Long> seen = new HashSet<>();
        long node = head;
        try {
            while (true) {
                node = memory.i64(node);
                if (node == head) {
                    return seen.size();
                }
                if (node == 0) {
                    notes.add("%s: %s, then a null pointer".formatted(what, nodes(seen.size())));
                    return seen.size();
                }
                if (!seen.add(node)) {
                    notes.add("%s: %s, then a cycle back to 0x%x".formatted(what, nodes(seen.size()), node));
                    return seen.size();
                }
                if (seen.size() > MOST_NODES) {
                    notes.add("%s: more than %d nodes; the rest is skipped".formatted(what, MOST_NODES));
                    return seen.size();
                }
                memory.i64(node);
                visit.accept(node);
            }
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            seen.remove(node);
            notes.add(
                    "%s: %s, then a broken one at 0x%x: %s".formatted(what, nodes(seen.size()), node, e.getMessage()));
            return seen.size();
        }
    }

    /** {@code 1 node}, {@code 2 nodes}. */
    static String nodes(int number) {
        return number + (number == 1 ? " node" : " nodes");
    }
}
