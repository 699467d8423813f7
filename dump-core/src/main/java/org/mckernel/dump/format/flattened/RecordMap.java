package org.mckernel.dump.format.flattened;

import java.util.Arrays;

/**
 * Maps bytes of the file to offsets in the stream: pieces in ascending order that do not overlap, in primitive arrays.
 *
 * @see RecordScan
 */
final class RecordMap {
    private final PieceList pieces;
    private final long size;
    private final String damage;

    /**
     * @param inOrder the records in stream order: later ones replace earlier ones
     * @param damage why the stream is incomplete, or null when it has its end mark
     */
    RecordMap(PieceList inOrder, String damage) {
        this.pieces = resolve(inOrder, 0, inOrder.count());
        this.size = pieces.count() == 0 ? 0 : pieces.end(pieces.count() - 1);
        this.damage = damage;
    }

    long size() {
        return size;
    }

    boolean complete() {
        return damage == null;
    }

    String damage() {
        return damage;
    }

    int pieces() {
        return pieces.count();
    }

    long start(int piece) {
        return pieces.start(piece);
    }

    long end(int piece) {
        return pieces.end(piece);
    }

    long inStream(int piece, long offset) {
        return pieces.inStream(piece) + (offset - pieces.start(piece));
    }

    /** The last piece that starts at or below {@code offset}, or −1. */
    int floor(long offset) {
        int found = Arrays.binarySearch(pieces.starts(), 0, pieces.count(), offset);
        return found >= 0 ? found : -found - 2;
    }

    /** The piece that holds {@code offset}, or −1. */
    int find(long offset) {
        int piece = floor(offset);
        return piece >= 0 && offset < pieces.end(piece) ? piece : -1;
    }

    /**
     * Resolves overlaps in the pieces {@code [from, to)}; later ones replace earlier ones. Each half is resolved
     * recursively and the second is laid over the first; ranges that already ascend, which is nearly all of a real
     * stream, are used unchanged.
     */
    private static PieceList resolve(PieceList records, int from, int to) {
        if (records.ascends(from, to)) {
            return records.sub(from, to);
        }
        int middle = (from + to) >>> 1;
        return overlay(resolve(records, from, middle), resolve(records, middle, to));
    }

    private static PieceList overlay(PieceList below, PieceList above) {
        PieceList result = new PieceList(below.count() + above.count());
        int next = 0;
        for (int i = 0; i < below.count(); i++) {
            long at = below.start(i);
            while (at < below.end(i)) {
                while (next < above.count() && above.end(next) <= at) {
                    result.add(above, next++);
                }
                long clear = next < above.count() ? Math.max(at, above.start(next)) : Long.MAX_VALUE;
                long stop = Math.min(below.end(i), clear);
                if (stop > at) {
                    result.add(at, stop, below.inStream(i) + (at - below.start(i)));
                }
                at = stop < below.end(i) ? above.end(next) : stop;
            }
        }
        while (next < above.count()) {
            result.add(above, next++);
        }
        return result;
    }
}
