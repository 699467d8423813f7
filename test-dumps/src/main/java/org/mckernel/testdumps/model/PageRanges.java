package org.mckernel.testdumps.model;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

/** A set of pages, kept as runs by address; neighbouring runs become one. */
public final class PageRanges {
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    /** Adds {@code [start, start + length)}; what is there already stays. */
    public PageRanges add(long start, long length) {
        if (length <= 0) {
            return this;
        }
        long from = start;
        long to = start + length;
        var before = ends.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
        }
        var run = ends.ceilingEntry(from);
        while (run != null && run.getKey() <= to) {
            to = Math.max(to, run.getValue());
            ends.remove(run.getKey());
            run = ends.ceilingEntry(from);
        }
        ends.put(from, to);
        return this;
    }

    /** Takes {@code [start, start + length)} away. */
    public PageRanges remove(long start, long length) {
        long end = start + length;
        var run = ends.lowerEntry(end);
        while (run != null && run.getValue() > start) {
            ends.remove(run.getKey());
            if (run.getKey() < start) {
                ends.put(run.getKey(), start);
            }
            if (run.getValue() > end) {
                ends.put(end, run.getValue());
            }
            run = ends.lowerEntry(run.getKey());
        }
        return this;
    }

    /** True if all of {@code [start, start + length)} is in the set. */
    public boolean contains(long start, long length) {
        var run = ends.floorEntry(start);
        return run != null && run.getValue() >= start + length;
    }

    /** The runs, by ascending address. */
    public List<Range> list() {
        List<Range> ranges = new ArrayList<>();
        ends.forEach((start, end) -> ranges.add(new Range(start, end - start)));
        return ranges;
    }

    /** Bytes of all runs. */
    public long bytes() {
        return list().stream().mapToLong(Range::length).sum();
    }
}
