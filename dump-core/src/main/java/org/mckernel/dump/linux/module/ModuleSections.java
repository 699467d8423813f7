package org.mckernel.dump.linux.module;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/** Addresses of a loaded module's sections, as Linux shows them in {@code /sys/module/NAME/sections}. */
public final class ModuleSections {
    private static final int MAX_SECTIONS = 4096;
    private static final int LONGEST_NAME = 128;
    private static final int WORD = 8;

    private ModuleSections() {}

    /**
     * Reads them.
     *
     * @return addresses by section name, in the kernel's order; {@code .data..percpu} is never among them
     * @throws LinuxSideException when they are not in the dump or their number is invalid
     */
    public static Map<String, Long> read(KernelMemory memory, long module, SectionLocation place)
            throws LinuxSideException {
        long attributes = memory.i64(module + place.attributes());
        return place.counted() ? counted(memory, attributes, place) : terminated(memory, attributes, place);
    }

    private static Map<String, Long> counted(KernelMemory memory, long attributes, SectionLocation place)
            throws LinuxSideException {
        long count = memory.u32(attributes + place.number());
        if (count > MAX_SECTIONS) {
            throw tooMany(attributes, Long.toString(count));
        }
        Map<String, Long> sections = new LinkedHashMap<>();
        long stride = place.address() + WORD;
        for (int i = 0; i < count; i++) {
            put(memory, attributes + place.array() + i * stride, place, sections);
        }
        return sections;
    }

    private static Map<String, Long> terminated(KernelMemory memory, long attributes, SectionLocation place)
            throws LinuxSideException {
        Map<String, Long> sections = new LinkedHashMap<>();
        long pointers = memory.i64(attributes + place.array());
        for (int i = 0; i < MAX_SECTIONS; i++) {
            long entry = memory.i64(pointers + (long) i * WORD);
            if (entry == 0) {
                return sections;
            }
            put(memory, entry, place, sections);
        }
        throw tooMany(attributes, "more");
    }

    private static void put(KernelMemory memory, long entry, SectionLocation place, Map<String, Long> sections)
            throws LinuxSideException {
        String name = memory.text(memory.i64(entry + place.name()), LONGEST_NAME);
        sections.put(name, memory.i64(entry + place.address()));
    }

    private static LinuxSideException tooMany(long attributes, String found) {
        return new LinuxSideException("module_sect_attrs at 0x%x: expected at most %d sections, found %s"
                .formatted(attributes, MAX_SECTIONS, found));
    }
}
