package org.mckernel.dump.dwarf.expr;

/** Operations of expressions (DWARF 5, 7.7.1, table 7.9). */
public final class DwarfOperation {
    public static final int DW_OP_ADDR = 0x03;
    public static final int DW_OP_DEREF = 0x06;
    public static final int DW_OP_CONST1U = 0x08;
    public static final int DW_OP_CONST1S = 0x09;
    public static final int DW_OP_CONST2U = 0x0a;
    public static final int DW_OP_CONST2S = 0x0b;
    public static final int DW_OP_CONST4U = 0x0c;
    public static final int DW_OP_CONST4S = 0x0d;
    public static final int DW_OP_CONST8U = 0x0e;
    public static final int DW_OP_CONST8S = 0x0f;
    public static final int DW_OP_CONSTU = 0x10;
    public static final int DW_OP_CONSTS = 0x11;
    public static final int DW_OP_DUP = 0x12;
    public static final int DW_OP_DROP = 0x13;
    public static final int DW_OP_OVER = 0x14;
    public static final int DW_OP_PICK = 0x15;
    public static final int DW_OP_SWAP = 0x16;
    public static final int DW_OP_ROT = 0x17;
    public static final int DW_OP_ABS = 0x19;
    public static final int DW_OP_AND = 0x1a;
    public static final int DW_OP_DIV = 0x1b;
    public static final int DW_OP_MINUS = 0x1c;
    public static final int DW_OP_MOD = 0x1d;
    public static final int DW_OP_MUL = 0x1e;
    public static final int DW_OP_NEG = 0x1f;
    public static final int DW_OP_NOT = 0x20;
    public static final int DW_OP_OR = 0x21;
    public static final int DW_OP_PLUS = 0x22;
    public static final int DW_OP_PLUS_UCONST = 0x23;
    public static final int DW_OP_SHL = 0x24;
    public static final int DW_OP_SHR = 0x25;
    public static final int DW_OP_SHRA = 0x26;
    public static final int DW_OP_XOR = 0x27;
    public static final int DW_OP_BRA = 0x28;
    public static final int DW_OP_EQ = 0x29;
    public static final int DW_OP_GE = 0x2a;
    public static final int DW_OP_GT = 0x2b;
    public static final int DW_OP_LE = 0x2c;
    public static final int DW_OP_LT = 0x2d;
    public static final int DW_OP_NE = 0x2e;
    public static final int DW_OP_SKIP = 0x2f;
    public static final int DW_OP_LIT0 = 0x30;
    public static final int DW_OP_LIT31 = 0x4f;
    public static final int DW_OP_REG0 = 0x50;
    public static final int DW_OP_REG31 = 0x6f;
    public static final int DW_OP_BREG0 = 0x70;
    public static final int DW_OP_BREG31 = 0x8f;
    public static final int DW_OP_REGX = 0x90;
    public static final int DW_OP_FBREG = 0x91;
    public static final int DW_OP_BREGX = 0x92;
    public static final int DW_OP_PIECE = 0x93;
    public static final int DW_OP_DEREF_SIZE = 0x94;
    public static final int DW_OP_NOP = 0x96;
    public static final int DW_OP_CALL_FRAME_CFA = 0x9c;
    public static final int DW_OP_IMPLICIT_VALUE = 0x9e;
    public static final int DW_OP_STACK_VALUE = 0x9f;
    public static final int DW_OP_IMPLICIT_POINTER = 0xa0;
    public static final int DW_OP_ADDRX = 0xa1;
    public static final int DW_OP_CONSTX = 0xa2;
    public static final int DW_OP_ENTRY_VALUE = 0xa3;
    public static final int DW_OP_CONST_TYPE = 0xa4;
    public static final int DW_OP_REGVAL_TYPE = 0xa5;
    public static final int DW_OP_DEREF_TYPE = 0xa6;
    public static final int DW_OP_CONVERT = 0xa8;
    public static final int DW_OP_REINTERPRET = 0xa9;

    // Those of GNU for DWARF 2 to 4, which DWARF 5 took over under the numbers above.
    public static final int DW_OP_GNU_IMPLICIT_POINTER = 0xf2;
    public static final int DW_OP_GNU_ENTRY_VALUE = 0xf3;
    public static final int DW_OP_GNU_CONST_TYPE = 0xf4;
    public static final int DW_OP_GNU_REGVAL_TYPE = 0xf5;
    public static final int DW_OP_GNU_DEREF_TYPE = 0xf6;
    public static final int DW_OP_GNU_CONVERT = 0xf7;
    public static final int DW_OP_GNU_REINTERPRET = 0xf9;
    public static final int DW_OP_GNU_ADDR_INDEX = 0xfb;
    public static final int DW_OP_GNU_CONST_INDEX = 0xfc;

    private DwarfOperation() {}

    /** True for one of {@code DW_OP_lit0} to {@code DW_OP_lit31}. */
    public static boolean isLiteral(int operation) {
        return operation >= DW_OP_LIT0 && operation <= DW_OP_LIT31;
    }

    /** True for one of {@code DW_OP_reg0} to {@code DW_OP_reg31}. */
    public static boolean isRegister(int operation) {
        return operation >= DW_OP_REG0 && operation <= DW_OP_REG31;
    }

    /** True for one of {@code DW_OP_breg0} to {@code DW_OP_breg31}. */
    public static boolean isBasedOnRegister(int operation) {
        return operation >= DW_OP_BREG0 && operation <= DW_OP_BREG31;
    }
}
