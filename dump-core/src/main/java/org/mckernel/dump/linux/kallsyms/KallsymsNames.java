package org.mckernel.dump.linux.kallsyms;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * One pass over kallsyms' compressed names. A name is a length and that many tokens; since Linux 6.1 a length byte with
 * bit 7 set is followed by seven more bits. Which of the two forms applies is checked against the markers table, which
 * directly follows the names and contains the offset of every 256th.
 */
final class KallsymsNames {
    private static final int WINDOW = 1 << 16;
    private static final int LONGEST = 1 << 10;
    private static final int MARKED = 256;
    private static final int MAX_SAME_NAME = 16;

    private final KernelMemory memory;
    private final KallsymsTables tables;
    private final KallsymsTokens tokens;
    private final byte[][] wanted;
    private final int[][] found;
    private final byte[] window = new byte[WINDOW];
    private final MemorySegment windowSegment = MemorySegment.ofArray(window);
    private long windowStart;
    private int windowLength;
    private boolean formMatters;
    private boolean marked;

    KallsymsNames(KernelMemory memory, KallsymsTables tables, KallsymsTokens tokens, byte[][] wanted) {
        this.memory = memory;
        this.tables = tables;
        this.tokens = tokens;
        this.wanted = wanted;
        this.found = new int[wanted.length][];
    }

    /**
     * Reads all names.
     *
     * @param longLengths true if lengths may take two bytes
     * @throws LinuxSideException when the names are inconsistent or not in the dump
     */
    void walk(boolean longLengths) throws LinuxSideException {
        Arrays.fill(found, new int[0]);
        formMatters = false;
        marked = false;
        windowStart = tables.names();
        windowLength = 0;
        boolean[] possible = tokens.beginningsOf(wanted);
        long secondMarker = -1;
        int at = 0;
        for (int symbol = 0; symbol < tables.count(); symbol++) {
            if (symbol == MARKED) {
                secondMarker = windowStart + at - tables.names();
            }
            if (windowLength - at < LONGEST) {
                windowStart += at;
                windowLength = memory.read(windowStart, windowSegment, WINDOW);
                at = 0;
            }
            int length = at < windowLength ? window[at++] & 0xff : 0;
            if (length >= 0x80) {
                formMatters = true;
                if (longLengths && at < windowLength) {
                    length = (length & 0x7f) | ((window[at++] & 0xff) << 7);
                }
            }
            if (length == 0 || length > LONGEST - 2 || at + length > windowLength) {
                throw broken(symbol, at, length);
            }
            if (possible[window[at] & 0xff]) {
                compare(symbol, at, length);
            }
            at += length;
        }
        marked = secondMarker > 0 && markersFollow(windowStart + at, secondMarker);
    }

    private LinuxSideException broken(int symbol, int at, int length) {
        long address = windowStart + at;
        if ((length > 0 && length <= LONGEST - 2) || at >= windowLength) {
            return memory.unreadable(windowStart + windowLength);
        }
        return new LinuxSideException("kallsyms_names at 0x%x: symbol %d of %d has length %d"
                .formatted(address, symbol, tables.count(), length));
    }

    private void compare(int symbol, int at, int length) {
        for (int w = 0; w < wanted.length; w++) {
            if (found[w].length < MAX_SAME_NAME && tokens.matches(window, at, length, wanted[w])) {
                found[w] = Arrays.copyOf(found[w], found[w].length + 1);
                found[w][found[w].length - 1] = symbol;
            }
        }
    }

    /** Markers are 32-bit (64-bit before Linux 4.20), aligned, and begin with 0 and the offset of symbol 256. */
    private boolean markersFollow(long end, long secondMarker) {
        MemorySegment markers = MemorySegment.ofArray(new byte[16]);
        for (long aligned : new long[] {(end + 3) & -4L, (end + 7) & -8L}) {
            if (memory.read(aligned, markers, 16) != 16) {
                continue;
            }
            long words = markers.get(ByteSource.LE64, 0);
            long next = markers.get(ByteSource.LE64, 8);
            if (words == secondMarker << 32 || (words == 0 && next == secondMarker)) {
                return true;
            }
        }
        return false;
    }

    /** True if there was a length that the two forms decode differently. */
    boolean formMatters() {
        return formMatters;
    }

    /** True if the markers after the names match the walk. */
    boolean marked() {
        return marked;
    }

    /** Indices of the symbols with the n-th requested name, at most 16. */
    int[] found(int n) {
        return found[n];
    }
}
