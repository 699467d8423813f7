package org.mckernel.dump.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.mckernel.dump.bytes.ByteSource;

/**
 * Typed little-endian reads of {@link PhysicalMemory} that must succeed completely: used by walks over kernel
 * structures. An absent byte is an {@link AbsentMemoryException} that names the address.
 */
public final class MemoryReader {
    private final PhysicalMemory memory;

    public MemoryReader(PhysicalMemory memory) {
        this.memory = memory;
    }

    /** The memory that this reader reads. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** Signed 32-bit integer. */
    public int i32(long address) throws AbsentMemoryException {
        return bytes(address, 4).get(ByteSource.LE32, 0);
    }

    /** Unsigned 32-bit integer. */
    public long u32(long address) throws AbsentMemoryException {
        return Integer.toUnsignedLong(i32(address));
    }

    /** 64-bit integer. */
    public long i64(long address) throws AbsentMemoryException {
        return bytes(address, 8).get(ByteSource.LE64, 0);
    }

    /** Text of at most {@code length} bytes ending before the first NUL, as Latin-1. */
    public String text(long address, int length) throws AbsentMemoryException {
        byte[] raw = bytes(address, length).toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        return new String(raw, 0, end, StandardCharsets.ISO_8859_1);
    }

    /**
     * A copy of {@code length} bytes; the caller has checked that the length is sane.
     *
     * @throws AbsentMemoryException when any of them is not present
     */
    public MemorySegment bytes(long address, int length) throws AbsentMemoryException {
        CancellationCheck.check();
        MemorySegment target = MemorySegment.ofArray(new byte[length]);
        long got = memory.read(address, target, 0, length);
        if (got != length) {
            throw new AbsentMemoryException(address + got, memory.presence(address + got));
        }
        return target;
    }
}
