package org.mckernel.eclair.session;

import java.util.Arrays;

/** Matches in a part of memory: the first ones, and their total number. Not thread-safe. */
final class Places {
    private final int most;
    private long[] first = new long[4];
    private int kept;
    private long count;

    /** @param most maximum number to keep */
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

    /** Appends the matches of the following part. */
    void add(Places later) {
        for (int i = 0; i < later.kept && kept < most; i++) {
            add(later.first[i]);
            count--;
        }
        count += later.count;
    }

    /** The remaining capacity. */
    int room() {
        return most - kept;
    }

    /** The first matches, ascending. */
    long[] first() {
        return Arrays.copyOf(first, kept);
    }

    /** The total number of matches. */
    long count() {
        return count;
    }
}
