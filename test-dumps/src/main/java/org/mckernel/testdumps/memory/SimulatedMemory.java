package org.mckernel.testdumps.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Physical memory of a simulated machine: RAM ranges, and pages with content. A page of RAM that was never written
 * is all zero. Grows only by what is written, so a machine of many TiB is cheap; large data of programs is computed
 * by a rule and made again whenever a page of it is asked for.
 */
public final class SimulatedMemory {
    /** What a dump tool does with a page. */
    public enum Fate {
        /** In the dump. */
        DUMPED,
        /** Left out on purpose. */
        EXCLUDED
    }

    /**
     * A range of RAM.
     *
     * @param start physical address, page aligned
     * @param length bytes, a multiple of the page size
     */
    public record Range(long start, long length) {
        public long end() {
            return start + length;
        }
    }

    private final int pageSize;
    private final NavigableMap<Long, Range> ram = new TreeMap<>(Long::compareUnsigned);
    private final NavigableMap<Long, byte[]> pages = new TreeMap<>();
    /** By their first pfn. */
    private final NavigableMap<Long, Rule> rules = new TreeMap<>();
    /** From this pfn on, up to the next key: the fate. */
    private final NavigableMap<Long, Fate> fates = new TreeMap<>();

    public SimulatedMemory(int pageSize) {
        this.pageSize = pageSize;
    }

    public int pageSize() {
        return pageSize;
    }

    /** Adds RAM below 2^63; ranges must not overlap. */
    public SimulatedMemory ram(long start, long length) {
        if (start % pageSize != 0 || length % pageSize != 0 || length <= 0 || start < 0 || start + length < 0) {
            throw new IllegalArgumentException(
                    "RAM 0x%x + 0x%x is not whole pages below 2^63".formatted(start, length));
        }
        Range range = new Range(start, length);
        Range before =
                ram.floorEntry(start) == null ? null : ram.floorEntry(start).getValue();
        Long after = ram.ceilingKey(start);
        if ((before != null && Long.compareUnsigned(before.end() - 1, start) >= 0)
                || (after != null && Long.compareUnsigned(range.end() - 1, after) >= 0)) {
            throw new IllegalArgumentException("RAM 0x%x + 0x%x overlaps other RAM".formatted(start, length));
        }
        ram.put(start, range);
        return this;
    }

    /** RAM ranges by ascending address. */
    public List<Range> ram() {
        return List.copyOf(ram.values());
    }

    /** Content of the pages from {@code first} up to {@code end}; never all zero. */
    private record Rule(long first, long end, LongFunction<byte[]> content) {}

    /**
     * Says what RAM holds without keeping it. What was or will be written to single pages goes before it.
     *
     * @param range whole pages that no other rule is for
     * @param content a whole page by its pfn, not all zero, and always the same
     */
    public SimulatedMemory rule(Range range, LongFunction<byte[]> content) {
        Rule rule = new Rule(firstPfn(range), endPfn(range), content);
        Map.Entry<Long, Rule> below = rules.lowerEntry(rule.end);
        if (range.length <= 0 || (below != null && below.getValue().end > rule.first)) {
            throw new IllegalArgumentException("RAM 0x%x + 0x%x has a rule".formatted(range.start, range.length));
        }
        requireRam(rule.first);
        requireRam(rule.end - 1);
        rules.put(rule.first, rule);
        return this;
    }

    private Optional<byte[]> ruled(long pfn) {
        Map.Entry<Long, Rule> at = rules.floorEntry(pfn);
        return at == null || pfn >= at.getValue().end
                ? Optional.empty()
                : Optional.of(at.getValue().content.apply(pfn));
    }

    /** Writes bytes, across pages; the address must be RAM. */
    public SimulatedMemory write(long address, byte... bytes) {
        int done = 0;
        while (done < bytes.length) {
            long pfn = Long.divideUnsigned(address + done, pageSize);
            int at = (int) Long.remainderUnsigned(address + done, pageSize);
            int count = Math.min(bytes.length - done, pageSize - at);
            requireRam(pfn);
            System.arraycopy(bytes, done, pages.computeIfAbsent(pfn, this::page), at, count);
            done += count;
        }
        return this;
    }

    /** Writes little-endian 64-bit integers. */
    public SimulatedMemory writeLongs(long address, long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return write(address, buffer.array());
    }

