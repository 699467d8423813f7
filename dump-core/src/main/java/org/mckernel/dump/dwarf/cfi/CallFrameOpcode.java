package org.mckernel.dump.dwarf.cfi;

/**
 * Call-frame instructions (DWARF 5, 7.24, table 7.29). The first three are in the high two bits of the opcode, and
 * have an operand in the others. Those of aarch64 are from the ABI's "DWARF for the Arm 64-bit Architecture", 4.4.1.
 */
public final class CallFrameOpcode {
    public static final int DW_CFA_ADVANCE_LOC = 0x1;
    public static final int DW_CFA_OFFSET = 0x2;
    public static final int DW_CFA_RESTORE = 0x3;

    public static final int DW_CFA_NOP = 0x00;
    public static final int DW_CFA_SET_LOC = 0x01;
    public static final int DW_CFA_ADVANCE_LOC1 = 0x02;
    public static final int DW_CFA_ADVANCE_LOC2 = 0x03;
    public static final int DW_CFA_ADVANCE_LOC4 = 0x04;
    public static final int DW_CFA_OFFSET_EXTENDED = 0x05;
    public static final int DW_CFA_RESTORE_EXTENDED = 0x06;
    public static final int DW_CFA_UNDEFINED = 0x07;
    public static final int DW_CFA_SAME_VALUE = 0x08;
    public static final int DW_CFA_REGISTER = 0x09;
    public static final int DW_CFA_REMEMBER_STATE = 0x0a;
    public static final int DW_CFA_RESTORE_STATE = 0x0b;
    public static final int DW_CFA_DEF_CFA = 0x0c;
    public static final int DW_CFA_DEF_CFA_REGISTER = 0x0d;
    public static final int DW_CFA_DEF_CFA_OFFSET = 0x0e;
    public static final int DW_CFA_DEF_CFA_EXPRESSION = 0x0f;
    public static final int DW_CFA_EXPRESSION = 0x10;
    public static final int DW_CFA_OFFSET_EXTENDED_SF = 0x11;
    public static final int DW_CFA_DEF_CFA_SF = 0x12;
    public static final int DW_CFA_DEF_CFA_OFFSET_SF = 0x13;
    public static final int DW_CFA_VAL_OFFSET = 0x14;
    public static final int DW_CFA_VAL_OFFSET_SF = 0x15;
    public static final int DW_CFA_VAL_EXPRESSION = 0x16;
    public static final int DW_CFA_AARCH64_NEGATE_RA_STATE = 0x2d;
    public static final int DW_CFA_GNU_ARGS_SIZE = 0x2e;
    public static final int DW_CFA_GNU_NEGATIVE_OFFSET_EXTENDED = 0x2f;

    private CallFrameOpcode() {}
}
