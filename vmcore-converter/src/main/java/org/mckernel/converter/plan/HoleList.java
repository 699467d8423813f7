package org.mckernel.converter.plan;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.mckernel.dump.memory.Presence;

/**
 * Ranges of announced memory that the vmcore does not hold, each with the reason; neighbours of one kind are joined.
 * Three arrays, so that a million holes cost 20 MB. Immutable.
 */
public final class HoleList {
    /** A hole needs a page of bitmap on each side, so more than this means a garbage dump or page set. */
    private static final int MAX_HOLES = 1 << 20;

    private final long[] starts;
    private final long[] lengths;
    private final Presence[] reasons;
    private final Map<Presence, Long> bytes;

    private HoleList(Builder builder) {
        this.starts = Arrays.copyOf(builder.starts, builder.count);
        this.lengths = Arrays.copyOf(builder.lengths, builder.count);
        this.reasons = Arrays.copyOf(builder.reasons, builder.count);
        this.bytes = new EnumMap<>(builder.bytes);
    }

    /** Collects holes. For one thread. */
    public static final class Builder {
        private long[] starts = new long[16];
        private long[] lengths = new long[16];
        private Presence[] reasons = new Presence[16];
        private int count;
        private final Map<Presence, Long> bytes = new EnumMap<>(Presence.class);

        public Builder() {}

        /** Begins with the holes of a list, which does not change. */
        public Builder(HoleList holes) {
            count = holes.count();
            starts = Arrays.copyOf(holes.starts, Math.max(16, count));
            lengths = Arrays.copyOf(holes.lengths, Math.max(16, count));
            reasons = Arrays.copyOf(holes.reasons, Math.max(16, count));
            bytes.putAll(holes.bytes);
        }

        /**
         * Appends a hole of {@code length} &gt; 0 bytes.
         *
         * @throws TooManyHolesException when there are more than this list is made for
         */
        public void add(long start, long length, Presence reason) throws TooManyHolesException {
            bytes.merge(reason, length, Long::sum);
            int last = count - 1;
            if (count > 0 && starts[last] + lengths[last] == start && reasons[last] == reason) {
                lengths[last] += length;
                return;
            }
            if (count >= MAX_HOLES) {
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

        /** Bytes missing so far. */
        public long totalBytes() {
            return bytes.values().stream().mapToLong(Long::longValue).sum();
        }

        /** The holes so far. */
        public HoleList build() {
            return new HoleList(this);
        }
    }

    /** Number of holes. */
    public int count() {
        return starts.length;
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
