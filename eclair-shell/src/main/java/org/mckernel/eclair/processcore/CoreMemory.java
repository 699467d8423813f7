package org.mckernel.eclair.processcore;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.memory.Presence;

/** How much of a process's memory is present, and what is missing. */
public final class CoreMemory implements ProcessPages.Visitor {
    /** Maximum number of missing runs that are listed. */
    private static final int MOST_NAMED = 32;

    private final List<Gap> gaps = new ArrayList<>();
    private final Map<Presence, Long> missing = new EnumMap<>(Presence.class);
    private long present;
    private long untouched;
    private long outside;

    /**
     * A run of the process's memory that is not in the dump.
     *
     * @param start first address
     * @param end one past the last
     * @param why the reason in the dump
     * @param range the backing of the range; empty where unknown
     */
    public record Gap(long start, long end, Presence why, String range) {}

    @Override
    public void present(Optional<VmRange> range, long virtual, long physical, long length) {
        present += length;
        outside += range.isEmpty() ? length : 0;
    }

    @Override
    public void untouched(VmRange range, long virtual, long length) {
        untouched += length;
    }

    @Override
    public void missing(Optional<VmRange> range, long virtual, long length, Presence why) {
        missing.merge(why, length, Long::sum);
        String name = range.isPresent() ? range.get().backing().orElse("") : "in no range";
        Gap last = gaps.isEmpty() ? null : gaps.getLast();
        if (last != null
                && last.end() == virtual
                && last.why() == why
                && last.range().equals(name)) {
            gaps.set(gaps.size() - 1, new Gap(last.start(), virtual + length, why, name));
        } else if (gaps.size() < MOST_NAMED) {
            gaps.add(new Gap(virtual, virtual + length, why, name));
        }
    }

    /** Bytes that are present. */
    public long present() {
        return present;
    }

    /** Bytes of ranges that the program never touched. */
    public long untouched() {
        return untouched;
    }

    /** Bytes of {@link #present} that are in no known range. */
    public long outsideRanges() {
        return outside;
    }

    /** Bytes that are missing, by reason. */
    public Map<Presence, Long> missing() {
        return Map.copyOf(missing);
    }

    /** Bytes that are missing. */
    public long missingBytes() {
        return missing.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The first missing runs, ascending. */
    public List<Gap> gaps() {
        return List.copyOf(gaps);
    }
}
