package org.mckernel.dump.dwarf.unit;

import java.util.Arrays;

/**
 * A map from numbers to numbers; the first value of a key is kept. A key is a hash of text or a signature. Uses two
 * arrays and no objects.
 */
public final class LongHashMap {
    private static final long EMPTY = -1;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private long[] keys = new long[64];
    private long[] values = filled(64);
    private int count;

    private static long[] filled(int length) {
        long[] values = new long[length];
        Arrays.fill(values, EMPTY);
        return values;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = (int) ((key * SPREAD) >>> 32) & mask;
        while (values[at] != EMPTY && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** The value of a key; −1 when there is none. */
    public long get(long key) {
        return values[slot(key)];
    }

    /** Puts a value of at least 0, if the key has none yet; returns whether it was added. */
    public boolean putIfAbsent(long key, long value) {
        int at = slot(key);
        if (values[at] != EMPTY) {
            return false;
        }
        keys[at] = key;
        values[at] = value;
        if (++count > keys.length / 2) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = filled(keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != EMPTY) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    /** All values, unordered. */
    public long[] values() {
        return Arrays.stream(values).filter(v -> v != EMPTY).toArray();
    }
}
