package org.mckernel.dump.dwarf.unit;

/** Entries of location lists (DWARF 5, 7.7.3) and of range lists (7.25). */
public final class ListEntry {
    public static final int DW_LLE_END_OF_LIST = 0;
    public static final int DW_LLE_BASE_ADDRESSX = 1;
    public static final int DW_LLE_STARTX_ENDX = 2;
    public static final int DW_LLE_STARTX_LENGTH = 3;
    public static final int DW_LLE_OFFSET_PAIR = 4;
    public static final int DW_LLE_DEFAULT_LOCATION = 5;
    public static final int DW_LLE_BASE_ADDRESS = 6;
    public static final int DW_LLE_START_END = 7;
    public static final int DW_LLE_START_LENGTH = 8;

    /** GNU: a pair of views, which distinguish statements at one address. */
    public static final int DW_LLE_GNU_VIEW_PAIR = 9;

    public static final int DW_RLE_END_OF_LIST = 0;
    public static final int DW_RLE_BASE_ADDRESSX = 1;
    public static final int DW_RLE_STARTX_ENDX = 2;
    public static final int DW_RLE_STARTX_LENGTH = 3;
    public static final int DW_RLE_OFFSET_PAIR = 4;
    public static final int DW_RLE_BASE_ADDRESS = 5;
    public static final int DW_RLE_START_END = 6;
    public static final int DW_RLE_START_LENGTH = 7;

    private ListEntry() {}
}
