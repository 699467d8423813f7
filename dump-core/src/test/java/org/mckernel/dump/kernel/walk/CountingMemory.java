package org.mckernel.dump.kernel.walk;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/** Memory whose every word holds an address that no word held before. */
final class CountingMemory implements PhysicalMemory {
    private static final long STEP = 0x100;

    private long last;

    @Override
    public long read(long address, MemorySegment target, long targetOffset, long length) {
        last += STEP;
        target.set(ByteSource.LE64, targetOffset, last);
        return length;
    }

    @Override
    public Presence presence(long address) {
        return Presence.PRESENT;
    }

    @Override
    public Extent extent(long address, long limit) {
        return new Extent(address, limit, Presence.PRESENT, null);
    }

    @Override
    public long nextPresent(long address, long end) {
        return address;
    }

    @Override
    public long end() {
        return Long.MAX_VALUE;
    }

    @Override
    public long pageSize() {
        return 4096;
    }
}
