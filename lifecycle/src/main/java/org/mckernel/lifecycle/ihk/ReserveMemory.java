package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.driver.MemoryChunk;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.MemoryList;

/** Takes memory from Linux. A request that is refused midway keeps what it has got, so undoing looks at what is there. */
record ReserveMemory(Site site, MemoryList memory) implements Effect {
    @Override
    public Kind kind() {
        return Kind.MEMORY;
    }

    @Override
    public String saved() throws IOException, NodeException {
        return Holdings.of(site).memory().stream().map(c -> c.bytes() + "@" + c.node())
                .collect(Collectors.joining(" "));
    }

    @Override
    public void apply() throws IOException, NodeException {
        site.driver().reserveMemory(memory);
    }

    static void undo(Site site, String saved) throws IOException, NodeException {
        if (!Holdings.possible(site)) {
            return;
        }
        List<MemoryChunk> now = site.driver().reservedMemory();
        if (now.isEmpty()) {
            return;
        }
        if (saved.isEmpty()) {
            site.driver().releaseAllMemory();
            return;
        }
        List<MemoryChunk> before = new ArrayList<>();
        for (String chunk : saved.split(" ", -1)) {
            int at = chunk.indexOf('@');
            before.add(new MemoryChunk(Long.parseLong(chunk.substring(0, at)), Integer.parseInt(chunk.substring(at
                    + 1))));
        }
        List<MemoryChunk> taken = new ArrayList<>(now);
        before.forEach(taken::remove); // one of each
        if (!taken.isEmpty() && bytes(now) - bytes(taken) >= bytes(before)) {
            site.driver().releaseMemory(taken);
        } else if (!taken.isEmpty()) {
            // IHK has joined new memory to old; to release by guess could take what was there before.
            site.note("%s more is reserved than before; mck shutdown releases it".formatted(
                    MemoryList.sizeText(Math.max(0, bytes(now) - bytes(before)))));
        }
    }

    private static long bytes(List<MemoryChunk> chunks) {
        return chunks.stream().mapToLong(MemoryChunk::bytes).sum();
    }
}
