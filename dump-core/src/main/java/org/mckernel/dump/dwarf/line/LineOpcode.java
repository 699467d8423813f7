package org.mckernel.dump.dwarf.line;

/** What line-number programs are made of (DWARF 5, 7.22): standard and extended opcodes, content types of entries. */
public final class LineOpcode {
    /** Begins an extended opcode. */
    public static final int EXTENDED = 0;

    public static final int DW_LNS_COPY = 1;
    public static final int DW_LNS_ADVANCE_PC = 2;
    public static final int DW_LNS_ADVANCE_LINE = 3;
    public static final int DW_LNS_SET_FILE = 4;
    public static final int DW_LNS_CONST_ADD_PC = 8;
    public static final int DW_LNS_FIXED_ADVANCE_PC = 9;

    public static final int DW_LNE_END_SEQUENCE = 1;
    public static final int DW_LNE_SET_ADDRESS = 2;
    public static final int DW_LNE_DEFINE_FILE = 3;

    public static final int DW_LNCT_PATH = 1;

    private LineOpcode() {}
}
