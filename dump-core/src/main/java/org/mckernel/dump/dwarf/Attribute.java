package org.mckernel.dump.dwarf;

/** Attributes that are asked for (DWARF 5, 7.5.4); every other number is passed over. */
final class Attribute {
    static final int SIBLING = 0x01;
    static final int NAME = 0x03;
    static final int BYTE_SIZE = 0x0b;
    static final int BIT_OFFSET = 0x0c;
    static final int BIT_SIZE = 0x0d;
    static final int UPPER_BOUND = 0x2f;
    static final int COUNT = 0x37;
    static final int DATA_MEMBER_LOCATION = 0x38;
    static final int DECLARATION = 0x3c;
    static final int TYPE = 0x49;
    static final int BYTE_STRIDE = 0x51;
    static final int DATA_BIT_OFFSET = 0x6b;
    static final int STR_OFFSETS_BASE = 0x72;

    private Attribute() {}
}
