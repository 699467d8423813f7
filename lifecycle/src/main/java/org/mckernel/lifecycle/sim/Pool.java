package org.mckernel.lifecycle.sim;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.lifecycle.journal.StateException;
import org.mckernel.lifecycle.request.CpuList;

/**
 * What was taken from Linux for McKernel.
 *
 * @param cpus in the order McKernel numbers them
 * @param cpusAssigned whether they are assigned to the instance
 * @param chunks memory, by node and address
 * @param memoryAssigned whether the instance has it
 */
record Pool(List<Integer> cpus, boolean cpusAssigned, List<Chunk> chunks, boolean memoryAssigned) {
    /**
     * A run of memory.
     *
     * @param start physical address
     * @param size bytes
     * @param node its NUMA node
     */
    record Chunk(long start, long size, int node) {}

    static final Pool EMPTY = new Pool(List.of(), false, List.of(), false);

    Pool {
        cpus = List.copyOf(cpus);
        chunks = List.copyOf(chunks);
    }

    Pool withCpus(List<Integer> reserved, boolean assigned) {
        return new Pool(reserved, assigned, chunks, memoryAssigned);
    }

    Pool withMemory(List<Chunk> reserved, boolean assigned) {
        return new Pool(cpus, cpusAssigned, reserved, assigned);
    }

    /** All memory, in bytes. */
    long bytes() {
        return chunks.stream().mapToLong(Chunk::size).sum();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("cpus ")
                .append(CpuList.text(cpus))
                .append(' ')
                .append(word(cpusAssigned))
                .append('\n');
        text.append("memory ")
                .append(chunks.size())
                .append(' ')
                .append(word(memoryAssigned))
                .append('\n');
        for (Chunk chunk : chunks) {
            text.append("chunk 0x%x 0x%x node %d\n".formatted(chunk.start(), chunk.size(), chunk.node()));
        }
        return text.toString();
    }

    private static String word(boolean assigned) {
        return assigned ? "assigned" : "reserved";
    }

    /** Reads what {@link #text()} wrote; the checksum of its file has been looked at. */
    static Pool parse(StateParser text) throws StateException {
        String[] cpus = text.next("cpus", 2);
        String[] memory = text.next("memory", 2);
        List<Chunk> chunks = new ArrayList<>();
        while (text.hasNext()) {
            String[] chunk = text.next("chunk", 4);
            chunks.add(new Chunk(text.hex(chunk[0]), text.hex(chunk[1]), (int) text.decimal(chunk[3])));
        }
        return new Pool(text.cpus(cpus[0]), cpus[1].equals(word(true)), chunks, memory[1].equals(word(true)));
    }
}
