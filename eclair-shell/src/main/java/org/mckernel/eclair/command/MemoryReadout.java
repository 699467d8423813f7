package org.mckernel.eclair.command;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.AbsentMemoryException;

/** A few bytes of memory, or why they are not there. */
record MemoryReadout(Optional<byte[]> bytes, String why) {
    /** Reads at a virtual address. */
    static MemoryReadout at(VirtualMemory memory, long address, int length) {
        try {
            MemorySegment bytes = memory.bytes(address, length);
            return new MemoryReadout(Optional.of(bytes.toArray(ValueLayout.JAVA_BYTE)), "");
        } catch (UnmappedAddressException e) {
            return new MemoryReadout(Optional.empty(), "not mapped");
        } catch (AbsentMemoryException e) {
            return new MemoryReadout(Optional.empty(), e.presence().label());
        }
    }

    /** The bytes as an unsigned little-endian number, at most 8 of them. */
    long number() {
        byte[] all = bytes.orElseThrow();
        long value = 0;
        for (int i = all.length - 1; i >= 0; i--) {
            value = value << 8 | (all[i] & 0xff);
        }
        return value;
    }
}
