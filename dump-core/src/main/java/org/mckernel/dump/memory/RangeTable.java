package org.mckernel.dump.memory;

import java.util.Arrays;

/**
 * Disjoint ranges of addresses in ascending order, in primitive arrays; the last lookup costs a binary search.
 * Addresses are below {@link StoredMemoryBuilder#ADDRESS_LIMIT}, so none is negative.
 */
final class RangeTable {
    private long[] starts;
    private long[] ends;
    private long[] offsets;
    private Presence[] presences;
    private int size;

    RangeTable(int capacity) {
        starts = new long[capacity];
        ends = new long[capacity];
        offsets = new long[capacity];
        presences = new Presence[capacity];
    }

    /** Adds a range after all others; one that continues the last in address, offset and presence is merged with it. */
    void append(long start, long end, long offset, Presence presence) {
        if (size > 0 && continuesLast(start, offset, presence)) {
            ends[size - 1] = end;
            return;
        }
        if (size == starts.length) {
            resize(Math.max(16, size + (size >> 1)));
        }
        starts[size] = start;
        ends[size] = end;
        offsets[size] = offset;
        presences[size] = presence;
        size++;
    }

    private boolean continuesLast(long start, long offset, Presence presence) {
        int last = size - 1;
        return ends[last] == start
                && presences[last] == presence
                && (presence != Presence.PRESENT || offsets[last] + (ends[last] - starts[last]) == offset);
    }

    private void resize(int capacity) {
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        presences = Arrays.copyOf(presences, capacity);
    }

    RangeTable trimmed() {
        resize(size);
        return this;
    }

    int size() {
        return size;
    }

    /** Index of the range that holds an address, or −1. */
    int at(long address) {
        int range = next(address) - 1;
        return range >= 0 && address >= 0 && address < ends[range] ? range : -1;
    }

    /** Index of the first range that starts above an address; {@link #size} when none does. */
    int next(long address) {
        int found = Arrays.binarySearch(starts, 0, size, address);
        return found >= 0 ? found + 1 : -found - 1;
    }

    long start(int range) {
        return starts[range];
    }

    long end(int range) {
        return ends[range];
    }

    /** Offset of an address of that range in the source. */
    long offset(int range, long address) {
        return offsets[range] + (address - starts[range]);
    }

    Presence presence(int range) {
        return presences[range];
    }
}
