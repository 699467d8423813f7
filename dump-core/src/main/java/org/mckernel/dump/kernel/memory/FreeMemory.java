package org.mckernel.dump.kernel.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.FieldReader;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.walk.TreeWalk;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.symbol.Symbol;

/**
 * Free memory: {@code memory_nodes[]}, each with a tree of {@code struct free_chunk}. The record of a free range is in
 * the first page of that range, which verifies it.
 */
public final class FreeMemory {
    private static final int MOST_NODES = 4096;

    private final KernelData data;
    private final FieldReader fields;
    private final Symbol nodes;
    private final long stride;

    /**
     * One NUMA node.
     *
     * @param id number
     * @param pages the kernel's count of pages
     * @param freePages the kernel's count of free pages
     */
    public record NumaNode(int id, OptionalLong pages, OptionalLong freePages) {}

    /** Receives a range of free memory: physical start and size in bytes. Returns whether it is valid. */
    @FunctionalInterface
    public interface Visitor {
        /** Returns false if the range is not valid free memory: a note reports it. */
        boolean free(long physical, long bytes);
    }

    /** @throws KernelDataException when the kernel's image does not describe its memory nodes */
    public FreeMemory(KernelData data) throws KernelDataException {
        this.data = data;
        this.fields = new FieldReader(data);
        this.nodes = data.symbol("memory_nodes");
        this.stride = data.size("ihk_mc_numa_node");
        data.offset("ihk_mc_numa_node", "free_chunks");
        data.offset("free_chunk", "addr");
        data.offset("free_chunk", "size");
        data.offset("free_chunk", "node");
    }

    /** The nodes, including those without memory. */
    public List<NumaNode> nodes() {
        List<NumaNode> all = new ArrayList<>();
        long count = stride <= 0 ? 0 : Math.min(nodes.size() / stride, MOST_NODES);
        for (int id = 0; id < count; id++) {
            all.add(new NumaNode(
                    id,
                    fields.i64(address(id), "ihk_mc_numa_node", "nr_pages"),
                    fields.i64(address(id), "ihk_mc_numa_node", "nr_free_pages")));
        }
        return all;
    }

    /**
     * Visits a node's free ranges by address.
     *
     * @param notes receives a line for each broken place
     */
    public void forEach(NumaNode node, List<String> notes, Visitor visitor) {
        OptionalLong root = fields.i64(address(node.id()), "ihk_mc_numa_node", "free_chunks");
        if (root.isEmpty()) {
            notes.add("memory_nodes[%d] is not in the dump; its free pages are unknown".formatted(node.id()));
            return;
        }
        long member = fields.offset("free_chunk", "node").orElse(0);
        TreeWalk.forEach(
                data.virtual(),
                root.getAsLong(),
                "free tree of node " + node.id(),
                notes,
                at -> chunk(at - member, notes, visitor));
    }

    private long address(int id) {
        return nodes.value() + id * stride;
    }

    private void chunk(long record, List<String> notes, Visitor visitor) {
        long physical = fields.i64(record, "free_chunk", "addr").orElse(-1);
        long bytes = fields.i64(record, "free_chunk", "size").orElse(-1);
        if (bytes <= 0 || !isAtOwnAddress(record, physical) || !visitor.free(physical, bytes)) {
            notes.add(("free record at 0x%x: has 0x%x bytes at 0x%x, which is not its own address or not all memory "
                            + "of this kernel")
                    .formatted(record, bytes, physical));
        }
    }

    private boolean isAtOwnAddress(long record, long physical) {
        try {
            return data.space().translate(record).physical() == physical;
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return false;
        }
    }
}
