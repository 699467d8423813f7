package org.mckernel.dump.dwarf.unit;

import java.util.OptionalLong;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.expr.DwarfOperation;

/**
 * The value of an attribute: its form and position. It is read on demand.
 *
 * @param unit the unit of the entry
 * @param form the form, never {@link Form#INDIRECT}
 * @param constant the value of form {@link Form#IMPLICIT_CONST}
 * @param position where the value begins in {@code .debug_info}
 */
public record AttributeValue(DwarfUnit unit, int form, long constant, long position) {

    /** A value at a cursor; an indirect form is resolved. */
    static AttributeValue read(DwarfUnit unit, int form, long constant, DwarfCursor cursor)
            throws MalformedFileException {
        int real = form == Form.INDIRECT ? Form.indirect(cursor) : form;
        return new AttributeValue(unit, real, constant, cursor.position());
    }

    private DwarfCursor cursor() throws MalformedFileException {
        return unit.cursor(position);
    }

    /** True if it is an immediate number, as opposed to a location list, an expression or a reference. */
    public boolean isConstant() {
        return switch (form) {
            case Form.DATA1, Form.DATA2, Form.DATA4, Form.DATA8, Form.UDATA, Form.SDATA, Form.IMPLICIT_CONST -> true;
            default -> false;
        };
    }

    /** A constant, or an offset into a section; fixed-size values are unsigned. */
    public long unsigned() throws MalformedFileException {
        return switch (form) {
            case Form.DATA1 -> cursor().u8();
            case Form.DATA2 -> cursor().u16();
            case Form.DATA4 -> cursor().relocated(4);
            case Form.DATA8 -> cursor().relocated(8);
            case Form.UDATA -> cursor().uleb();
            case Form.SDATA -> cursor().sleb();
            case Form.IMPLICIT_CONST -> constant;
            case Form.SEC_OFFSET -> cursor().relocated(unit.encoding().offsetSize());
            default -> throw wrong("a number");
        };
    }

    /** A flag. */
    public boolean flag() throws MalformedFileException {
        return switch (form) {
            case Form.FLAG_PRESENT -> true;
            case Form.FLAG -> cursor().u8() != 0;
            default -> throw wrong("a flag");
        };
    }

    /** True if it is this text; false also for text in a supplementary file, which is not read. */
    public boolean textEquals(byte[] expected) throws MalformedFileException {
        DwarfSection section = textSection();
        return section != null && section.textEquals(textOffset(), expected);
    }

    /** The text; empty for text in a supplementary file, which is not read. */
    public String text() throws MalformedFileException {
        DwarfSection section = textSection();
        return section == null ? "" : section.text(textOffset());
    }

    /** A hash of the text, as {@link DwarfSection#textHash} has it. */
    public long textHash() throws MalformedFileException {
        DwarfSection section = textSection();
        return section == null ? DwarfSection.textHash(new byte[0]) : section.textHash(textOffset());
    }

    private DwarfSection textSection() throws MalformedFileException {
        return switch (form) {
            case Form.STRING -> unit.sections().info();
            case Form.LINE_STRP -> unit.sections().lineStr();
            case Form.STRP, Form.STRX, Form.STRX1, Form.STRX2, Form.STRX3, Form.STRX4, Form.GNU_STR_INDEX ->
                unit.sections().str();
            case Form.STRP_SUP, Form.GNU_STRP_ALT -> null;
            default -> throw wrong("text");
        };
    }

    private long textOffset() throws MalformedFileException {
        return switch (form) {
            case Form.STRING -> position;
            case Form.STRX, Form.GNU_STR_INDEX -> unit.stringOffset(cursor().uleb());
            case Form.STRX1, Form.STRX2, Form.STRX3, Form.STRX4 ->
                unit.stringOffset(unit.sections().info().unsigned(position, Form.fixedSize(form, unit.encoding())));
            default -> cursor().relocated(unit.encoding().offsetSize());
        };
    }

    /** The entry it refers to; null when that is in a file that is not read, or in a unit of an unknown version. */
    public Die reference(DwarfUnits units) throws MalformedFileException {
        return switch (form) {
            case Form.REF1 -> within(cursor().u8());
            case Form.REF2 -> within(cursor().u16());
            case Form.REF4 -> within(cursor().u32());
            case Form.REF8 -> within(cursor().i64());
            case Form.REF_UDATA -> within(cursor().uleb());
            case Form.REF_ADDR -> units.die(cursor().relocated(Form.fixedSize(form, unit.encoding())));
            case Form.REF_SIG8 -> units.type(cursor().i64());
            case Form.REF_SUP4, Form.REF_SUP8, Form.GNU_REF_ALT -> null;
            default -> throw wrong("a reference");
        };
    }

    private Die within(long offset) throws MalformedFileException {
        if (offset < 0 || offset >= unit.end() - unit.offset()) {
            throw unit.sections()
                    .info()
                    .malformed(
                            position,
                            "reference in the unit",
                            "below 0x%x".formatted(unit.end() - unit.offset()),
                            "0x%x".formatted(offset));
        }
        return Die.at(unit, unit.offset() + offset);
    }

    /**
     * A member's offset in bytes: a constant, or (DWARF 2) the expression {@code DW_OP_plus_uconst}.
     *
     * @throws MalformedFileException when it is computed differently
     */
    public long memberLocation() throws MalformedFileException {
        if (isConstant() || form == Form.SEC_OFFSET) {
            return unsigned();
        }
        DwarfCursor cursor = cursor();
        long length = expressionLength(cursor);
        if (length < 2 || cursor.u8() != DwarfOperation.DW_OP_PLUS_UCONST) {
            throw unit.sections()
                    .info()
                    .unsupported(position, "member location", "only constants and DW_OP_plus_uconst are");
        }
        return cursor.uleb();
    }

    private long expressionLength(DwarfCursor cursor) throws MalformedFileException {
        return switch (form) {
            case Form.BLOCK1 -> cursor.u8();
            case Form.BLOCK2 -> cursor.u16();
            case Form.BLOCK4 -> cursor.u32();
            case Form.BLOCK, Form.EXPRLOC -> cursor.uleb();
            default -> throw wrong("a number or an expression");
        };
    }

    /** True if it is an expression. */
    public boolean isExpression() {
        return switch (form) {
            case Form.BLOCK1, Form.BLOCK2, Form.BLOCK4, Form.BLOCK, Form.EXPRLOC -> true;
            default -> false;
        };
    }

    /** The bytes of an expression, as a cursor that ends where they end. */
    public DwarfCursor expression() throws MalformedFileException {
        DwarfCursor cursor = cursor();
        long length = expressionLength(cursor);
        long start = cursor.position();
        cursor.skip(length);
        return new DwarfCursor(unit.sections().info(), start, start + length);
    }

    /** The address, when it is an expression with only an address. */
    public OptionalLong fixedAddress() throws MalformedFileException {
        if (!isExpression()) {
            return OptionalLong.empty();
        }
        DwarfCursor cursor = expression();
        int operation = cursor.atEnd() ? 0 : cursor.u8();
        return switch (operation) {
            case DwarfOperation.DW_OP_ADDR ->
                OptionalLong.of(cursor.relocated(unit.encoding().addressSize()));
            case DwarfOperation.DW_OP_ADDRX -> OptionalLong.of(AddressRanges.indexedAddress(unit, cursor.uleb()));
            default -> OptionalLong.empty();
        };
    }

    private MalformedFileException wrong(String expected) {
        return unit.sections().info().malformed(position, "attribute value", expected, "form 0x%x".formatted(form));
    }
}
