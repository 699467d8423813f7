package org.mckernel.dump.dwarf.unit;

/** Attributes that are used (DWARF 5, 7.5.4); all others are skipped. */
public final class Attribute {
    public static final int SIBLING = 0x01;
    public static final int LOCATION = 0x02;
    public static final int NAME = 0x03;
    public static final int BYTE_SIZE = 0x0b;
    public static final int BIT_OFFSET = 0x0c;
    public static final int BIT_SIZE = 0x0d;
    public static final int CONST_VALUE = 0x1c;
    public static final int PROTOTYPED = 0x27;
    public static final int UPPER_BOUND = 0x2f;
    public static final int ABSTRACT_ORIGIN = 0x31;
    public static final int COUNT = 0x37;
    public static final int DATA_MEMBER_LOCATION = 0x38;
    public static final int DECLARATION = 0x3c;
    public static final int ENCODING = 0x3e;
    public static final int FRAME_BASE = 0x40;
    public static final int SPECIFICATION = 0x47;
    public static final int TYPE = 0x49;
    public static final int BYTE_STRIDE = 0x51;
    public static final int DATA_BIT_OFFSET = 0x6b;
    public static final int STR_OFFSETS_BASE = 0x72;

    private Attribute() {}
}
