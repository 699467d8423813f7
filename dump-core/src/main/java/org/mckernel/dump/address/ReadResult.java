package org.mckernel.dump.address;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * A few bytes of memory, or why they are absent.
 *
 * @param bytes all of them, or none
 * @param why the reason for users, such as {@code excluded}; empty when the bytes are present
 */
public record ReadResult(Optional<byte[]> bytes, String why) {
    /** Reads at a virtual address; the caller has checked that the length is sane. */
    public static ReadResult at(VirtualMemory memory, long address, int length) {
        try {
            MemorySegment bytes = memory.bytes(address, length);
            return of(bytes.toArray(ValueLayout.JAVA_BYTE));
        } catch (UnmappedAddressException e) {
            return absent("not mapped");
        } catch (AbsentMemoryException e) {
            return absent(e.presence().label());
        }
    }

    /** Present bytes. */
    public static ReadResult of(byte[] bytes) {
        return new ReadResult(Optional.of(bytes), "");
    }

    /** Absent bytes. */
    public static ReadResult absent(String why) {
        return new ReadResult(Optional.empty(), why);
    }

    /** The bytes as an unsigned little-endian number; of more than 8 the first 8. They must be present. */
    public long number() {
        byte[] all = bytes.orElseThrow();
        long value = 0;
        for (int i = Math.min(all.length, Long.BYTES) - 1; i >= 0; i--) {
            value = value << 8 | (all[i] & 0xff);
        }
        return value;
    }
}
