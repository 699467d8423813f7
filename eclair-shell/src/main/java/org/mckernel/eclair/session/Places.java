package org.mckernel.eclair.session;

import java.util.Arrays;

/** Places found in a part of memory: the first ones, and how many there are. Not for several threads. */
final class Places {
    private final int most;
    private long[] first = new long[4];
    private int kept;
    private long count;

    /** @param most how many to keep */
    Places(int most) {
        this.most = most;
    }

    void add(long address) {
        if (kept < most) {
            if (kept == first.length) {
                first = Arrays.copyOf(first, Math.min(most, 4 * kept));
            }
            first[kept++] = address;
        }
        count++;
    }

    /** Adds what was found behind. */
    void add(Places later) {
        for (int i = 0; i < later.kept && kept < most; i++) {
            add(later.first[i]);
            count--;
        }
        count += later.count;
    }

    /** How many more will be kept. */
    int room() {
        return most - kept;
    }

    /** The first of them, ascending. */
    long[] first() {
        return Arrays.copyOf(first, kept);
    }

    /** How many there are. */
    long count() {
        return count;
    }
}