    /** Writes little-endian 32-bit integers. */
    public SimulatedMemory writeInts(long address, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putInt(value);
        }
        return write(address, buffer.array());
    }

    /** Marks the pages that {@code [start, start + length)} touches. */
    public SimulatedMemory fate(long start, long length, Fate fate) {
        if (length <= 0) {
            throw new IllegalArgumentException("No page in %d bytes".formatted(length));
        }
        long first = Long.divideUnsigned(start, pageSize);
        long end = Long.divideUnsigned(start + length - 1, pageSize) + 1;
        Fate after = fateOf(end);
        fates.subMap(first, end).clear();
        fates.put(first, fate);
        fates.put(end, after);
        return this;
    }

    /** Whether a page goes into dumps. */
    public Fate fateOf(long pfn) {
        var from = fates.floorEntry(pfn);
        return from == null ? Fate.DUMPED : from.getValue();
    }

    /**
     * RAM that goes into dumps, by ascending address: the RAM ranges without their excluded pages. Neighbouring RAM
     * ranges stay apart.
     */
    public List<Range> dumped() {
        List<Range> result = new ArrayList<>();
        for (Range range : ram.values()) {
            long pfn = firstPfn(range);
            long end = endPfn(range);
            while (pfn < end) {
                Long change = fates.higherKey(pfn);
                long next = change == null ? end : Math.min(change, end);
                if (fateOf(pfn) == Fate.DUMPED) {
                    append(result, pfn, next, pfn == firstPfn(range));
                }
                pfn = next;
            }
        }
        return result;
    }

    /** As {@link #dumped()}, without the pages of zeros. */
    public List<Range> dumpedNonZero() {
        List<Range> result = new ArrayList<>();
        for (long pfn : writtenPages(0, maxPfn() * pageSize)) {
            if (!isZero(pfn) && fateOf(pfn) == Fate.DUMPED) {
                append(result, pfn, pfn + 1, ram.containsKey(pfn * pageSize));
            }
        }
        return result;
    }

    private void append(List<Range> ranges, long pfn, long end, boolean startsRam) {
        long start = pfn * pageSize;
        long length = (end - pfn) * pageSize;
        if (!startsRam && !ranges.isEmpty() && ranges.getLast().end() == start) {
            Range last = ranges.removeLast();
            ranges.add(new Range(last.start, last.length + length));
        } else {
            ranges.add(new Range(start, length));
        }
    }

    /** Pfns in {@code [start, start + length)} that something was written to, ascending; all others are zero. */
    public Collection<Long> writtenPages(long start, long length) {
        long first = Long.divideUnsigned(start, pageSize);
        long end = Long.divideUnsigned(start + length - 1, pageSize) + 1;
        Collection<Long> kept = pages.navigableKeySet().subSet(first, end);
        Long from = rules.floorKey(first);
        Collection<Rule> ruling = rules.subMap(from == null ? first : from, end).values();
        if (ruling.isEmpty()) {
            return Collections.unmodifiableCollection(kept);
        }
        LongStream all = LongStream.concat(
                kept.stream().mapToLong(Long::longValue),
                ruling.stream().flatMapToLong(r -> LongStream.range(Math.max(first, r.first), Math.min(end, r.end))));
        return all.sorted().distinct().boxed().toList();
    }

    /** True if the page's content is all zero. */
    public boolean isZero(long pfn) {
        byte[] page = pages.get(pfn);
        return page == null ? ruled(pfn).isEmpty() : Arrays.mismatch(page, new byte[pageSize]) < 0;
    }

    /** A copy of a page's content; zeros when nothing was written. */
    public byte[] page(long pfn) {
        byte[] page = pages.get(pfn);
        return page == null ? ruled(pfn).orElseGet(() -> new byte[pageSize]) : page.clone();
    }

    /** True if something was ever written to the page. */
    public boolean written(long pfn) {
        return pages.containsKey(pfn) || ruled(pfn).isPresent();
    }

    /** Copies bytes out; what was never written is zero. */
    public byte[] read(long address, int length) {
        byte[] result = new byte[length];
        int done = 0;
        while (done < length) {
            long pfn = Long.divideUnsigned(address + done, pageSize);
            int at = (int) Long.remainderUnsigned(address + done, pageSize);
            int count = Math.min(length - done, pageSize - at);
            byte[] page = pages.get(pfn);
            if (page != null || !rules.isEmpty()) {
                System.arraycopy(page == null ? page(pfn) : page, at, result, done, count);
            }
            done += count;
        }
        return result;
    }

    /** True if the page is RAM. */
    public boolean isRam(long pfn) {
        var below = ram.floorEntry(pfn * pageSize);
        return below != null && pfn < endPfn(below.getValue());
    }

    /** One past the highest pfn of RAM; 0 without RAM. */
    public long maxPfn() {
        return ram.isEmpty() ? 0 : endPfn(ram.lastEntry().getValue());
    }

    private long firstPfn(Range range) {
        return Long.divideUnsigned(range.start, pageSize);
    }

    private long endPfn(Range range) {
        return Long.divideUnsigned(range.end() - 1, pageSize) + 1;
    }

    private void requireRam(long pfn) {
        if (!isRam(pfn)) {
            throw new IllegalArgumentException("pfn 0x%x is not RAM".formatted(pfn));
        }
    }
}
