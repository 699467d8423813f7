package org.mckernel.converter.plan;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.mckernel.dump.memory.Presence;

/**
 * Ranges of announced memory that are not in the vmcore, each with the reason; adjacent ranges with the same reason are
 * merged. Uses three arrays, so a million holes take 20 MB.
 */
public final class HoleList {
    /** A hole needs a page of bitmap on each side, so more than this means a garbage dump or page set. */
    private static final int MAX_HOLES = 1 << 20;

    private long[] starts = new long[16];
    private long[] lengths = new long[16];
    private Presence[] reasons = new Presence[16];
    private int count;
    private final Map<Presence, Long> bytes = new EnumMap<>(Presence.class);

    /**
     * Appends a hole of {@code length} &gt; 0 bytes.
     *
     * @throws TooManyHolesException when there are more than the limit of this list
     */
    public void add(long start, long length, Presence reason) throws TooManyHolesException {
        bytes.merge(reason, length, Long::sum);
        if (count > 0 && starts[count - 1] + lengths[count - 1] == start && reason(count - 1) == reason) {
            lengths[count - 1] += length;
            return;
        }
        if (count == MAX_HOLES) {
            throw new TooManyHolesException(MAX_HOLES);
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
            reasons = Arrays.copyOf(reasons, count * 2);
        }
        starts[count] = start;
        lengths[count] = length;
        reasons[count] = reason;
        count++;
    }

    /** Number of holes. */
    public int count() {
        return count;
    }

    /** Physical address of hole {@code index}. */
    public long start(int index) {
        return starts[index];
    }

    /** Bytes of hole {@code index}. */
    public long length(int index) {
        return lengths[index];
    }

    /** The reason of hole {@code index}. */
    public Presence reason(int index) {
        return reasons[index];
    }

    /** Bytes missing for {@code reason}. */
    public long bytes(Presence reason) {
        return bytes.getOrDefault(reason, 0L);
    }

    /** Bytes missing for any reason. */
    public long totalBytes() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Too many holes. */
    public static final class TooManyHolesException extends Exception {
        private static final long serialVersionUID = 1L;

        private TooManyHolesException(int limit) {
            super("more than %d separate holes in the announced memory; the page set is likely garbage"
                    .formatted(limit));
        }
    }
}
