package org.mckernel.dump.linux.module;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/** The list of loaded modules. */
public final class ModuleList {
    private static final int MAX_MODULES = 1 << 14;
    private static final int NAME_LENGTH = 56;

    private ModuleList() {}

    /**
     * Walks the list.
     *
     * @param head virtual address of {@code modules}
     * @return addresses of {@code struct module} by name, newest module first
     * @throws LinuxSideException when a link is not in the dump, or when the list does not return to its head
     */
    public static Map<String, Long> read(KernelMemory memory, long head, ModuleLayout layout)
            throws LinuxSideException {
        Map<String, Long> modules = new LinkedHashMap<>();
        Set<Long> seen = new HashSet<>();
        long link = memory.i64(head);
        while (link != head) {
            if (!seen.add(link)) {
                throw new LinuxSideException(
                        "list of modules at 0x%x: the link 0x%x occurs twice".formatted(head, link));
            }
            if (seen.size() > MAX_MODULES) {
                throw new LinuxSideException(
                        "list of modules at 0x%x: more than %d modules".formatted(head, MAX_MODULES));
            }
            long module = link - layout.list();
            modules.putIfAbsent(memory.text(module + layout.name(), NAME_LENGTH), module);
            link = memory.i64(link);
        }
        return modules;
    }
}
