package org.mckernel.dump.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * Reads members of structures; a member that cannot be read, or that the image does not describe, is empty. Offsets are
 * looked up once.
 */
public final class FieldReader {
    private final KernelData data;
    private final VirtualMemory memory;
    private final Map<String, OptionalLong> offsets = new HashMap<>();

    public FieldReader(KernelData data) {
        this.data = data;
        this.memory = data.virtual();
    }

    public OptionalLong offset(String structure, String member) {
        return offsets.computeIfAbsent(structure + "." + member, _ -> {
            try {
                return data.findOffset(structure, member);
            } catch (KernelDataException e) {
                return OptionalLong.empty();
            }
        });
    }

    OptionalInt i32(long address, String structure, String member) {
        OptionalLong offset = offset(structure, member);
        if (offset.isEmpty() || address == 0) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(memory.i32(address + offset.getAsLong()));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return OptionalInt.empty();
        }
    }

    public OptionalLong i64(long address, String structure, String member) {
        OptionalLong offset = offset(structure, member);
        if (offset.isEmpty() || address == 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(memory.i64(address + offset.getAsLong()));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return OptionalLong.empty();
        }
    }
}
