package org.mckernel.lifecycle.sim;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.MemoryList;

/**
 * The machine a simulated node pretends to be.
 *
 * @param nodes its NUMA nodes, ascending
 */
record Machine(List<Numa> nodes) {
    /**
     * One NUMA node.
     *
     * @param id Linux's number
     * @param cpus Linux's numbers, ascending; may be empty
     * @param start physical address of its memory, a multiple of 4 MiB
     * @param size bytes, a multiple of 4 MiB; may be 0
     */
    record Numa(int id, List<Integer> cpus, long start, long size) {
        Numa {
            cpus = List.copyOf(cpus);
        }

        long end() {
            return start + size;
        }
    }

    Machine {
        nodes = List.copyOf(nodes);
    }

    Optional<Numa> node(int id) {
        return nodes.stream().filter(n -> n.id() == id).findFirst();
    }

    /** The node that has {@code cpu}; empty if none has. */
    Optional<Numa> nodeOf(int cpu) {
        return nodes.stream().filter(n -> n.cpus().contains(cpu)).findFirst();
    }

    int cpuCount() {
        return nodes.stream().mapToInt(n -> n.cpus().size()).sum();
    }

    /** As {@link MachineDescription} reads it. */
    String text() {
        return nodes.stream()
                .map(n -> "node %d cpus %s memory %s at 0x%x\n"
                        .formatted(n.id(), CpuList.text(n.cpus()), MemoryList.sizeText(n.size()), n.start()))
                .collect(Collectors.joining());
    }
}
