package org.mckernel.dump.kernel.ihk;

import java.util.Arrays;

/** Physical ranges in a given order, two longs each; the chunks of an mckdump. */
public final class ChunkList {
    private long[] addresses = new long[64];
    private long[] sizes = new long[64];
    private int count;
    private long total;

    /** Appends a range of {@code size} &gt; 0 bytes. */
    public void add(long address, long size) {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
        }
        addresses[count] = address;
        sizes[count] = size;
        count++;
        total += size;
    }

    /** Number of ranges. */
    public int count() {
        return count;
    }

    /** Physical address of range {@code index}. */
    public long address(int index) {
        return addresses[index];
    }

    /** Bytes of range {@code index}. */
    public long size(int index) {
        return sizes[index];
    }

    /** Sum of all sizes in bytes. */
    public long totalBytes() {
        return total;
    }

    /** True if {@code address} is in one of the ranges; linear. */
    public boolean contains(long address) {
        for (int i = 0; i < count; i++) {
            if (Long.compareUnsigned(address - addresses[i], sizes[i]) < 0) {
                return true;
            }
        }
        return false;
    }
}
