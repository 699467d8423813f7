package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CPUs and memory of a node, from Linux's sysfs.
 *
 * @param online CPUs that Linux uses
 * @param possible CPUs that Linux could ever have; masks of interrupts have as many bits
 * @param nodes NUMA nodes that are online, ascending; a kernel that knows none has one
 */
public record Topology(CpuMask online, CpuMask possible, List<Numa> nodes) {
    private static final String CPU = "/sys/devices/system/cpu/";
    private static final String NODE = "/sys/devices/system/node/";
    private static final Pattern TOTAL = size("MemTotal");
    private static final Pattern FREE = size("MemFree");

    /**
     * One NUMA node.
     *
     * @param id Linux's number
     * @param cpus its CPUs; Linux names only those that are online
     * @param total bytes of memory
     * @param free unused bytes of it
     */
    public record Numa(int id, CpuMask cpus, long total, long free) {}

    public Topology {
        nodes = List.copyOf(nodes);
    }

    /** Reads it; nothing is kept. */
    public static Topology read(Host host) throws IOException {
        CpuMask online = list(host, CPU + "online");
        CpuMask possible = list(host, CPU + "possible");
        CpuMask ids;
        try {
            ids = list(host, NODE + "online");
        } catch (NoSuchFileException e) {
            return new Topology(online, possible, List.of(numa(host, 0, online, "/proc/meminfo")));
        }
        List<Numa> nodes = new ArrayList<>();
        for (int id : ids.cpus()) {
            String directory = NODE + "node" + id + "/";
            nodes.add(numa(host, id, list(host, directory + "cpulist"), directory + "meminfo"));
        }
        return new Topology(online, possible, nodes);
    }

    /** The CPUs that Linux uses, alone. */
    public static CpuMask online(Host host) throws IOException {
        return list(host, CPU + "online");
    }

    /** The node of this number, if it is online. */
    public Optional<Numa> node(int id) {
        return nodes.stream().filter(n -> n.id() == id).findFirst();
    }

    /** The numbers of all nodes. */
    public List<Integer> nodeIds() {
        return nodes.stream().map(Numa::id).toList();
    }

    private static Numa numa(Host host, int id, CpuMask cpus, String meminfo) throws IOException {
        String text = host.read(meminfo);
        return new Numa(id, cpus, bytes(host, meminfo, TOTAL, text), bytes(host, meminfo, FREE, text));
    }

    private static CpuMask list(Host host, String file) throws IOException {
        String text = host.read(file);
        try {
            return CpuMask.parseList(text);
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(host.path(file).toString(), null, e.getMessage());
        }
    }

    private static Pattern size(String name) {
        return Pattern.compile("\\b" + name + ":\\s+([0-9]{1,15}) kB");
    }

    private static long bytes(Host host, String file, Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new FileSystemException(
                    host.path(file).toString(),
                    null,
                    "expected a line with " + pattern.pattern().replaceAll("\\\\b|:.*", "") + ", found none");
        }
        return Long.parseLong(matcher.group(1)) << 10;
    }
}
