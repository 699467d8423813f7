package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.lifecycle.host.Topology;
import org.mckernel.lifecycle.ihk.context.Site;

/**
 * Takes memory of some NUMA nodes offline and online again, which frees it of what is scattered over it.
 * Oakforest-PACS's processors need that in two of their modes.
 */
public record CycleMemory(Site site, List<List<Integer>> groups) implements Effect {
    private static final String HOST_NAME = "/proc/sys/kernel/hostname";
    private static final String NODES = "/sys/devices/system/node/node";
    private static final String ONLINE = "1";

    /** Which nodes, one group after the other; none elsewhere. */
    public static List<List<Integer>> groups(Site site, Topology topology) throws IOException {
        if (!Files.exists(site.host().path(HOST_NAME))
                || !site.host().read(HOST_NAME).matches("c[0-9]{4}.ofp")) {
            return List.of();
        }
        return switch (topology.nodeIds().toString()) {
            // SNC-4, flat: the four with processors one by one, the four without in one go
            case "[0, 1, 2, 3, 4, 5, 6, 7]" ->
                List.of(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4, 5, 6, 7));
            // quadrant, flat
            case "[0, 1]" -> List.of(List.of(1));
            default -> List.of();
        };
    }

    @Override
    public Kind kind() {
        return Kind.MEMORY_BLOCKS;
    }

    /** The files of the blocks that are online, a line each. */
    @Override
    public String saved() throws IOException {
        List<String> files = new ArrayList<>();
        for (List<Integer> group : groups) {
            files.addAll(online(group));
        }
        return String.join("\n", files);
    }

    private List<String> online(List<Integer> group) throws IOException {
        List<String> files = new ArrayList<>();
        for (int node : group) {
            try (DirectoryStream<Path> blocks =
                    Files.newDirectoryStream(site.host().path(NODES + node), "memory*")) {
                for (Path block : blocks) {
                    String file = NODES + node + "/" + block.getFileName() + "/online";
                    if (Files.exists(site.host().path(file))
                            && site.host().read(file).equals(ONLINE)) {
                        files.add(file);
                    }
                }
            }
        }
        files.sort(null);
        return files;
    }

    /** A block that cannot go stays: Linux uses it. */
    @Override
    public void apply() throws IOException {
        for (List<Integer> group : groups) {
            List<String> files = online(group);
            int refused = 0;
            for (String file : files) {
                try {
                    site.host().write(file, "0");
                } catch (IOException e) {
                    refused++;
                }
            }
            if (refused > 0) {
                site.note("%d of %d memory blocks of nodes %s stay online: they are in use"
                        .formatted(refused, files.size(), group));
            }
            bringOnline(site, files);
        }
    }

    /** One block that does not come back does not keep the others away. */
    private static void bringOnline(Site site, List<String> files) throws IOException {
        IOException first = null;
        for (String file : files) {
            try {
                if (!site.host().read(file).equals(ONLINE)) {
                    site.host().write(file, ONLINE);
                }
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    static void undo(Site site, String saved) throws IOException {
        bringOnline(site, saved.lines().toList());
    }
}
