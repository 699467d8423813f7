package org.mckernel.lifecycle.ihk.context;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mckernel.lifecycle.driver.MemoryChunk;
import org.mckernel.lifecycle.node.NodeException;

/**
 * What IHK holds of a node: reserved, or given to an instance.
 *
 * @param instances indices, ascending
 * @param reservedCpus reserved and not given away
 * @param assignedCpus those of instances, in their order
 * @param reservedMemory reserved and not given away
 * @param assignedMemory those of instances
 */
public record IhkResources(
        List<Integer> instances,
        List<Integer> reservedCpus,
        List<Integer> assignedCpus,
        List<MemoryChunk> reservedMemory,
        List<MemoryChunk> assignedMemory) {
    private static final String DEVICE = "/dev/mcd0";
    private static final IhkResources NONE = new IhkResources(List.of(), List.of(), List.of(), List.of(), List.of());

    /** Asks; nothing without IHK's device. */
    public static IhkResources of(NodeContext context) throws IOException, NodeException {
        if (!possible(context)) {
            return NONE;
        }
        List<Integer> instances = context.driver().osInstances();
        List<Integer> cpus = new ArrayList<>();
        List<MemoryChunk> memory = new ArrayList<>();
        for (int os : instances) {
            cpus.addAll(context.driver().assignedCpus(os));
            memory.addAll(context.driver().assignedMemory(os));
        }
        return new IhkResources(
                instances,
                context.driver().reservedCpus(),
                cpus,
                context.driver().reservedMemory(),
                memory);
    }

    /** Whether there is anybody to ask. */
    public static boolean possible(NodeContext context) {
        return Files.exists(context.host().path(DEVICE));
    }

    /** All CPUs, ascending. */
    public List<Integer> cpus() {
        List<Integer> all = new ArrayList<>(assignedCpus);
        all.addAll(reservedCpus);
        all.sort(Comparator.naturalOrder());
        return all;
    }

    /** All memory. */
    public List<MemoryChunk> memory() {
        List<MemoryChunk> all = new ArrayList<>(assignedMemory);
        all.addAll(reservedMemory);
        return all;
    }

    /** Bytes on a NUMA node. */
    public long bytes(int node) {
        return memory().stream()
                .filter(c -> c.node() == node)
                .mapToLong(MemoryChunk::bytes)
                .sum();
    }
}
