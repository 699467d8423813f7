package org.mckernel.eclair.remote;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.KernelAddressSpace;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/** The kernel's memory by virtual address, for any number of threads at once. */
final class TargetMemory {
    /** So many neighbouring pieces are reported as one region; a client asks on from its end. */
    private static final int MOST_PIECES = 4096;

    private final KernelData data;
    private final PhysicalMemory memory;
    private final KernelAddressSpace space;

    /**
     * A run of addresses alike.
     *
     * @param start the first
     * @param length in bytes; 0 for all up to the highest address
     * @param permissions {@code r} or {@code rx}; empty where there is nothing to read
     */
    record Region(long start, long length, String permissions) {}

    TargetMemory(KernelData data) {
        this.data = data;
        this.memory = data.physical().memory();
        this.space = data.space();
    }

    /** Copies the bytes from an address on, up to the first that is not mapped or not in the dump. Returns how many. */
    int read(long address, byte[] target, int length) {
        MemorySegment segment = MemorySegment.ofArray(target);
        int done = 0;
        try {
            while (done < length) {
                AddressSpace.Translation at = space.translate(address + done);
                long want = Math.min(length - done, at.contiguous());
                long got = memory.read(at.physical(), segment, done, want);
                done += (int) got;
                if (got < want) {
                    return done;
                }
            }
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return done; // the caller reports that there is no more
        }
        return done;
    }

    /** The region that an address is in, from its page on. */
    Region region(long address) {
        long start = address & -memory.pageSize();
        String permissions = permissions(start);
        long end = start;
        for (int i = 0; i < MOST_PIECES && permissions(end).equals(permissions); i++) {
            long next = end + piece(end);
            if (Long.compareUnsigned(next, end) <= 0) {
                return new Region(start, -start, permissions);
            }
            end = next;
        }
        return new Region(start, end - start, permissions);
    }

    private String permissions(long page) {
        try {
            Extent extent = memory.extent(space.translate(page).physical(), memory.pageSize());
            return extent.presence() != Presence.PRESENT ? "" : data.inImage(page) ? "rx" : "r";
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return "";
        }
    }

    /** How far what is known of a page reaches, at least to the page's end. */
    private long piece(long page) {
        try {
            AddressSpace.Translation at = space.translate(page);
            long length = memory.extent(at.physical(), at.contiguous()).length() & -memory.pageSize();
            return Math.max(memory.pageSize(), length);
        } catch (UnmappedAddressException e) {
            long hole = hole(page);
            return Long.compareUnsigned(hole, memory.pageSize()) < 0 ? memory.pageSize() : hole;
        } catch (AbsentMemoryException e) {
            return memory.pageSize();
        }
    }

    /** To the end of the range that the unmapped entry covers, or of the addresses that no table has. */
    private long hole(long page) {
        Optional<PageTables> tables = space.tables();
        if (tables.isEmpty()) {
            return 0;
        }
        long end;
        try {
            PageTables.Entry last = tables.get().walk(page).getLast();
            end = (page | (last.size() - 1)) + 1;
        } catch (UnmappedAddressException e) {
            end = -(1L << tables.get().form().signExtendFrom());
        } catch (AbsentMemoryException e) {
            return 0;
        }
        for (KernelAddressSpace.LinearRange range : space.ranges()) {
            if (Long.compareUnsigned(range.start(), page) > 0
                    && Long.compareUnsigned(range.start() - page, end - page) < 0) {
                end = range.start();
            }
        }
        return end - page;
    }
}
