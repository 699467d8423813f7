package org.mckernel.dump.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/**
 * The memory of a stopped kernel, each read a request to the driver: nothing is cached, so nothing can be stale. While
 * the kernel runs there is no memory here.
 */
final class LiveMemory implements PhysicalMemory {
    /** Bytes of one request: what IHK's own tools ask for. */
    private static final int PIECE = 1 << 20;

    private final Device device;
    private final long pageSize;
    private volatile MemoryAreas areas = MemoryAreas.none();

    LiveMemory(Device device, long pageSize) {
        this.device = device;
        this.pageSize = pageSize;
    }

    /** From now on these areas are there. */
    void show(MemoryAreas stopped) {
        areas = stopped;
    }

    /** From now on nothing is. */
    void hide() {
        areas = MemoryAreas.none();
    }

    @Override
    public long read(long address, MemorySegment target, long targetOffset, long length) {
        MemoryAreas now = areas;
        long done = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.min(length, PIECE), 8);
            while (done < length) {
                int area = address + done < 0 ? -1 : now.find(address + done);
                if (area < 0) {
                    break;
                }
                long inArea = now.address(area) + now.size(area) - address - done;
                long count = Math.min(Math.min(length - done, PIECE), inArea);
                long got = piece(arena, address + done, buffer.asSlice(0, count));
                MemorySegment.copy(buffer, 0, target, targetOffset + done, got);
                done += got;
                if (got < count) {
                    break;
                }
            }
        }
        return done;
    }

    /** As much as the driver gives, found by halving. */
    private long piece(Arena arena, long address, MemorySegment target) {
        try {
            DirectDump.read(device, arena, address, target);
            return target.byteSize();
        } catch (DeviceException e) {
            long half = target.byteSize() / 2;
            if (half == 0) {
                return 0;
            }
            long got = piece(arena, address, target.asSlice(0, half));
            return got < half ? got : half + piece(arena, address + half, target.asSlice(half));
        }
    }

    @Override
    public Presence presence(long address) {
        if (address < 0 || areas.find(address) < 0) {
            return Presence.NOT_IN_DUMP;
        }
        try (Arena arena = Arena.ofConfined()) {
            return piece(arena, address, arena.allocate(1)) == 1 ? Presence.PRESENT : Presence.CORRUPT;
        }
    }

    @Override
    public Extent extent(long address, long limit) {
        MemoryAreas now = areas;
        if (address < 0) {
            return new Extent(
                    address,
                    Math.min(limit, address == Long.MIN_VALUE ? Long.MAX_VALUE : -address),
                    Presence.NOT_IN_DUMP,
                    null);
        }
        int area = now.find(address);
        if (area >= 0) {
            return new Extent(
                    address, Math.min(limit, now.address(area) + now.size(area) - address), Presence.PRESENT, null);
        }
        int next = -area - 1;
        return new Extent(
                address,
                next < now.count() ? Math.min(limit, now.address(next) - address) : limit,
                Presence.NOT_IN_DUMP,
                null);
    }

    @Override
    public long nextPresent(long address, long end) {
        MemoryAreas now = areas;
        if (address < 0) {
            return -1;
        }
        int area = now.find(address);
        int next = area >= 0 ? area : -area - 1;
        if (next >= now.count()) {
            return -1;
        }
        long start = Math.max(address, now.address(next));
        return Long.compareUnsigned(start, end) < 0 ? start : -1;
    }

    @Override
    public long end() {
        MemoryAreas now = areas;
        return now.count() == 0 ? 0 : now.address(now.count() - 1) + now.size(now.count() - 1);
    }

    @Override
    public long pageSize() {
        return pageSize;
    }
}
