package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.MemoryList;
import org.mckernel.lifecycle.request.RequestException;

/** Describes this computer: its online CPUs and the size of each NUMA node's memory, from sysfs. Nothing of it is touched. */
final class HostMachine {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+([0-9]{1,15}) kB");
    private static final Pattern NODE = Pattern.compile("node([0-9]{1,4})");
    private static final long GIB = 1L << 30;

    private HostMachine() {}

    /**
     * Reads sysfs.
     *
     * @param system usually {@code /sys/devices/system}
     */
    static Machine read(Path system) throws IOException {
        List<Integer> online = cpus(system.resolve("cpu/online"));
        List<Integer> ids = new ArrayList<>();
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(system.resolve("node"), "node*")) {
            for (Path node : nodes) {
                Matcher name = NODE.matcher(node.getFileName().toString());
                if (name.matches()) {
                    ids.add(Integer.valueOf(name.group(1)));
                }
            }
        } catch (NoSuchFileException e) {
            throw new FileSystemException(system.toString(), null,
                    "tells no NUMA nodes of this computer; describe a machine with --machine FILE");
        }
        ids.sort(Comparator.naturalOrder());
        List<Machine.Numa> nodes = new ArrayList<>();
        long start = 0;
        for (int id : ids) {
            Path node = system.resolve("node/node" + id);
            List<Integer> cpus = cpus(node.resolve("cpulist")).stream().filter(online::contains).toList();
            long size = memory(node.resolve("meminfo")) / MemoryList.GRANULE * MemoryList.GRANULE;
            nodes.add(new Machine.Numa(id, cpus, start, size));
            start = Math.ceilDiv(start + size, GIB) * GIB;
        }
        return new Machine(nodes);
    }

    private static List<Integer> cpus(Path file) throws IOException {
        String text = Files.readString(file).strip();
        try {
            return text.isEmpty() ? List.of() : CpuList.parse(file.toString(), text).cpus();
        } catch (RequestException e) {
            throw new FileSystemException(file.toString(), null, e.getMessage());
        }
    }

    private static long memory(Path file) throws IOException {
        Matcher total = TOTAL.matcher(Files.readString(file));
        return total.find() ? Long.parseLong(total.group(1)) << 10 : 0;
    }
}
