package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.host.Topology;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/**
 * What a request means on this node now: what McKernel gets, and what of it must still be taken from Linux.
 *
 * @param cpus McKernel's, in its order
 * @param newCpus those that Linux still has
 * @param memory McKernel's, as requested
 * @param newMemory what Linux still has of it; empty for none
 * @param notes what the user should know before
 */
record ResolvedRequest(
        CpuList cpus, List<Integer> newCpus, MemoryList memory, Optional<MemoryList> newMemory, List<String> notes) {
    private static final int PERCENT_FIRST_NODE = 95;
    private static final int PERCENT_OTHERS = 98;

    /** Resolves a request on a node, and refuses what the node cannot provide. */
    static ResolvedRequest of(Host host, Topology topology, IhkResources resources, BootRequest request)
            throws IOException, NodeException {
        List<String> notes = new ArrayList<>();
        CpuList cpus = cpus(host, topology, resources, request);
        List<Integer> newCpus = cpus.cpus().stream()
                .filter(c -> !resources.cpus().contains(c))
                .sorted()
                .toList();
        if (request.ikcMap().isPresent()) {
            checkMap(request.ikcMap().get(), cpus, topology);
        }
        List<Integer> surplus =
                resources.cpus().stream().filter(c -> !cpus.cpus().contains(c)).toList();
        if (!surplus.isEmpty()) {
            notes.add("CPUs %s stay reserved and unused".formatted(CpuList.text(surplus)));
        }
        if (!request.memoryGiven() && !resources.memory().isEmpty()) {
            List<MemoryList.Item> all = new TreeSet<>(
                            resources.memory().stream().map(c -> c.node()).toList())
                    .stream()
                            .map(node -> new MemoryList.Item(MemoryList.Item.ALL, node))
                            .toList();
            return new ResolvedRequest(cpus, newCpus, new MemoryList(all), Optional.empty(), notes);
        }
        List<MemoryList.Item> items = missing(topology, resources, request.memory(), notes);
        return new ResolvedRequest(
                cpus,
                newCpus,
                request.memory(),
                items.isEmpty() ? Optional.empty() : Optional.of(new MemoryList(items)),
                notes);
    }

    private static CpuList cpus(Host host, Topology topology, IhkResources resources, BootRequest request)
            throws NodeException {
        CpuList cpus;
        if (request.cpus().isPresent()) {
            cpus = request.cpus().get();
        } else if (!resources.cpus().isEmpty()) {
            cpus = new CpuList(
                    resources.assignedCpus().isEmpty() ? resources.reservedCpus() : resources.assignedCpus());
        } else {
            cpus = upperHalf(topology);
        }
        for (int cpu : cpus.cpus()) {
            if (resources.cpus().contains(cpu)) {
                continue;
            }
            if (!topology.online().contains(cpu)) {
                throw new NodeException(
                        Errno.EINVAL,
                        "-c %s: CPU %d is not online (%s are)".formatted(cpus.text(), cpu, topology.online()));
            }
            if (cpu == 0 && !Files.exists(host.path("/sys/devices/system/cpu/cpu0/online"))) {
                throw new NodeException(Errno.EPERM, "-c %s: CPU 0 always stays with Linux".formatted(cpus.text()));
            }
        }
        if (topology.online().cpus().stream().allMatch(cpus.cpus()::contains)) {
            throw new NodeException(Errno.EPERM, "-c %s: no CPU would stay with Linux".formatted(cpus.text()));
        }
        return cpus;
    }

    /** mcreboot's rule, for node 0. */
    private static CpuList upperHalf(Topology topology) throws NodeException {
        List<Integer> all = topology.node(0)
                .map(n -> n.cpus().and(topology.online()).cpus())
                .orElse(List.of());
        List<Integer> upper = all.subList(all.size() - all.size() / 2, all.size());
        if (upper.isEmpty()) {
            throw new NodeException(
                    Errno.EINVAL,
                    ("no CPU available: the default is the upper half of NUMA node 0's CPUs, and it has %d; "
                                    + "name CPUs with -c")
                            .formatted(all.size()));
        }
        return new CpuList(upper);
    }

    private static void checkMap(IkcMap map, CpuList cpus, Topology topology) throws NodeException {
        for (int source : map.sources()) {
            if (!cpus.cpus().contains(source)) {
                throw wrongMap(map, "CPU %d is not among McKernel's (%s)".formatted(source, cpus.text()));
            }
        }
        for (int cpu : cpus.cpus()) {
            if (!map.sources().contains(cpu)) {
                throw wrongMap(
                        map, "CPU %d of McKernel's (%s) has no receiver; name it too".formatted(cpu, cpus.text()));
            }
        }
        for (int destination : map.destinations()) {
            if (!topology.online().contains(destination) || cpus.cpus().contains(destination)) {
                throw wrongMap(
                        map, "CPU %d does not stay with Linux, so it cannot receive messages".formatted(destination));
            }
        }
    }

    private static NodeException wrongMap(IkcMap map, String why) {
        return new NodeException(Errno.EINVAL, "-r %s: %s".formatted(map.text(), why));
    }

    /** What of a request is not reserved yet, by node. */
    private static List<MemoryList.Item> missing(
            Topology topology, IhkResources resources, MemoryList requested, List<String> notes) throws NodeException {
        Map<Integer, Long> wanted = new TreeMap<>();
        for (MemoryList.Item item : requested.items()) {
            if (topology.node(item.node()).isEmpty()) {
                throw new NodeException(
                        Errno.EINVAL,
                        "-m %s: NUMA node %d is not online; %s are"
                                .formatted(requested.text(), item.node(), CpuList.text(topology.nodeIds())));
            }
            wanted.merge(
                    item.node(),
                    item.size(),
                    (a, b) -> a == MemoryList.Item.ALL || b == MemoryList.Item.ALL
                            ? MemoryList.Item.ALL
                            : a + Math.min(b, Long.MAX_VALUE - a));
        }
        List<MemoryList.Item> missing = new ArrayList<>();
        for (Map.Entry<Integer, Long> entry : wanted.entrySet()) {
            int node = entry.getKey();
            long reserved = resources.bytes(node);
            if (entry.getValue() == MemoryList.Item.ALL) {
                if (reserved == 0) {
                    missing.add(new MemoryList.Item(MemoryList.Item.ALL, node));
                } else {
                    notes.add("all of node %d: the %s already reserved there are kept"
                            .formatted(node, ByteCount.text(reserved)));
                }
            } else if (entry.getValue() > reserved) {
                long bytes = Math.ceilDiv(entry.getValue() - reserved, MemoryList.GRANULE) * MemoryList.GRANULE;
                check(topology.node(node).orElseThrow(), bytes, requested, notes);
                missing.add(new MemoryList.Item(bytes, node));
            }
        }
        return missing;
    }

    /**
     * IHK takes no more than that of a node's memory; its free memory now is no limit, because caches are dropped
     * first.
     */
    private static void check(Topology.Numa node, long bytes, MemoryList requested, List<String> notes)
            throws NodeException {
        int percent = node.id() == 0 ? PERCENT_FIRST_NODE : PERCENT_OTHERS;
        long most = node.total() / 100 * percent;
        if (bytes > most) {
            throw new NodeException(
                    Errno.ENOMEM,
                    "-m %s: NUMA node %d has %s in total, of which IHK takes at most %s"
                            .formatted(
                                    requested.text(), node.id(), ByteCount.text(node.total()), ByteCount.text(most)));
        }
        if (bytes > node.free() / 100 * percent) {
            notes.add("NUMA node %d has %s free now, %s are requested: dropping caches must free the rest"
                    .formatted(node.id(), ByteCount.text(node.free()), ByteCount.text(bytes)));
        }
    }
}
