package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.node.NodeStatus;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.KernelArguments;

/** The status of a simulated node, from its state files. */
final class SimStatus {
    private SimStatus() {}

    static NodeStatus of(Machine machine, SimState state, Journal journal) throws IOException {
        Pool pool = state.pool();
        Optional<Instance> instance = state.instance();
        List<NodeStatus.Cpu> cpus = new ArrayList<>();
        for (int cpu : pool.cpus()) {
            cpus.add(new NodeStatus.Cpu(
                    cpus.size(), cpu, machine.nodeOf(cpu).map(Machine.Numa::id).orElse(0)));
        }
        List<NodeStatus.Chunk> chunks = pool.chunks().stream()
                .map(c -> new NodeStatus.Chunk(OptionalLong.of(c.start()), c.size(), c.node()))
                .toList();
        String words = "%s, %s, %s"
                .formatted(
                        ByteCount.counted(machine.cpuCount(), "CPU"),
                        ByteCount.counted(machine.nodes().size(), "NUMA node"),
                        ByteCount.text(machine.nodes().stream()
                                .mapToLong(Machine.Numa::size)
                                .sum()));
        Optional<String> interrupted =
                journal.read().map(c -> "mck %s was interrupted at %s".formatted(c.operation(), c.where()));
        return new NodeStatus(
                words,
                instance.map(Instance::status).orElse(OsStatus.NOT_BOOTED),
                instance.map(Instance::held).orElse(false),
                cpus,
                chunks,
                instance.map(Instance::arguments).orElse(""),
                instance.map(SimStatus::levelOf).orElse(24L),
                instance.map(Instance::ikcMap).orElse(Instance.NONE),
                instance.map(Instance::owner).orElse(""),
                instance.filter(i -> i.bootTime() != 0).map(i -> Instant.ofEpochSecond(i.bootTime())),
                instance.map(i -> i.commands().stream().map(SimCommand::text).toList())
                        .orElse(List.of()),
                List.of(),
                interrupted);
    }

    /** The kernel's, or that of the last dump: a dump sets the level of a later panic too. */
    private static long levelOf(Instance instance) {
        long level = new KernelArguments(instance.arguments()).dumpLevel();
        for (SimCommand command : instance.commands()) {
            if (command instanceof SimCommand.Dump dump) {
                level = dump.level();
            }
        }
        return level;
    }
}
