package org.mckernel.converter.write;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * Data in Linux's memory that an mckdump does not contain: McKernel's log and its boot parameters, copied unchanged
 * from memory. Data that is only partly in the vmcore is omitted.
 */
final class ExtraSections {
    private ExtraSections() {}

    static List<MckdumpLayout.Part> of(PhysicalMemory memory, BootParam bootParam) {
        List<MckdumpLayout.Part> parts = new ArrayList<>();
        add(parts, memory, "kmsg", bootParam.kmsgAddress(), bootParam.kmsgSize());
        add(parts, memory, "bootparam", bootParam.address(), bootParam.size());
        return parts;
    }

    /** The sections of an mckdump that is filtered again. */
    static List<MckdumpLayout.Part> of(Mckdump dump) throws MalformedFileException {
        List<MckdumpLayout.Part> parts = new ArrayList<>();
        for (String name : List.of("kmsg", "bootparam")) {
            Optional<MemorySegment> content = dump.section(name);
            content.ifPresent(bytes ->
                    parts.add(new MckdumpLayout.Part(name, bytes.asByteBuffer().asReadOnlyBuffer())));
        }
        return parts;
    }

    private static void add(
            List<MckdumpLayout.Part> parts, PhysicalMemory memory, String name, long address, long size) {
        try {
            MemorySegment content = new MemoryReader(memory).bytes(address, Math.toIntExact(size));
            parts.add(new MckdumpLayout.Part(name, content.asByteBuffer().asReadOnlyBuffer()));
        } catch (AbsentMemoryException e) {
            return;
        }
    }
}
