package org.mckernel.dump.dwarf.cfi;

/**
 * How addresses are written in {@code .eh_frame} (Linux Standard Base Core 5.0, 10.5.1, DWARF exception header
 * encoding).
 */
public final class PointerEncoding {
    /** No address. */
    public static final int DW_EH_PE_OMIT = 0xff;

    /** Which bits give the form, and which what it counts from. */
    public static final int FORM = 0x0f;

    public static final int BASE = 0x70;

    public static final int DW_EH_PE_ABSPTR = 0x00;
    public static final int DW_EH_PE_ULEB128 = 0x01;
    public static final int DW_EH_PE_UDATA2 = 0x02;
    public static final int DW_EH_PE_UDATA4 = 0x03;
    public static final int DW_EH_PE_UDATA8 = 0x04;
    public static final int DW_EH_PE_SLEB128 = 0x09;
    public static final int DW_EH_PE_SDATA2 = 0x0a;
    public static final int DW_EH_PE_SDATA4 = 0x0b;
    public static final int DW_EH_PE_SDATA8 = 0x0c;

    public static final int DW_EH_PE_PCREL = 0x10;

    private PointerEncoding() {}
}
