package org.mckernel.dump.linux.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * Reads of Linux's kernel memory by virtual address. Caches the last translation, since structures are contiguous; not
 * thread-safe.
 */
public final class KernelMemory {
    private final PhysicalMemory memory;
    private final AddressSpace space;
    private final MemorySegment word = MemorySegment.ofArray(new byte[8]);
    private long mappedVirtual;
    private long mappedPhysical;
    private long mappedLength;

    public KernelMemory(PhysicalMemory memory, AddressSpace space) {
        this.memory = memory;
        this.space = space;
    }

    /** Unsigned 32-bit integer. */
    public long u32(long virtual) throws LinuxSideException {
        readFully(virtual, word, 4);
        return Integer.toUnsignedLong(word.get(ByteSource.LE32, 0));
    }

    /** 64-bit integer. */
    public long i64(long virtual) throws LinuxSideException {
        readFully(virtual, word, 8);
        return word.get(ByteSource.LE64, 0);
    }

    /** A copy; the caller has checked that the length is sane. */
    public MemorySegment bytes(long virtual, int length) throws LinuxSideException {
        MemorySegment target = MemorySegment.ofArray(new byte[length]);
        readFully(virtual, target, length);
        return target;
    }

    /** Text of at most {@code limit} bytes ending before the first NUL; bytes after the NUL need not be readable. */
    public String text(long virtual, int limit) throws LinuxSideException {
        MemorySegment target = MemorySegment.ofArray(new byte[limit]);
        int got = read(virtual, target, limit);
        for (int i = 0; i < got; i++) {
            if (target.get(ValueLayout.JAVA_BYTE, i) == 0) {
                return new String(target.asSlice(0, i).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
            }
        }
        if (got == 0) {
            throw unreadable(virtual);
        }
        return new String(target.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /** Copies to {@code target} up to the first unreadable byte and returns how many bytes that were. */
    public int read(long virtual, MemorySegment target, int length) {
        int done = 0;
        while (done < length) {
            long at = virtual + done;
            if (!map(at)) {
                return done;
            }
            long skip = at - mappedVirtual;
            long want = Math.min(length - done, mappedLength - skip);
            long got = memory.read(mappedPhysical + skip, target, done, want);
            done += (int) got;
            if (got != want) {
                return done;
            }
        }
        return done;
    }

    /** Physical address of a virtual one. */
    public long physical(long virtual) throws LinuxSideException {
        if (!map(virtual)) {
            throw unreadable(virtual);
        }
        return mappedPhysical + (virtual - mappedVirtual);
    }

    /** Why the byte at {@code virtual} cannot be read. */
    public LinuxSideException unreadable(long virtual) {
        try {
            long physical = space.translate(virtual).physical();
            return new LinuxSideException("kernel address 0x%x (physical 0x%x) is %s"
                    .formatted(virtual, physical, memory.presence(physical).label()));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return new LinuxSideException("kernel address 0x%x: %s".formatted(virtual, e.getMessage()), e);
        }
    }

    private void readFully(long virtual, MemorySegment target, int length) throws LinuxSideException {
        int got = read(virtual, target, length);
        if (got != length) {
            throw unreadable(virtual + got);
        }
    }

    private boolean map(long virtual) {
        long skip = virtual - mappedVirtual;
        if (skip >= 0 && skip < mappedLength) {
            return true;
        }
        try {
            AddressSpace.Translation at = space.translate(virtual);
            mappedVirtual = virtual;
            mappedPhysical = at.physical();
            mappedLength = at.contiguous();
            return true;
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            mappedLength = 0;
            return false;
        }
    }
}
