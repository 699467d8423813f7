package org.mckernel.dump.memory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.mckernel.dump.bytes.ByteSource;

/**
 * Collects what a file says about ranges of memory, in any order and overlapping, and builds a {@link StoredMemory}.
 * Where ranges overlap, a hole has priority over stored bytes, these over announced absent memory, and among equals the
 * first that was added.
 */
public final class StoredMemoryBuilder {
    /** No processor has physical addresses at or above this: 2⁵⁶ bytes. */
    public static final long ADDRESS_LIMIT = 1L << 56;

    private static final int HOLE = 0;
    private static final int STORED = 1;
    private static final int ABSENT = 2;

    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private long[] offsets = new long[16];
    private byte[] classes = new byte[16];
    private Presence[] presences = new Presence[16];
    private int size;

    /** True if a range is a valid memory range: not empty, below {@link #ADDRESS_LIMIT}; accepts any arguments. */
    public static boolean isValid(long start, long length) {
        return start >= 0 && length > 0 && start < ADDRESS_LIMIT && length <= ADDRESS_LIMIT - start;
    }

    /** Bytes that are in the source at {@code offset}. */
    public StoredMemoryBuilder stored(long start, long length, long offset) {
        return add(start, length, offset, STORED, Presence.PRESENT);
    }

    /** Memory that is announced but not stored. */
    public StoredMemoryBuilder absent(long start, long length, Presence presence) {
        return add(start, length, 0, ABSENT, presence);
    }

    /** Memory that is absent although the file has space for it. */
    public StoredMemoryBuilder hole(long start, long length, Presence presence) {
        return add(start, length, 0, HOLE, presence);
    }

    private StoredMemoryBuilder add(long start, long length, long offset, int kind, Presence presence) {
        if (length == 0) {
            return this;
        }
        if (!isValid(start, length)) {
            throw new IllegalArgumentException("0x%x + 0x%x is not a range of memory".formatted(start, length));
        }
        if (size == starts.length) {
            int capacity = size + (size >> 1);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            offsets = Arrays.copyOf(offsets, capacity);
            classes = Arrays.copyOf(classes, capacity);
            presences = Arrays.copyOf(presences, capacity);
        }
        starts[size] = start;
        ends[size] = start + length;
        offsets[size] = offset;
        classes[size] = (byte) kind;
        presences[size] = presence;
        size++;
        return this;
    }

    /**
     * Builds the memory.
     *
     * @param source where the stored bytes are
     * @param pageSize bytes, a power of two
     */
    public StoredMemory build(ByteSource source, long pageSize) {
        return new StoredMemory(source, pageSize, ascending() ? inOrder() : disjoint());
    }

    /** True if the ranges are in ascending order and do not overlap, as in most files. */
    private boolean ascending() {
        for (int i = 1; i < size; i++) {
            if (starts[i] < ends[i - 1]) {
                return false;
            }
        }
        return true;
    }

    private RangeTable inOrder() {
        RangeTable table = new RangeTable(size);
        for (int i = 0; i < size; i++) {
            table.append(starts[i], ends[i], offsets[i], presences[i]);
        }
        return table.trimmed();
    }

    /**
     * One sweep upwards over all starts and ends; at each step the range of highest priority there provides the bytes.
     */
    private RangeTable disjoint() {
        Integer[] byStart = new Integer[size];
        Arrays.setAll(byStart, i -> i);
        Arrays.sort(byStart, Comparator.comparingLong(i -> starts[i]));
        PriorityQueue<Integer> active = new PriorityQueue<>(
                Comparator.<Integer>comparingInt(i -> classes[i]).thenComparingInt(i -> i));
        RangeTable table = new RangeTable(size);
        int next = 0;
        long at = 0;
        while (next < size || !active.isEmpty()) {
            if (active.isEmpty()) {
                at = starts[byStart[next]];
            }
            while (next < size && starts[byStart[next]] <= at) {
                active.add(byStart[next++]);
            }
            while (!active.isEmpty() && ends[active.peek()] <= at) {
                active.poll();
            }
            if (!active.isEmpty()) {
                int best = active.peek();
                long end = next < size ? Math.min(ends[best], starts[byStart[next]]) : ends[best];
                table.append(at, end, offsets[best] + (at - starts[best]), presences[best]);
                at = end;
            }
        }
        return table.trimmed();
    }
}
