package org.mckernel.dump.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/** Memory with other bytes in some places and absent ranges in others: damage to a dump, or a small one of its own. */
public final class ChangedMemory implements PhysicalMemory {
    private record Absent(long start, long length, Presence presence) {
        boolean contains(long address) {
            return Long.compareUnsigned(address - start, length) < 0;
        }
    }

    private final PhysicalMemory below;
    private final NavigableMap<Long, Byte> changed = new TreeMap<>(Long::compareUnsigned);
    private final List<Absent> absent = new ArrayList<>();

    private ChangedMemory(PhysicalMemory below) {
        this.below = below;
    }

    /** The same as other memory until it is changed. */
    public static ChangedMemory of(PhysicalMemory below) {
        return new ChangedMemory(below);
    }

    /** Nothing: every byte that is not written is {@link Presence#NOT_IN_DUMP}. */
    public static ChangedMemory empty() {
        return new ChangedMemory(null);
    }

    /** Writes little-endian 64-bit integers. */
    public ChangedMemory longs(long address, long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return bytes(address, buffer.array());
    }

    /** Writes little-endian 32-bit integers. */
    public ChangedMemory ints(long address, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putInt(value);
        }
        return bytes(address, buffer.array());
    }

    /** Writes bytes. */
    public ChangedMemory bytes(long address, byte... values) {
        for (int i = 0; i < values.length; i++) {
            changed.put(address + i, values[i]);
        }
        return this;
    }

    /** Leaves bytes out of the dump, {@link Presence#EXCLUDED}. */
    public ChangedMemory absent(long start, long length) {
        absent.add(new Absent(start, length, Presence.EXCLUDED));
        return this;
    }

    /** Its bytes where virtual addresses are physical ones. */
    public VirtualMemory identity() {
        return new VirtualMemory(
                this, virtual -> new AddressSpace.Translation(virtual, pageSize() - (virtual & (pageSize() - 1))));
    }

    @Override
    public long read(long address, MemorySegment target, long targetOffset, long length) {
        long end = length;
        for (Absent range : absent) {
            end = range.contains(address) ? 0 : least(end, range.start - address);
        }
        long done = 0;
        while (done < end) {
            Byte own = changed.get(address + done);
            if (own != null) {
                target.set(ValueLayout.JAVA_BYTE, targetOffset + done, own);
                done++;
                continue;
            }
            if (below == null) {
                return done;
            }
            Long next = changed.higherKey(address + done);
            long want = next == null ? end - done : least(end - done, next - address - done);
            long got = below.read(address + done, target, targetOffset + done, want);
            done += got;
            if (got < want) {
                return done;
            }
        }
        return done;
    }

    private static long least(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    @Override
    public Presence presence(long address) {
        return absent.stream()
                .filter(r -> r.contains(address))
                .map(Absent::presence)
                .findFirst()
                .orElseGet(() -> changed.containsKey(address)
                        ? Presence.PRESENT
                        : below == null ? Presence.NOT_IN_DUMP : below.presence(address));
    }

    @Override
    public Extent extent(long address, long limit) {
        return new Extent(address, 1, presence(address), null);
    }

    @Override
    public long nextPresent(long address, long end) {
        long at = address;
        while (Long.compareUnsigned(at, end) < 0) {
            if (presence(at) == Presence.PRESENT) {
                return at;
            }
            at = afterAbsent(at, end);
        }
        return -1;
    }

    /** The first address above {@code address} that may be present. */
    private long afterAbsent(long address, long end) {
        for (Absent range : absent) {
            if (range.contains(address)) {
                return range.start + range.length;
            }
        }
        Long own = changed.higherKey(address);
        long next = below == null ? -1 : below.nextPresent(address + 1, end);
        return own == null ? next < 0 ? end : next : next < 0 ? own : least(own, next);
    }

    @Override
    public long end() {
        long own = changed.isEmpty() ? 0 : changed.lastKey() + 1;
        return below == null ? own : Math.max(own, below.end());
    }

    @Override
    public long pageSize() {
        return 4096;
    }
}
