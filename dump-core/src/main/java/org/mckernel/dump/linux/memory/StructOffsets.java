package org.mckernel.dump.linux.memory;

import java.util.OptionalLong;

/** Offsets of members of the kernel's structures: from BTF, debug information or another source. */
@FunctionalInterface
public interface StructOffsets {
    /**
     * Offset of a member in bytes.
     *
     * @param struct tag of the structure, for example {@code module}
     * @param memberPath member names separated by dots, for example {@code core_layout.base}; members of anonymous
     *        structures and unions are named as if they were outside
     * @return empty when there is no such structure or member, or when it is not byte-aligned
     */
    OptionalLong offset(String struct, String memberPath);
}
