package org.mckernel.dump.filter;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mckernel.dump.kernel.ihk.ChunkList;

/** A bit for every page of the assigned memory: 32 MiB for a TiB of 4 KiB pages. */
final class PageMarks {
    private static final long MOST_PAGES = 1L << 31;

    private final ChunkList assigned;
    private final long pageSize;
    private final TreeMap<Long, Integer> byAddress = new TreeMap<>();
    private final BitSet[] marks;

    PageMarks(ChunkList assigned, long pageSize) throws FilterException {
        if (assigned.totalBytes() / pageSize >= MOST_PAGES) {
            throw new FilterException("%d bytes of assigned memory are more than can be filtered (%d pages)"
                    .formatted(assigned.totalBytes(), MOST_PAGES));
        }
        this.assigned = assigned;
        this.pageSize = pageSize;
        this.marks = new BitSet[assigned.count()];
        for (int i = 0; i < assigned.count(); i++) {
            marks[i] = new BitSet();
            byAddress.put(assigned.address(i), i);
        }
    }

    long pages() {
        return assigned.totalBytes() / pageSize;
    }

    boolean contains(long address) {
        Map.Entry<Long, Integer> chunk = byAddress.floorEntry(address);
        return chunk != null && address - chunk.getKey() < assigned.size(chunk.getValue());
    }

    /** True if every byte of a range is assigned memory; the range may continue from one chunk into an adjacent one. */
    boolean containsAll(long start, long length) {
        long at = start;
        long end = start + length;
        while (at < end && contains(at)) {
            Map.Entry<Long, Integer> chunk = byAddress.floorEntry(at);
            at = chunk.getKey() + assigned.size(chunk.getValue());
        }
        return length > 0 && start < end && at >= end;
    }

    /**
     * Marks the assigned pages of a range, which may span several chunks.
     *
     * @return bytes that were not marked before
     */
    long mark(long start, long length) {
        long before = 0;
        long end = start + length;
        Long first = byAddress.floorKey(start);
        for (Map.Entry<Long, Integer> chunk :
                byAddress.subMap(first == null ? start : first, end).entrySet()) {
            int i = chunk.getValue();
            long from = Math.max(start, chunk.getKey());
            long to = Math.min(end, chunk.getKey() + assigned.size(i));
            if (from < to) {
                int firstPage = (int) ((from - chunk.getKey()) / pageSize);
                int endPage = (int) ((to - chunk.getKey()) / pageSize);
                before +=
                        (endPage - firstPage - marks[i].get(firstPage, endPage).cardinality()) * pageSize;
                marks[i].set(firstPage, endPage);
            }
        }
        return before;
    }

    /** Marked bytes of each chunk. */
    List<Long> markedBytes() {
        return Arrays.stream(marks).map(chunk -> chunk.cardinality() * pageSize).toList();
    }

    /** Runs of pages without a mark, in the order of the assigned memory; no run spans two chunks. */
    ChunkList unmarked() {
        ChunkList.Builder runs = new ChunkList.Builder();
        for (int i = 0; i < assigned.count(); i++) {
            int pages = (int) (assigned.size(i) / pageSize);
            int from = marks[i].nextClearBit(0);
            while (from < pages) {
                int next = marks[i].nextSetBit(from);
                int to = next < 0 ? pages : Math.min(next, pages);
                runs.add(assigned.address(i) + from * pageSize, (to - from) * pageSize);
                from = marks[i].nextClearBit(to);
            }
        }
        return runs.build();
    }
}
