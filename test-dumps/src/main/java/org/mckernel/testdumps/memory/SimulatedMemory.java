package org.mckernel.testdumps.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Physical memory of a simulated machine: RAM ranges, and pages with content. A page of RAM that was never written is all
 * zero. Grows only by what is written, so a machine of many TiB is cheap.
 */
public final class SimulatedMemory {
    /** What a dump tool was told about a page. */
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
    private final List<Range> ram = new ArrayList<>();
    private final NavigableMap<Long, byte[]> pages = new TreeMap<>();
    private final NavigableMap<Long, Fate> fates = new TreeMap<>();

    public SimulatedMemory(int pageSize) {
        this.pageSize = pageSize;
    }

    public int pageSize() {
        return pageSize;
    }

    /** Adds RAM; ranges must not overlap. */
    public SimulatedMemory ram(long start, long length) {
        if (start % pageSize != 0 || length % pageSize != 0 || length <= 0) {
            throw new IllegalArgumentException("RAM 0x%x + 0x%x is not whole pages".formatted(start, length));
        }
        ram.add(new Range(start, length));
        ram.sort((a, b) -> Long.compareUnsigned(a.start, b.start));
        return this;
    }

    /** RAM ranges by ascending address. */
    public List<Range> ram() {
        return List.copyOf(ram);
    }

    /** Writes bytes, across pages; the address must be RAM. */
    public SimulatedMemory write(long address, byte... bytes) {
        int done = 0;
        while (done < bytes.length) {
            long pfn = Long.divideUnsigned(address + done, pageSize);
            int at = (int) Long.remainderUnsigned(address + done, pageSize);
            int count = Math.min(bytes.length - done, pageSize - at);
            requireRam(pfn);
            System.arraycopy(bytes, done, pages.computeIfAbsent(pfn, _ -> new byte[pageSize]), at, count);
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
        for (long at = start; Long.compareUnsigned(at, start + length) < 0; at += pageSize) {
            fates.put(Long.divideUnsigned(at, pageSize), fate);
        }
        return this;
    }

    /** Whether a page goes into dumps. */
    public Fate fateOf(long pfn) {
        return fates.getOrDefault(pfn, Fate.DUMPED);
    }

    /** A copy of a page's content; zeros when nothing was written. */
    public byte[] page(long pfn) {
        byte[] page = pages.get(pfn);
        return page == null ? new byte[pageSize] : page.clone();
    }

    /** True if something was ever written to the page. */
    public boolean written(long pfn) {
        return pages.containsKey(pfn);
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
            if (page != null) {
                System.arraycopy(page, at, result, done, count);
            } else {
                Arrays.fill(result, done, done + count, (byte) 0);
            }
            done += count;
        }
        return result;
    }

    /** True if the page is RAM. */
    public boolean isRam(long pfn) {
        return ram.stream().anyMatch(r -> Long.compareUnsigned(pfn, Long.divideUnsigned(r.start, pageSize)) >= 0
                && Long.compareUnsigned(pfn, Long.divideUnsigned(r.end() - 1, pageSize)) <= 0);
    }

    /** One past the highest pfn of RAM; 0 without RAM. */
    public long maxPfn() {
        return ram.isEmpty() ? 0 : Long.divideUnsigned(ram.getLast().end() - 1, pageSize) + 1;
    }

    private void requireRam(long pfn) {
        if (!isRam(pfn)) {
            throw new IllegalArgumentException("pfn 0x%x is not RAM".formatted(pfn));
        }
    }
}
