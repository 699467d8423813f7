package org.mckernel.dump.kernel.ihk;

import java.lang.foreign.MemorySegment;
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
    /** Two that differ prove nothing; a damaged record may hold many. */
    private static final int MOST_TABLES = 64;

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
        if (record.byteSize() < MemoryTableSearch.HEAD) {
            return Optional.empty();
        }
        long start = record.get(ByteSource.LE64, 0);
        long end = record.get(ByteSource.LE64, 8);
        List<BootParam.MemoryTable> tables = new MemoryTableSearch(new Copy(record), new Range(start, end, pageSize))
                .find(MOST_TABLES).stream()
                        .filter(t -> count.isEmpty()
                                || count.getAsLong() == t.nodes().size())
                        .toList();
        boolean same =
                tables.stream().allMatch(t -> t.nodes().equals(tables.getFirst().nodes()));
        return same ? tables.stream().findFirst() : Optional.empty();
    }

    /** A copy of the record, which is whole. */
    private record Copy(MemorySegment bytes) implements MemoryTableSearch.Source {
        @Override
        public long size() {
            return bytes.byteSize();
        }

        @Override
        public long i64(long offset) {
            return bytes.get(ByteSource.LE64, offset);
        }

        @Override
        public int i32(long offset) {
            return bytes.get(ByteSource.LE32, offset);
        }
    }

    /** Rising ranges of whole pages from the start of the kernel's memory to its end. */
    private record Range(long first, long end, long pageSize) implements MemoryTableSearch.Proof {
        @Override
        public boolean fits(int index, long before, long start, long chunkEnd) {
            return start >= before && chunkEnd <= end && start % pageSize == 0 && chunkEnd % pageSize == 0;
        }

        @Override
        public boolean isLast(int index, long chunkEnd) {
            return chunkEnd == end;
        }
    }
}
