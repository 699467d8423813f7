package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.driver.MemoryChunk;
import org.mckernel.lifecycle.host.Modules;
import org.mckernel.lifecycle.host.Processes;
import org.mckernel.lifecycle.host.Topology;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.OsInstance;
import org.mckernel.lifecycle.ihk.plan.BootPlan;
import org.mckernel.lifecycle.ihk.plan.OverlayPlan;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.KernelArguments;

/** Reads the state of a node. What cannot be read is reported as unknown, with the reason. */
final class NodeState {
    private final NodeContext context;
    private final BootRecord record;
    private final List<NodeStatus.Fact> facts = new ArrayList<>();

    private NodeState(NodeContext context, BootRecord record) {
        this.context = context;
        this.record = record;
    }

    /** Looks; {@code unseen} is why the state directory could not be read, empty if it could. */
    static NodeStatus look(
            NodeContext context, BootRecord record, Optional<String> interrupted, Optional<String> unseen)
            throws IOException {
        return new NodeState(context, record).look(interrupted, unseen);
    }

    private NodeStatus look(Optional<String> interrupted, Optional<String> unseen) throws IOException {
        Topology topology = Topology.read(context.host());
        String machine = "%s online, %s, %s"
                .formatted(
                        ByteCount.counted(topology.online().cpus().size(), "CPU"),
                        ByteCount.counted(topology.nodes().size(), "NUMA node"),
                        ByteCount.text(topology.nodes().stream()
                                .mapToLong(Topology.Numa::total)
                                .sum()));
        unseen.ifPresent(why -> fact("record", why));
        Optional<IhkResources> held = holdings();
        OsStatus status = OsStatus.NOT_BOOTED;
        List<NodeStatus.Cpu> cpus = new ArrayList<>();
        List<NodeStatus.Chunk> memory = new ArrayList<>();
        if (held.isPresent()) {
            for (int cpu : held.get().assignedCpus()) {
                cpus.add(new NodeStatus.Cpu(cpus.size(), cpu, nodeOf(topology, cpu)));
            }
            held.get()
                    .assignedMemory()
                    .forEach(c -> memory.add(new NodeStatus.Chunk(OptionalLong.empty(), c.bytes(), c.node())));
            status = instances(held.get());
        }
        facts();
        boolean there = held.isPresent() && !held.get().instances().isEmpty();
        return new NodeStatus(
                machine,
                status,
                false,
                cpus,
                memory,
                there ? record.word("arguments").orElse("") : "",
                level(there),
                there ? record.word("map").orElse("none") : "none",
                there ? record.word("owner").orElse("") : "",
                there && record.bootTime() != 0
                        ? Optional.of(Instant.ofEpochSecond(record.bootTime()))
                        : Optional.empty(),
                List.of(),
                facts,
                interrupted);
    }

    /** A status with all that IHK holds in place of what an instance has. */
    static NodeStatus held(NodeContext context, NodeStatus status) throws IOException, NodeException {
        IhkResources held = IhkResources.of(context);
        List<NodeStatus.Cpu> cpus = new ArrayList<>(status.cpus());
        Topology topology = Topology.read(context.host());
        NodeState state = new NodeState(context, new BootRecord());
        for (int cpu : held.reservedCpus()) {
            cpus.add(new NodeStatus.Cpu(cpus.size(), cpu, state.nodeOf(topology, cpu)));
        }
        List<NodeStatus.Chunk> memory = new ArrayList<>(status.memory());
        held.reservedMemory().forEach(c -> memory.add(new NodeStatus.Chunk(OptionalLong.empty(), c.bytes(), c.node())));
        return new NodeStatus(
                status.machine(),
                status.status(),
                status.held(),
                cpus,
                memory,
                status.arguments(),
                status.dumpLevel(),
                status.ikcMap(),
                status.owner(),
                status.bootTime(),
                status.history(),
                status.facts(),
                status.interrupted());
    }

