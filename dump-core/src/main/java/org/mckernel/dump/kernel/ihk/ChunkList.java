package org.mckernel.dump.kernel.ihk;

import java.util.Arrays;

/** Physical ranges in a given order, two longs each; what an mckdump calls its chunks. Immutable. */
public final class ChunkList {
    private final long[] addresses;
    private final long[] sizes;
    private final long total;

    private ChunkList(Builder builder) {
        this.addresses = Arrays.copyOf(builder.addresses, builder.count);
        this.sizes = Arrays.copyOf(builder.sizes, builder.count);
        this.total = builder.total;
    }

    /** Collects ranges. For one thread. */
    public static final class Builder {
        private long[] addresses = new long[64];
        private long[] sizes = new long[64];
        private int count;
        private long total;

        /** Appends a range of {@code size} &gt; 0 bytes. */
        public Builder add(long address, long size) {
            if (count == addresses.length) {
                addresses = Arrays.copyOf(addresses, count * 2);
                sizes = Arrays.copyOf(sizes, count * 2);
            }
            addresses[count] = address;
            sizes[count] = size;
            count++;
            total += size;
            return this;
        }

        /** Number of ranges so far. */
        public int count() {
            return count;
        }

        /** The ranges so far. */
        public ChunkList build() {
            return new ChunkList(this);
        }
    }

    /** Number of ranges. */
    public int count() {
        return addresses.length;
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
        for (int i = 0; i < addresses.length; i++) {
            if (Long.compareUnsigned(address - addresses[i], sizes[i]) < 0) {
                return true;
            }
        }
        return false;
    }
}
