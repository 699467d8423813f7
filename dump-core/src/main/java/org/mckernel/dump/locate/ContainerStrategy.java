package org.mckernel.dump.locate;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.format.mckdump.MckdumpChunk;
import org.mckernel.dump.kernel.ihk.ChunkList;

/** An mckdump contains the addresses of the kernel and its memory; the page set is not in it, but in Linux's memory. */
public final class ContainerStrategy implements LocateStrategy {
    @Override
    public String name() {
        return "container";
    }

    @Override
    public McKernelLocation locate(LocateRequest request) throws NotLocatedException {
        Mckdump dump = request.dump().as(Mckdump.class).orElseThrow(() -> new NotLocatedException("not an mckdump"));
        if (dump.interactive()) {
            throw new NotLocatedException(
                    NotLocatedException.Kind.NO_MCKERNEL,
                    "an interactive mckdump holds no memory; dump the instance without -i");
        }
        if (dump.chunks().isEmpty()) {
            throw new NotLocatedException(NotLocatedException.Kind.NO_MCKERNEL, "the mckdump has no chunks");
        }
        ChunkList.Builder chunks = new ChunkList.Builder();
        for (MckdumpChunk chunk : dump.chunks()) {
            chunks.add(chunk.address(), chunk.size());
        }
        long kernelBase = dump.kernelBase().orElseThrow();
        return new McKernelLocation(
                name(),
                request.architecture(),
                kernelBase,
                dump.physStart().orElse(0),
                Optional.empty(),
                Optional.of(chunks.build()),
                Optional.empty(),
                List.of("the mckdump's own header and table of chunks"));
    }
}
