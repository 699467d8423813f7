package org.mckernel.dump.memory;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.FileRun;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * Physical memory whose present bytes are uncompressed in one source: a sorted table of disjoint ranges, each with an
 * offset in the source or a reason why it has none. Built by a {@link StoredMemoryBuilder}.
 */
public final class StoredMemory implements PhysicalMemory {
    /** Bytes examined in one step where the source has no run (a gap of a flattened stream). */
    private static final long STEP = 4096;

    private final ByteSource source;
    private final long pageSize;
    private final RangeTable ranges;

    StoredMemory(ByteSource source, long pageSize, RangeTable ranges) {
        this.source = source;
        this.pageSize = pageSize;
        this.ranges = ranges;
    }

    @Override
    public long read(long address, MemorySegment target, long targetOffset, long length) {
        long done = 0;
        while (done < length) {
            long at = address + done;
            int range = ranges.at(at);
            if (range < 0 || ranges.presence(range) != Presence.PRESENT) {
                break;
            }
            long count = Math.min(length - done, ranges.end(range) - at);
            long got = copy(ranges.offset(range, at), target, targetOffset + done, count);
            done += got;
            if (got < count) {
                break;
            }
        }
        return done;
    }

    /** Copies up to the first byte that the source cannot read, found by bisection. */
    private long copy(long offset, MemorySegment target, long targetOffset, long count) {
        try {
            source.read(offset, target, targetOffset, count);
            return count;
        } catch (MalformedFileException _) {
            long half = count / 2;
            if (half == 0) {
                return 0;
            }
            long got = copy(offset, target, targetOffset, half);
            return got < half ? got : half + copy(offset + half, target, targetOffset + half, count - half);
        }
    }

    @Override
    public Presence presence(long address) {
        int range = ranges.at(address);
        if (range < 0) {
            return Presence.NOT_IN_DUMP;
        }
        Presence presence = ranges.presence(range);
        return presence == Presence.PRESENT ? stored(ranges.offset(range, address), 1) : presence;
    }

    private Presence stored(long offset, long length) {
        try {
            if (source.fileRun(offset, length) == null) {
                source.slice(offset, length);
            }
            return Presence.PRESENT;
        } catch (MalformedFileException e) {
            return e.kind() == MalformedFileException.Kind.TRUNCATED ? Presence.TRUNCATED : Presence.CORRUPT;
        }
    }

    @Override
    public Extent extent(long address, long limit) {
        long room = address < 0 ? -address : Long.MAX_VALUE;
        long length = Math.min(limit, room > 0 ? room : Long.MAX_VALUE);
        int range = ranges.at(address);
        if (range < 0) {
            int next = ranges.next(address);
            long gap = next < ranges.size() && address >= 0 ? ranges.start(next) - address : length;
            return new Extent(address, Math.min(length, gap), Presence.NOT_IN_DUMP, null);
        }
        length = Math.min(length, ranges.end(range) - address);
        if (ranges.presence(range) != Presence.PRESENT) {
            return new Extent(address, length, ranges.presence(range), null);
        }
        long offset = ranges.offset(range, address);
        FileRun run = source.fileRun(offset, length);
        if (run != null) {
            return new Extent(address, run.length(), Presence.PRESENT, run);
        }
        length = Math.min(length, STEP - (offset & (STEP - 1)));
        return new Extent(address, length, stored(offset, length), null);
    }

    @Override
    public long nextPresent(long address, long end) {
        int range = ranges.at(address);
        if (range < 0) {
            range = address < 0 ? ranges.size() : ranges.next(address);
        }
        for (; range < ranges.size(); range++) {
            long start = Math.max(address, ranges.start(range));
            if (Long.compareUnsigned(start, end) >= 0) {
                break;
            }
            if (ranges.presence(range) == Presence.PRESENT) {
                return start;
            }
        }
        return -1;
    }

    @Override
    public long end() {
        return ranges.size() == 0 ? 0 : ranges.end(ranges.size() - 1);
    }

    @Override
    public long pageSize() {
        return pageSize;
    }
}
