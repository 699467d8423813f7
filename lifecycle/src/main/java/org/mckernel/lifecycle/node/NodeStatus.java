package org.mckernel.lifecycle.node;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The current state of a node and its instance.
 *
 * @param machine the machine, in words
 * @param status the instance's state
 * @param held whether its CPUs are stopped for a dump
 * @param cpus its CPUs, by McKernel's number
 * @param memory its chunks of memory, by address
 * @param arguments the kernel's; empty if there is none
 * @param dumpLevel the level that a panic of Linux would use now
 * @param ikcMap who receives its messages
 * @param owner who has its device file
 * @param bootTime when it was booted; empty if it is not
 * @param history what was done to it since, in order
 * @param facts further facts about the node, each with its name
 * @param interrupted what a killed command was doing; empty for nothing
 */
public record NodeStatus(
        String machine,
        OsStatus status,
        boolean held,
        List<Cpu> cpus,
        List<Chunk> memory,
        String arguments,
        long dumpLevel,
        String ikcMap,
        String owner,
        Optional<Instant> bootTime,
        List<String> history,
        List<Fact> facts,
        Optional<String> interrupted) {
    /**
     * A CPU of McKernel's.
     *
     * @param number McKernel's
     * @param linuxNumber Linux's
     * @param node its NUMA node
     */
    public record Cpu(int number, int linuxNumber, int node) {}

    /**
     * A run of McKernel's memory.
     *
     * @param start physical address; empty if unknown: IHK does not report it
     * @param size bytes
     * @param node its NUMA node
     */
    public record Chunk(OptionalLong start, long size, int node) {}

    /**
     * A fact about a node.
     *
     * @param name one word, small letters
     * @param text in words
     */
    public record Fact(String name, String text) {}

    public NodeStatus {
        facts = List.copyOf(facts);
        cpus = List.copyOf(cpus);
        memory = List.copyOf(memory);
        history = List.copyOf(history);
    }

    /** All memory, in bytes. */
    public long bytes() {
        return memory.stream().mapToLong(Chunk::size).sum();
    }
}
