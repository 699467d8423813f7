package org.mckernel.dump.kernel.ihk;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.ByteSource;

/**
 * The table of memory chunks in a copy of the boot parameters, as in the section of an mckdump. The page set that
 * {@link BootParam} checks it against is elsewhere, in Linux's memory; here the table verifies itself: ascending ranges
 * that begin and end with the kernel's memory, as many as the record says.
 */
public final class AssignedMemory {
    private static final int HEAD = 56;
    /** Bytes of a chunk's record; the second in Tofu builds. */
    private static final int[] STRIDES = {24, 600};

    private static final int MOST_NODES = 4096;

    private AssignedMemory() {}

    /**
     * The table.
     *
     * @param record the bytes of {@code struct smp_boot_param} and what follows it
     * @param pageSize of the kernel
     * @param count how many chunks the record says there are, if debug information has its offset
     * @return empty when there is no such table, or more than one
     */
    public static Optional<BootParam.MemoryTable> of(MemorySegment record, long pageSize, OptionalLong count) {
        if (record.byteSize() < HEAD) {
            return Optional.empty();
        }
        long start = record.get(ByteSource.LE64, 0);
        long end = record.get(ByteSource.LE64, 8);
        Optional<BootParam.MemoryTable> found = Optional.empty();
        for (long offset = HEAD; offset + 24 <= record.byteSize(); offset += 8) {
            if (record.get(ByteSource.LE64, offset) != start) {
                continue;
            }
            for (int stride : STRIDES) {
                Optional<BootParam.MemoryTable> table = at(record, offset, stride, end, pageSize);
                if (table.isPresent()
                        && (count.isEmpty()
                                || count.getAsLong() == table.get().nodes().size())) {
                    if (found.isPresent()
                            && !found.get().nodes().equals(table.get().nodes())) {
                        return Optional.empty();
                    }
                    found = table;
                }
            }
        }
        return found;
    }

    private static Optional<BootParam.MemoryTable> at(
            MemorySegment record, long first, int stride, long memoryEnd, long pageSize) {
        ChunkList chunks = new ChunkList();
        List<Integer> nodes = new ArrayList<>();
        long bootNode = Long.MAX_VALUE;
        long bootSize = 0;
        long bootStart = 0;
        long before = 0;
        for (long at = first; at + 20 <= record.byteSize(); at += stride) {
            long start = record.get(ByteSource.LE64, at);
            long end = record.get(ByteSource.LE64, at + 8);
            int node = record.get(ByteSource.LE32, at + 16);
            if (start < before
                    || end <= start
                    || end > memoryEnd
                    || start % pageSize != 0
                    || end % pageSize != 0
                    || node < 0
                    || node > MOST_NODES) {
                return Optional.empty();
            }
            chunks.add(start, end - start);
            nodes.add(node);
            if (node < bootNode || (node == bootNode && end - start > bootSize)) {
                bootNode = node;
                bootSize = end - start;
                bootStart = start;
            }
            if (end == memoryEnd) {
                return Optional.of(new BootParam.MemoryTable(chunks, nodes, bootStart));
            }
            before = end;
        }
        return Optional.empty();
    }
}
