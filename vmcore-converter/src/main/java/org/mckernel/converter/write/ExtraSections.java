package org.mckernel.converter.write;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.kernel.BootParam;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * What lies in Linux's memory and so in no mckdump, but is worth keeping: McKernel's log and its boot parameters, byte for
 * byte as they are in memory. A part that the vmcore holds only partly is left out: it would have to be made up.
 */
final class ExtraSections {
    private ExtraSections() {}

    static List<MckdumpLayout.Part> of(PhysicalMemory memory, BootParam bootParam) {
        List<MckdumpLayout.Part> parts = new ArrayList<>();
        add(parts, memory, "kmsg", bootParam.kmsgAddress(), bootParam.kmsgSize());
        add(parts, memory, "bootparam", bootParam.address(), bootParam.size());
        return parts;
    }

    private static void add(List<MckdumpLayout.Part> parts, PhysicalMemory memory, String name, long address,
            long size) {
        try {
            MemorySegment content = new MemoryReader(memory).bytes(address, Math.toIntExact(size));
            parts.add(new MckdumpLayout.Part(name, content.asByteBuffer().asReadOnlyBuffer()));
        } catch (AbsentMemoryException e) {
            return;
        }
    }
}
