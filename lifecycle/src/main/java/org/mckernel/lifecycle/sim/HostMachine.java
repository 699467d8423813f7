package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.host.Topology;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.MemoryList;

/** Describes this computer: its online CPUs and the size of each NUMA node's memory. Nothing of it is touched. */
final class HostMachine {
    private static final long GIB = 1L << 30;

    private HostMachine() {}

    /** CPUs beyond those that IHK supports are ignored. */
    static Machine read(Host host) throws IOException {
        Topology topology;
        try {
            topology = Topology.read(host);
        } catch (IOException e) {
            throw new IOException(ErrorLine.of(e) + "; describe a machine with --machine FILE", e);
        }
        List<Machine.Numa> nodes = new ArrayList<>();
        long start = 0;
        for (Topology.Numa node : topology.nodes()) {
            List<Integer> cpus = node.cpus().and(topology.online()).cpus().stream()
                    .filter(c -> c <= CpuList.MAX_CPU)
                    .toList();
            long size = node.total() / MemoryList.GRANULE * MemoryList.GRANULE;
            nodes.add(new Machine.Numa(node.id(), cpus, start, size));
            start = Math.ceilDiv(start + size, GIB) * GIB;
        }
        return new Machine(nodes);
    }
}
