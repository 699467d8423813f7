package org.mckernel.dump.dwarf;

/** Kinds of entries that are asked for (DWARF 5, 7.5.3); every other number is passed over. */
final class Tag {
    static final int ARRAY_TYPE = 0x01;
    static final int CLASS_TYPE = 0x02;
    static final int MEMBER = 0x0d;
    static final int STRUCTURE_TYPE = 0x13;
    static final int TYPEDEF = 0x16;
    static final int UNION_TYPE = 0x17;
    static final int SUBRANGE_TYPE = 0x21;
    static final int CONST_TYPE = 0x26;
    static final int VOLATILE_TYPE = 0x35;
    static final int RESTRICT_TYPE = 0x37;
    static final int ATOMIC_TYPE = 0x47;

    private Tag() {}

    /** True for what has members. */
    static boolean hasMembers(int tag) {
        return tag == STRUCTURE_TYPE || tag == UNION_TYPE || tag == CLASS_TYPE;
    }

    /** True for what only gives another type a name or a qualifier. */
    static boolean isAlias(int tag) {
        return tag == TYPEDEF || tag == CONST_TYPE || tag == VOLATILE_TYPE || tag == RESTRICT_TYPE
                || tag == ATOMIC_TYPE;
    }
}
