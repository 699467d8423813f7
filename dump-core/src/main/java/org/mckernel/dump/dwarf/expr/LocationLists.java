package org.mckernel.dump.dwarf.expr;

import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_BASE_ADDRESS;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_BASE_ADDRESSX;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_DEFAULT_LOCATION;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_END_OF_LIST;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_GNU_VIEW_PAIR;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_OFFSET_PAIR;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_STARTX_ENDX;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_STARTX_LENGTH;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_START_END;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_LLE_START_LENGTH;

import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.AddressRanges;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.Form;

/**
 * Finds the expression that applies at an address: the attribute's own, or one from a list ({@code .debug_loclists},
 * until DWARF 4 {@code .debug_loc}).
 */
public final class LocationLists {
    private static final int MOST = 1 << 16;

    private LocationLists() {}

    /** The expression; empty when the list has none for the address. */
    public static Optional<DwarfCursor> at(AttributeValue location, long pc) throws MalformedFileException {
        if (location.isExpression()) {
            return Optional.of(location.expression());
        }
        return location.unit().encoding().version() >= 5 ? list5(location, pc) : list4(location, pc);
    }

    private static boolean within(long pc, long start, long end) {
        return Long.compareUnsigned(pc - start, end - start) < 0;
    }

    private static Optional<DwarfCursor> list4(AttributeValue location, long pc) throws MalformedFileException {
        DwarfUnit unit = location.unit();
        DwarfSection section = unit.sections().loc();
        DwarfCursor cursor = new DwarfCursor(section, 0, section.size());
        cursor.seek(location.unsigned());
        int width = unit.encoding().addressSize();
        long marker = width == 8 ? -1 : 0xffff_ffffL;
        long base = AddressRanges.base(unit);
        for (int i = 0; i < MOST; i++) {
            long start = cursor.relocated(width);
            long end = cursor.relocated(width);
            if (start == 0 && end == 0) {
                return Optional.empty();
            }
            if (start == marker) {
                base = end;
                continue;
            }
            DwarfCursor expression = expression(cursor, cursor.u16());
            if (within(pc, base + start, base + end)) {
                return Optional.of(expression);
            }
        }
        throw endless(cursor);
    }

    private static boolean isBounded(int kind) {
        return switch (kind) {
            case DW_LLE_STARTX_ENDX, DW_LLE_STARTX_LENGTH, DW_LLE_OFFSET_PAIR, DW_LLE_START_END, DW_LLE_START_LENGTH ->
                true;
            default -> false;
        };
    }

    private static MalformedFileException endless(DwarfCursor cursor) {
        return cursor.section()
                .malformed(cursor.position(), "location list", "at most %d entries".formatted(MOST), "more");
    }

    private static DwarfCursor expression(DwarfCursor cursor, long length) throws MalformedFileException {
        long start = cursor.position();
        cursor.skip(length);
        return new DwarfCursor(cursor.section(), start, start + length);
    }

    private static Optional<DwarfCursor> list5(AttributeValue location, long pc) throws MalformedFileException {
        DwarfUnit unit = location.unit();
        DwarfSection section = unit.sections().loclists();
        DwarfCursor cursor = new DwarfCursor(section, 0, section.size());
        cursor.seek(
                location.form() == Form.LOCLISTX
                        ? AddressRanges.indexedList(unit, section, location, Attribute.LOCLISTS_BASE)
                        : location.unsigned());
        int width = unit.encoding().addressSize();
        long base = AddressRanges.base(unit);
        Optional<DwarfCursor> otherwise = Optional.empty();
        for (int i = 0; i < MOST; i++) {
            long start = 0;
            long end = 0;
            int kind = cursor.u8();
            switch (kind) {
                case DW_LLE_END_OF_LIST -> {
                    return otherwise;
                }
                case DW_LLE_BASE_ADDRESSX -> base = AddressRanges.indexedAddress(unit, cursor.uleb());
                case DW_LLE_STARTX_ENDX -> {
                    start = AddressRanges.indexedAddress(unit, cursor.uleb());
                    end = AddressRanges.indexedAddress(unit, cursor.uleb());
                }
                case DW_LLE_STARTX_LENGTH -> {
                    start = AddressRanges.indexedAddress(unit, cursor.uleb());
                    end = start + cursor.uleb();
                }
                case DW_LLE_OFFSET_PAIR -> {
                    start = base + cursor.uleb();
                    end = base + cursor.uleb();
                }
                case DW_LLE_DEFAULT_LOCATION -> otherwise = Optional.of(expression(cursor, cursor.uleb()));
                case DW_LLE_BASE_ADDRESS -> base = cursor.relocated(width);
                case DW_LLE_START_END -> {
                    start = cursor.relocated(width);
                    end = cursor.relocated(width);
                }
                case DW_LLE_START_LENGTH -> {
                    start = cursor.relocated(width);
                    end = start + cursor.uleb();
                }
                case DW_LLE_GNU_VIEW_PAIR -> {
                    cursor.uleb();
                    cursor.uleb();
                }
                default ->
                    throw section.malformed(
                            cursor.position() - 1, "location list entry", "0 to 9", Integer.toString(kind));
            }
            if (isBounded(kind)) {
                DwarfCursor expression = expression(cursor, cursor.uleb());
                if (within(pc, start, end)) {
                    return Optional.of(expression);
                }
            }
        }
        throw endless(cursor);
    }
}
