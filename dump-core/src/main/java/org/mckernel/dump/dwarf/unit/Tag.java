package org.mckernel.dump.dwarf.unit;

/**
 * Kinds of entries that are asked for (DWARF 5, 7.5.3, table 7.3: {@code DW_TAG_...}; from 0x4000 on those of GNU);
 * every other number is passed over.
 */
public final class Tag {
    public static final int ARRAY_TYPE = 0x01;
    public static final int CLASS_TYPE = 0x02;
    public static final int ENUMERATION_TYPE = 0x04;
    public static final int PARAMETER = 0x05;
    public static final int LEXICAL_BLOCK = 0x0b;
    public static final int MEMBER = 0x0d;
    public static final int POINTER_TYPE = 0x0f;
    public static final int STRUCTURE_TYPE = 0x13;
    public static final int SUBROUTINE_TYPE = 0x15;
    public static final int TYPEDEF = 0x16;
    public static final int UNION_TYPE = 0x17;
    public static final int UNSPECIFIED_PARAMETERS = 0x18;
    public static final int INLINED_SUBROUTINE = 0x1d;
    public static final int SUBRANGE_TYPE = 0x21;
    public static final int BASE_TYPE = 0x24;
    public static final int CONST_TYPE = 0x26;
    public static final int ENUMERATOR = 0x28;
    public static final int SUBPROGRAM = 0x2e;
    public static final int VARIABLE = 0x34;
    public static final int VOLATILE_TYPE = 0x35;
    public static final int RESTRICT_TYPE = 0x37;
    public static final int UNSPECIFIED_TYPE = 0x3b;
    public static final int ATOMIC_TYPE = 0x47;
    public static final int CALL_SITE = 0x48;
    public static final int CALL_SITE_PARAMETER = 0x49;
    public static final int GNU_CALL_SITE = 0x4109;
    public static final int GNU_CALL_SITE_PARAMETER = 0x410a;

    private Tag() {}

    /** True for types with members. */
    public static boolean hasMembers(int tag) {
        return tag == STRUCTURE_TYPE || tag == UNION_TYPE || tag == CLASS_TYPE;
    }

    /** True for typedefs and qualifiers. */
    public static boolean isAlias(int tag) {
        return tag == TYPEDEF
                || tag == CONST_TYPE
                || tag == VOLATILE_TYPE
                || tag == RESTRICT_TYPE
                || tag == ATOMIC_TYPE;
    }
}
