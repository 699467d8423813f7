package org.mckernel.dump.kernel.ihk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * Finds the table of memory chunks in {@code struct smp_boot_param} by its content, as its place differs between
 * builds: records of start, end and NUMA node, one after the other.
 */
final class MemoryTableSearch {
    /** Bytes of the record's members that never moved; the table comes after them. */
    static final int HEAD = 56;

    /** Bytes from one chunk's record to the next; of Tofu builds the second. */
    private static final int[] STRIDES = {24, 600};

    private static final int SMALLEST_STRIDE = 24;
    /** Start, end and node; what follows in a chunk's record differs. */
    private static final int MEMBERS = 20;

    private static final int MOST_NODES = 4096;

    private final Source record;
    private final Proof proof;

    /** The bytes of the record. */
    interface Source {
        /** In bytes. */
        long size();

        long i64(long offset) throws AbsentMemoryException;

        int i32(long offset) throws AbsentMemoryException;
    }

    /** What a table must agree with. */
    interface Proof {
        /** Where the first chunk starts. */
        long first();

        /**
         * Whether a chunk, whose end is above its start, can be the one of that number.
         *
         * @param before end of the chunk before; 0 for the first
         */
        boolean fits(int index, long before, long start, long end);

        /** Whether it is the last. */
        boolean isLast(int index, long end);
    }

    MemoryTableSearch(Source record, Proof proof) {
        this.record = record;
        this.proof = proof;
    }

    /** The tables in the record, at most {@code most}; those before the first byte that is absent. */
    List<BootParam.MemoryTable> find(int most) {
        List<BootParam.MemoryTable> found = new ArrayList<>();
        try {
            for (long offset = HEAD; offset + SMALLEST_STRIDE <= record.size(); offset += Long.BYTES) {
                if (record.i64(offset) != proof.first()) {
                    continue;
                }
                for (int stride : STRIDES) {
                    Optional<BootParam.MemoryTable> table = at(offset, stride);
                    if (table.isPresent()) {
                        found.add(table.get());
                        if (found.size() >= most) {
                            return found;
                        }
                    }
                }
            }
        } catch (AbsentMemoryException e) {
            return found;
        }
        return found;
    }

    private Optional<BootParam.MemoryTable> at(long first, int stride) throws AbsentMemoryException {
        ChunkList.Builder chunks = new ChunkList.Builder();
        List<Integer> nodes = new ArrayList<>();
        long before = 0;
        long bootNode = Long.MAX_VALUE;
        long bootSize = 0;
        long bootStart = 0;
        for (long at = first; at + MEMBERS <= record.size(); at += stride) {
            long start = record.i64(at);
            long end = record.i64(at + 8);
            int node = record.i32(at + 16);
            int index = nodes.size();
            if (end <= start || node < 0 || node > MOST_NODES || !proof.fits(index, before, start, end)) {
                return Optional.empty();
            }
            chunks.add(start, end - start);
            nodes.add(node);
            before = end;
            if (node < bootNode || (node == bootNode && end - start > bootSize)) {
                bootNode = node;
                bootSize = end - start;
                bootStart = start;
            }
            if (proof.isLast(index, end)) {
                return Optional.of(new BootParam.MemoryTable(chunks.build(), nodes, bootStart));
            }
        }
        return Optional.empty();
    }
}