    private long level(boolean there) {
        KernelArguments arguments = new KernelArguments(record.word("arguments").orElse(""));
        return there
                ? record.word(BootRecord.LEVEL).map(Long::valueOf).orElse(arguments.dumpLevel())
                : arguments.dumpLevel();
    }

    /** Linux does not name the node of a CPU that is offline in its list, but keeps the CPU's link to it. */
    private int nodeOf(Topology topology, int cpu) throws IOException {
        for (Topology.Numa node : topology.nodes()) {
            if (node.cpus().contains(cpu)
                    || Files.exists(
                            context.host().path("/sys/devices/system/cpu/cpu%d/node%d".formatted(cpu, node.id())))) {
                return node.id();
            }
        }
        return 0;
    }

    private Optional<IhkResources> holdings() throws IOException {
        try {
            return Optional.of(IhkResources.of(context));
        } catch (NodeException e) {
            fact("IHK", "does not respond: " + e.line());
        } catch (IOException e) {
            fact("IHK", "not reachable: " + ErrorLine.of(e));
        }
        return Optional.empty();
    }

    private OsStatus instances(IhkResources held) throws IOException {
        if (!held.reservedCpus().isEmpty() || !held.reservedMemory().isEmpty()) {
            fact(
                    "reserved",
                    "CPUs %s, %s, not given to an instance"
                            .formatted(
                                    CpuList.text(held.reservedCpus()),
                                    ByteCount.text(held.reservedMemory().stream()
                                            .mapToLong(MemoryChunk::bytes)
                                            .sum())));
        }
        if (held.instances().isEmpty()) {
            return OsStatus.NOT_BOOTED;
        }
        if (!held.instances().equals(List.of(OsInstance.INDEX))) {
            fact("instances", CpuList.text(held.instances()));
        }
        for (int os : held.instances()) {
            List<Processes.Running> holders = context.processes().holders(OsInstance.device(os));
            if (!holders.isEmpty()) {
                fact(
                        "held-by",
                        holders.stream()
                                        .limit(8)
                                        .map(h -> "%s (%d)".formatted(h.comm(), h.pid()))
                                        .collect(Collectors.joining(", "))
                                + (holders.size() > 8 ? ", …" : ""));
            }
        }
        if (!OsInstance.booted(context, record)) {
            fact("state", "OS instance 0 was never booted, so its state is not requested: some drivers would crash");
            return OsStatus.NOT_BOOTED;
        }
        try {
            return context.driver().status(OsInstance.INDEX);
        } catch (NodeException e) {
            fact("state", "unknown: " + e.line());
        } catch (IOException e) {
            fact("state", "unknown: " + ErrorLine.of(e));
        }
        return OsStatus.NOT_BOOTED;
    }

    private void facts() throws IOException {
        List<String> wanted = new ArrayList<>(
                Installation.smpModules().stream().map(m -> m.replace('-', '_')).toList());
        wanted.addAll(List.of("ihk", "mcctrl", OverlayPlan.MODULE));
        List<String> loaded = context.modules().all().stream()
                .map(Modules.Module::name)
                .filter(wanted::contains)
                .toList();
        fact("modules", loaded.isEmpty() ? "none of IHK's" : String.join(", ", loaded.reversed()));
        List<Processes.Running> monitors = context.processes().named(Installation.MONITOR);
        if (!monitors.isEmpty()) {
            fact("monitor", "ihkmond (%s)".formatted(BootPlan.pids(monitors)));
        }
        fact("irqbalance", irqbalance() + (context.irqbalance().banned() ? ", excluded from McKernel's CPUs" : ""));
        fact(
                "swappiness",
                context.settings().swappiness()
                        + (record.swappiness().isPresent()
                                ? ", was %d before the boot"
                                        .formatted(record.swappiness().getAsInt())
                                : ""));
    }

    /** A boot that is done is not undone because systemd does not answer. */
    private String irqbalance() {
        try {
            return context.irqbalance().active() ? "active" : "not active";
        } catch (IOException e) {
            return "unknown: " + ErrorLine.of(e);
        }
    }

    private void fact(String name, String text) {
        facts.add(new NodeStatus.Fact(name, text));
    }
}
