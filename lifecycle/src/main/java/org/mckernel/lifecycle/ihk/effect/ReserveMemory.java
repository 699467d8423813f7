package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.driver.MemoryChunk;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.MemoryList;

/**
 * Takes memory from Linux. A request that is refused midway keeps what it has got, so undoing looks at what is there.
 */
public record ReserveMemory(NodeContext context, MemoryList memory) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("memory", ReserveMemory::undo);

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException, NodeException {
        return IhkResources.of(context).memory().stream()
                .map(c -> c.bytes() + "@" + c.node())
                .collect(Collectors.joining(" "));
    }

    @Override
    public void apply() throws IOException, NodeException {
        context.driver().reserveMemory(memory);
    }

    static void undo(NodeContext context, String saved) throws IOException, NodeException {
        if (!IhkResources.possible(context)) {
            return;
        }
        List<MemoryChunk> now = context.driver().reservedMemory();
        if (now.isEmpty()) {
            return;
        }
        if (saved.isEmpty()) {
            context.driver().releaseAllMemory();
            return;
        }
        List<MemoryChunk> before = new ArrayList<>();
        for (String chunk : saved.split(" ", -1)) {
            int at = chunk.indexOf('@');
            before.add(
                    new MemoryChunk(Long.parseLong(chunk.substring(0, at)), Integer.parseInt(chunk.substring(at + 1))));
        }
        List<MemoryChunk> taken = new ArrayList<>(now);
        before.forEach(taken::remove); // one of each
        if (bytes(now) - bytes(taken) < bytes(before)) {
            taken = excess(context, now, before); // IHK has split old chunks, or merged new ones into them
        }
        if (!taken.isEmpty()) {
            context.driver().releaseMemory(taken);
        }
    }

    /** As much of each node as exceeds the memory before: which chunk is released makes no difference. */
    private static List<MemoryChunk> excess(NodeContext context, List<MemoryChunk> now, List<MemoryChunk> before) {
        List<MemoryChunk> taken = new ArrayList<>();
        List<MemoryChunk> largestFirst = new ArrayList<>(now);
        largestFirst.sort(Comparator.comparingLong(MemoryChunk::bytes).reversed());
        for (int node : new TreeSet<>(now.stream().map(MemoryChunk::node).toList())) {
            long rest = bytes(now.stream().filter(c -> c.node() == node).toList())
                    - bytes(before.stream().filter(c -> c.node() == node).toList());
            for (MemoryChunk chunk : largestFirst) {
                if (chunk.node() == node && chunk.bytes() <= rest) {
                    taken.add(chunk);
                    rest -= chunk.bytes();
                }
            }
            if (rest > 0) {
                context.note(("%s more of NUMA node %d is reserved than before, joined to other memory; "
                                + "mck shutdown releases it")
                        .formatted(MemoryList.sizeText(rest), node));
            }
        }
        return taken;
    }

    private static long bytes(List<MemoryChunk> chunks) {
        return chunks.stream().mapToLong(MemoryChunk::bytes).sum();
    }
}
