package org.mckernel.testdumps.kdump;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** Cuts lists of ranges at page numbers. */
final class SplitBorders {
    private SplitBorders() {}

    /** Ascending pfns: part i of a split set is [i, i + 1). Starts with 0, ends with {@code maxMapnr}. */
    static long[] of(List<SimulatedMemory.Range> ranges, int pageSize, int parts, long maxMapnr) {
        long pages = pages(ranges, pageSize);
        long[] borders = new long[parts + 1];
        borders[parts] = maxMapnr;
        int next = 1;
        long before = 0;
        for (SimulatedMemory.Range range : ranges) {
            long count = range.length() / pageSize;
            while (next < parts && pages * next / parts < before + count) {
                borders[next] = range.start() / pageSize + pages * next / parts - before;
                next++;
            }
            before += count;
        }
        for (; next < parts; next++) {
            borders[next] = maxMapnr;
        }
        return borders;
    }

    /** The parts of the ranges in {@code [startPfn, endPfn)}. */
    static List<SimulatedMemory.Range> clip(
            List<SimulatedMemory.Range> ranges, int pageSize, long startPfn, long endPfn) {
        List<SimulatedMemory.Range> result = new ArrayList<>();
        for (SimulatedMemory.Range range : ranges) {
            long first = Math.max(startPfn, range.start() / pageSize);
            long end = Math.min(endPfn, range.end() / pageSize);
            if (first < end) {
                result.add(new SimulatedMemory.Range(first * pageSize, (end - first) * pageSize));
            }
        }
        return result;
    }

    static long pages(List<SimulatedMemory.Range> ranges, int pageSize) {
        return ranges.stream().mapToLong(r -> r.length() / pageSize).sum();
    }
}
