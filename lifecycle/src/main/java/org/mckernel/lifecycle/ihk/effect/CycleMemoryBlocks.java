package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.lifecycle.host.Topology;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/**
 * Takes memory of some NUMA nodes offline and online again, which frees it of what is scattered over it.
 * Oakforest-PACS's processors need that in two of their modes.
 */
public record CycleMemoryBlocks(NodeContext context, List<List<Integer>> groups) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("memory-blocks", CycleMemoryBlocks::undo);

    private static final String HOST_NAME = "/proc/sys/kernel/hostname";
    private static final String NODES = "/sys/devices/system/node/node";
    private static final String ONLINE = "1";

    /** Which nodes, one group after the other; none elsewhere. */
    public static List<List<Integer>> groups(NodeContext context, Topology topology) throws IOException {
        if (!Files.exists(context.host().path(HOST_NAME))
                || !context.host().read(HOST_NAME).matches("c[0-9]{4}.ofp")) {
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
    public EffectKind kind() {
        return KIND;
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
                    Files.newDirectoryStream(context.host().path(NODES + node), "memory*")) {
                for (Path block : blocks) {
                    String file = NODES + node + "/" + block.getFileName() + "/online";
                    if (Files.exists(context.host().path(file))
                            && context.host().read(file).equals(ONLINE)) {
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
                    context.host().write(file, "0");
                } catch (IOException e) {
                    refused++;
                }
            }
            if (refused > 0) {
                context.note("%d of %d memory blocks of nodes %s stay online: in use"
                        .formatted(refused, files.size(), group));
            }
            bringOnline(context, files);
        }
    }

    /** One block that stays offline does not keep the others from being brought online. */
    private static void bringOnline(NodeContext context, List<String> files) throws IOException {
        IOException first = null;
        for (String file : files) {
            try {
                if (!context.host().read(file).equals(ONLINE)) {
                    context.host().write(file, ONLINE);
                }
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    static void undo(NodeContext context, String saved) throws IOException {
        bringOnline(context, saved.lines().toList());
    }
}
