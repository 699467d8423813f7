package org.mckernel.dump.format.mckdump;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** Chunks in primitive arrays, in stored order. */
final class ChunkTable extends AbstractList<MckdumpChunk> implements RandomAccess {
    private final long[] addresses;
    private final long[] sizes;
    private final long[] held;

    ChunkTable(int count) {
        addresses = new long[count];
        sizes = new long[count];
        held = new long[count];
    }

    void put(int index, long address, long size) {
        addresses[index] = address;
        sizes[index] = size;
    }

    void held(int index, long bytes) {
        held[index] = bytes;
    }

    long address(int index) {
        return addresses[index];
    }

    long length(int index) {
        return sizes[index];
    }

    @Override
    public MckdumpChunk get(int index) {
        Objects.checkIndex(index, addresses.length);
        return new MckdumpChunk(addresses[index], sizes[index], held[index]);
    }

    @Override
    public int size() {
        return addresses.length;
    }
}
