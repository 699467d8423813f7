package org.mckernel.dump.address;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.CancellationCheck;
import org.mckernel.dump.memory.PhysicalMemory;

/** Typed little-endian reads at virtual addresses, across page boundaries. */
public final class VirtualMemory {
    private final PhysicalMemory memory;
    private final AddressSpace space;

    public VirtualMemory(PhysicalMemory memory, AddressSpace space) {
        this.memory = memory;
        this.space = space;
    }

    /** The mapping used. */
    public AddressSpace space() {
        return space;
    }

    /** Unsigned 16-bit integer. */
    public int u16(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        return Short.toUnsignedInt(bytes(virtual, 2).get(ByteSource.LE16, 0));
    }

    /** Signed 32-bit integer. */
    public int i32(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        return bytes(virtual, 4).get(ByteSource.LE32, 0);
    }

    /** 64-bit integer. */
    public long i64(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        return bytes(virtual, 8).get(ByteSource.LE64, 0);
    }

    /** Consecutive 64-bit integers. */
    public long[] words(long virtual, int count) throws UnmappedAddressException, AbsentMemoryException {
        MemorySegment bytes = bytes(virtual, Long.BYTES * count);
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = bytes.get(ByteSource.LE64, (long) Long.BYTES * i);
        }
        return words;
    }

    /** Text of at most {@code length} bytes ending before the first NUL, as Latin-1. */
    public String text(long virtual, int length) throws UnmappedAddressException, AbsentMemoryException {
        byte[] raw = bytes(virtual, length).toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        return new String(raw, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** A copy of {@code length} bytes; the caller has checked that the length is sane. */
    public MemorySegment bytes(long virtual, int length) throws UnmappedAddressException, AbsentMemoryException {
        CancellationCheck.check();
        MemorySegment target = MemorySegment.ofArray(new byte[length]);
        long done = 0;
        while (done < length) {
            AddressSpace.Translation at = space.translate(virtual + done);
            long want = Math.min(length - done, at.contiguous());
            long got = memory.read(at.physical(), target, done, want);
            if (got != want) {
                throw new AbsentMemoryException(at.physical() + got, memory.presence(at.physical() + got));
            }
            done += got;
        }
        return target;
    }
}
