package org.mckernel.dump.linux.memory;

import java.util.OptionalLong;

/** Where the members of the kernel's structures lie: from BTF, from debug information, or from whatever else knows. */
@FunctionalInterface
public interface StructOffsets {
    /**
     * Offset of a member in bytes.
     *
     * @param struct tag of the structure, for example {@code module}
     * @param memberPath member names joined by dots, for example {@code core_layout.base}; members of anonymous
     *        structures and unions are named as if they stood outside
     * @return empty when there is no such structure or member, or when it does not begin at a byte
     */
    OptionalLong offset(String struct, String memberPath);
}
