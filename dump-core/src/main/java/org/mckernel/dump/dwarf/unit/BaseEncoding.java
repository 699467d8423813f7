package org.mckernel.dump.dwarf.unit;

/** How base types are encoded (DWARF 5, 7.8, table 7.11). */
public final class BaseEncoding {
    public static final int DW_ATE_ADDRESS = 0x01;
    public static final int DW_ATE_BOOLEAN = 0x02;
    public static final int DW_ATE_FLOAT = 0x04;
    public static final int DW_ATE_SIGNED = 0x05;
    public static final int DW_ATE_SIGNED_CHAR = 0x06;
    public static final int DW_ATE_UNSIGNED = 0x07;
    public static final int DW_ATE_UNSIGNED_CHAR = 0x08;
    public static final int DW_ATE_UTF = 0x10;

    private BaseEncoding() {}
}
