package org.mckernel.dump.format.flattened;

import java.util.Arrays;

/** Growing list of "bytes {@code [start, end)} of the file are at this offset of the stream", in primitive arrays. */
final class PieceList {
    private long[] starts;
    private long[] ends;
    private long[] inStream;
    private int count;

    PieceList(int capacity) {
        this.starts = new long[capacity];
        this.ends = new long[capacity];
        this.inStream = new long[capacity];
    }

    private PieceList(long[] starts, long[] ends, long[] inStream) {
        this.starts = starts;
        this.ends = ends;
        this.inStream = inStream;
        this.count = starts.length;
    }

    int count() {
        return count;
    }

    long start(int piece) {
        return starts[piece];
    }

    long end(int piece) {
        return ends[piece];
    }

    long inStream(int piece) {
        return inStream[piece];
    }

    /** The starts; only the first {@link #count} are valid. */
    long[] starts() {
        return starts;
    }

    void add(PieceList from, int piece) {
        add(from.starts[piece], from.ends[piece], from.inStream[piece]);
    }

    void add(long start, long end, long offset) {
        if (count == starts.length) {
            int capacity = Math.max(64, count + (count >> 1));
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            inStream = Arrays.copyOf(inStream, capacity);
        }
        starts[count] = start;
        ends[count] = end;
        inStream[count++] = offset;
    }

    /** True if the pieces {@code [from, to)} ascend and do not overlap. */
    boolean ascends(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (starts[i] < ends[i - 1]) {
                return false;
            }
        }
        return true;
    }

    PieceList sub(int from, int to) {
        return new PieceList(
                Arrays.copyOfRange(starts, from, to),
                Arrays.copyOfRange(ends, from, to),
                Arrays.copyOfRange(inStream, from, to));
    }
}
