package org.mckernel.lifecycle.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/** What a machine gives to a request: the same request always gets the same. */
final class Reservation {
    /** Linux's own memory on the lowest node: its image, page descriptors, and what it keeps for IHK. */
    private static final long LINUX_BYTES = 64L << 20;

    private static final int PERCENT_FIRST_NODE = 95;
    private static final int PERCENT_OTHERS = 98;

    private final Machine machine;

    Reservation(Machine machine) {
        this.machine = machine;
    }

    /** The CPUs that McKernel gets, in its order. */
    CpuList cpus(BootRequest request) throws NodeException {
        CpuList cpus = request.cpus().isPresent() ? request.cpus().get() : defaultCpus();
        for (int cpu : cpus.cpus()) {
            if (cpu == 0) {
                throw new NodeException(Errno.EPERM, "-c %s: CPU 0 always stays with Linux".formatted(cpus.text()));
            }
            if (machine.nodeOf(cpu).isEmpty()) {
                throw new NodeException(
                        Errno.EINVAL,
                        "-c %s: CPU %d is not among this machine's (%s)".formatted(cpus.text(), cpu, allCpus()));
            }
        }
        if (cpus.cpus().size() == machine.cpuCount()) {
            throw new NodeException(Errno.EPERM, "-c %s: no CPU would stay with Linux".formatted(cpus.text()));
        }
        if (request.ikcMap().isPresent()) {
            checkMap(request.ikcMap().get(), cpus);
        }
        return cpus;
    }

    /** mcreboot's rule: the upper half of node 0's. */
    private CpuList defaultCpus() throws NodeException {
        List<Integer> all = machine.node(0).map(Machine.Numa::cpus).orElse(List.of());
        List<Integer> upper = all.subList(all.size() - all.size() / 2, all.size());
        if (upper.isEmpty()) {
            throw new NodeException(
                    Errno.EINVAL,
                    ("no CPU available: the default is the upper half of NUMA node 0's CPUs, and it has %d; "
                                    + "name CPUs with -c or a larger machine with --machine FILE")
                            .formatted(all.size()));
        }
        return new CpuList(upper);
    }

    private void checkMap(IkcMap map, CpuList cpus) throws NodeException {
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
            if (machine.nodeOf(destination).isEmpty() || cpus.cpus().contains(destination)) {
                throw wrongMap(
                        map, "CPU %d does not stay with Linux, so it cannot receive messages".formatted(destination));
            }
        }
    }

    private static NodeException wrongMap(IkcMap map, String why) {
        return new NodeException(Errno.EINVAL, "-r %s: %s".formatted(map.text(), why));
    }

    private String allCpus() {
        return CpuList.text(machine.nodes().stream()
                .flatMap(n -> n.cpus().stream())
                .sorted()
                .toList());
    }

    /**
     * The memory that McKernel gets, by node and address: one chunk for each request, apart where there is room for
     * gaps.
     */
    List<Pool.Chunk> memory(MemoryList list) throws NodeException {
        Map<Integer, List<MemoryList.Item>> byNode = new TreeMap<>();
        for (MemoryList.Item item : list.items()) {
            byNode.computeIfAbsent(item.node(), _ -> new ArrayList<>()).add(item);
        }
        List<Pool.Chunk> chunks = new ArrayList<>();
        for (Map.Entry<Integer, List<MemoryList.Item>> entry : byNode.entrySet()) {
            Machine.Numa node = machine.node(entry.getKey())
                    .orElseThrow(() -> new NodeException(
                            Errno.EINVAL,
                            "-m: there is no NUMA node %d on this machine; it has %s"
                                    .formatted(
                                            entry.getKey(),
                                            CpuList.text(machine.nodes().stream()
                                                    .map(Machine.Numa::id)
                                                    .toList()))));
            place(node, entry.getValue(), chunks);
        }
        chunks.sort(Comparator.comparingLong(Pool.Chunk::start));
        return chunks;
    }

    private void place(Machine.Numa node, List<MemoryList.Item> items, List<Pool.Chunk> chunks) throws NodeException {
        long linux = node.equals(machine.nodes().getFirst()) ? LINUX_BYTES : 0;
        int percent = node.id() == 0 ? PERCENT_FIRST_NODE : PERCENT_OTHERS;
        long room = Math.max(0, Math.min(node.size() - linux, granules(node.size() / 100 * percent)));
        long wanted = 0;
        for (MemoryList.Item item : items) {
            if (!item.all()) {
                wanted += Math.min(item.size(), Long.MAX_VALUE - wanted);
            }
        }
        boolean all = items.stream().anyMatch(MemoryList.Item::all);
        if (wanted > room || (all && wanted == room)) {
            throw new NodeException(
                    Errno.ENOMEM,
                    "-m: NUMA node %d has %s available, requested %s"
                            .formatted(
                                    node.id(),
                                    ByteCount.text(room),
                                    all ? ByteCount.text(wanted) + " and all the rest" : ByteCount.text(wanted)));
        }
        long gap = items.size() * MemoryList.GRANULE < room - wanted ? MemoryList.GRANULE : 0;
        long rest = room - wanted - items.size() * gap;
        long at = node.start() + linux;
        for (MemoryList.Item item : items) {
            long size = item.all() ? rest : item.size();
            if (item.all()) {
                rest = 0;
            }
            if (size > 0) {
                add(chunks, new Pool.Chunk(at, size, node.id()));
                at += size + gap;
            }
        }
    }

    /** Neighbours without a gap are one chunk, as IHK's driver sees them. */
    private static void add(List<Pool.Chunk> chunks, Pool.Chunk chunk) {
        if (!chunks.isEmpty()) {
            Pool.Chunk last = chunks.getLast();
            if (last.node() == chunk.node() && last.start() + last.size() == chunk.start()) {
                chunks.removeLast();
                chunks.add(new Pool.Chunk(last.start(), last.size() + chunk.size(), chunk.node()));
                return;
            }
        }
        chunks.add(chunk);
    }

    private static long granules(long bytes) {
        return bytes / MemoryList.GRANULE * MemoryList.GRANULE;
    }
}
