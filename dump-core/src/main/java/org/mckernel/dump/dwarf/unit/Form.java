package org.mckernel.dump.dwarf.unit;

import org.mckernel.dump.bytes.MalformedFileException;

/**
 * How attribute values are stored (DWARF 5, 7.5.6, table 7.6: {@code DW_FORM_...}; from 0x1f00 on those of GNU): their
 * sizes, and passing over them.
 */
public final class Form {
    static final int ADDR = 0x01;
    static final int BLOCK2 = 0x03;
    static final int BLOCK4 = 0x04;
    static final int DATA2 = 0x05;
    static final int DATA4 = 0x06;
    static final int DATA8 = 0x07;
    public static final int STRING = 0x08;
    static final int BLOCK = 0x09;
    static final int BLOCK1 = 0x0a;
    static final int DATA1 = 0x0b;
    static final int FLAG = 0x0c;
    static final int SDATA = 0x0d;
    public static final int STRP = 0x0e;
    static final int UDATA = 0x0f;
    static final int REF_ADDR = 0x10;
    static final int REF1 = 0x11;
    static final int REF2 = 0x12;
    static final int REF4 = 0x13;
    static final int REF8 = 0x14;
    static final int REF_UDATA = 0x15;
    static final int INDIRECT = 0x16;
    static final int SEC_OFFSET = 0x17;
    static final int EXPRLOC = 0x18;
    static final int FLAG_PRESENT = 0x19;
    static final int STRX = 0x1a;
    static final int ADDRX = 0x1b;
    static final int REF_SUP4 = 0x1c;
    static final int STRP_SUP = 0x1d;
    static final int DATA16 = 0x1e;
    public static final int LINE_STRP = 0x1f;
    static final int REF_SIG8 = 0x20;
    static final int IMPLICIT_CONST = 0x21;
    public static final int LOCLISTX = 0x22;
    static final int RNGLISTX = 0x23;
    static final int REF_SUP8 = 0x24;
    static final int STRX1 = 0x25;
    static final int STRX2 = 0x26;
    static final int STRX3 = 0x27;
    static final int STRX4 = 0x28;
    static final int ADDRX1 = 0x29;
    static final int ADDRX2 = 0x2a;
    static final int ADDRX3 = 0x2b;
    static final int ADDRX4 = 0x2c;
    static final int GNU_ADDR_INDEX = 0x1f01;
    static final int GNU_STR_INDEX = 0x1f02;
    static final int GNU_REF_ALT = 0x1f20;
    static final int GNU_STRP_ALT = 0x1f21;

    private Form() {}

    /** Size of a value of this form in a unit; −1 when it is stored with the value, or the form is unknown. */
    static int fixedSize(int form, DwarfUnit.Encoding encoding) {
        return switch (form) {
            case FLAG_PRESENT, IMPLICIT_CONST -> 0;
            case DATA1, FLAG, REF1, STRX1, ADDRX1 -> 1;
            case DATA2, REF2, STRX2, ADDRX2 -> 2;
            case STRX3, ADDRX3 -> 3;
            case DATA4, REF4, REF_SUP4, STRX4, ADDRX4 -> 4;
            case DATA8, REF8, REF_SIG8, REF_SUP8 -> 8;
            case DATA16 -> 16;
            case ADDR -> encoding.addressSize();
            // version 2 gave references between units the size of an address
            case REF_ADDR -> encoding.version() == 2 ? encoding.addressSize() : encoding.offsetSize();
            case STRP, LINE_STRP, SEC_OFFSET, STRP_SUP, GNU_REF_ALT, GNU_STRP_ALT -> encoding.offsetSize();
            default -> -1;
        };
    }

    /**
     * Skips a value.
     *
     * @throws MalformedFileException when it leaves the unit, or (kind UNSUPPORTED) its form is unknown
     */
    public static void skip(int form, DwarfUnit.Encoding encoding, DwarfCursor cursor) throws MalformedFileException {
        int fixed = fixedSize(form, encoding);
        if (fixed >= 0) {
            cursor.skip(fixed);
            return;
        }
        switch (form) {
            case BLOCK1 -> cursor.skip(cursor.u8());
            case BLOCK2 -> cursor.skip(cursor.u16());
            case BLOCK4 -> cursor.skip(cursor.u32());
            case BLOCK, EXPRLOC -> cursor.skip(cursor.uleb());
            case STRING -> cursor.skipText();
            case SDATA, UDATA, REF_UDATA, STRX, ADDRX, LOCLISTX, RNGLISTX, GNU_ADDR_INDEX, GNU_STR_INDEX ->
                cursor.skipLeb();
            case INDIRECT -> skip(indirect(cursor), encoding, cursor);
            default ->
                throw cursor.section()
                        .unsupported(cursor.position(), "form 0x%x".formatted(form), "its size is unknown");
        }
    }

    /** The stored form of a value of form {@link #INDIRECT}. */
    static int indirect(DwarfCursor cursor) throws MalformedFileException {
        long at = cursor.position();
        long form = cursor.uleb();
        if (form == INDIRECT || form == IMPLICIT_CONST || form < 0 || form > 0xffff) {
            throw cursor.section()
                    .malformed(at, "indirect form", "a form of a stored value", "0x" + Long.toHexString(form));
        }
        return (int) form;
    }
}
