package org.mckernel.dump.dwarf.unit;

import static org.mckernel.dump.dwarf.unit.ListEntry.DW_RLE_BASE_ADDRESS;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_RLE_BASE_ADDRESSX;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_RLE_END_OF_LIST;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_RLE_OFFSET_PAIR;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_RLE_STARTX_ENDX;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_RLE_STARTX_LENGTH;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_RLE_START_END;
import static org.mckernel.dump.dwarf.unit.ListEntry.DW_RLE_START_LENGTH;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.bytes.MalformedFileException;

/** The addresses that an entry covers: {@code DW_AT_low_pc} and {@code DW_AT_high_pc}, or a list of ranges. */
public final class AddressRanges {
    private static final int MOST = 1 << 16;

    private AddressRanges() {}

    /** A range: first address, and one past the last. */
    public record Range(long start, long end) {
        public boolean contains(long address) {
            return Long.compareUnsigned(address - start, end - start) < 0;
        }
    }

    /** The ranges of an entry; none when it covers no code. */
    public static List<Range> of(Die die) throws MalformedFileException {
        AttributeValue low = die.attribute(Attribute.LOW_PC);
        AttributeValue high = die.attribute(Attribute.HIGH_PC);
        if (low != null && high != null) {
            long start = address(low);
            long end = high.isConstant() ? start + high.unsigned() : address(high);
            return end == start ? List.of() : List.of(new Range(start, end));
        }
        AttributeValue ranges = die.attribute(Attribute.RANGES);
        if (ranges == null) {
            return List.of();
        }
        return die.unit().encoding().version() >= 5 ? list5(die.unit(), ranges) : list4(die.unit(), ranges);
    }

    /** The base of offsets in the unit's lists. */
    public static long base(DwarfUnit unit) throws MalformedFileException {
        Die root = Die.at(unit, unit.firstDie());
        AttributeValue low = root == null ? null : root.attribute(Attribute.LOW_PC);
        return low == null ? 0 : address(low);
    }

    private static List<Range> list4(DwarfUnit unit, AttributeValue ranges) throws MalformedFileException {
        DwarfSection section = unit.sections().ranges();
        DwarfCursor cursor = new DwarfCursor(section, 0, section.size());
        cursor.seek(ranges.unsigned());
        int width = unit.encoding().addressSize();
        long base = base(unit);
        long marker = width == 8 ? -1 : 0xffff_ffffL;
        List<Range> found = new ArrayList<>();
        while (found.size() < MOST) {
            long start = cursor.relocated(width);
            long end = cursor.relocated(width);
            if (start == 0 && end == 0) {
                break;
            }
            if (start == marker) {
                base = end;
            } else if (start != end) {
                found.add(new Range(base + start, base + end));
            }
        }
        return found;
    }

    private static List<Range> list5(DwarfUnit unit, AttributeValue ranges) throws MalformedFileException {
        DwarfSection section = unit.sections().rnglists();
        DwarfCursor cursor = new DwarfCursor(section, 0, section.size());
        cursor.seek(
                ranges.form() == Form.RNGLISTX
                        ? indexedList(unit, section, ranges, Attribute.RNGLISTS_BASE)
                        : ranges.unsigned());
        int width = unit.encoding().addressSize();
        long base = base(unit);
        List<Range> found = new ArrayList<>();
        while (found.size() < MOST) {
            int kind = cursor.u8();
            switch (kind) {
                case DW_RLE_END_OF_LIST -> {
                    return found;
                }
                case DW_RLE_BASE_ADDRESSX -> base = indexedAddress(unit, cursor.uleb());
                case DW_RLE_STARTX_ENDX ->
                    add(found, indexedAddress(unit, cursor.uleb()), indexedAddress(unit, cursor.uleb()));
                case DW_RLE_STARTX_LENGTH -> addLength(found, indexedAddress(unit, cursor.uleb()), cursor.uleb());
                case DW_RLE_OFFSET_PAIR -> add(found, base + cursor.uleb(), base + cursor.uleb());
                case DW_RLE_BASE_ADDRESS -> base = cursor.relocated(width);
                case DW_RLE_START_END -> add(found, cursor.relocated(width), cursor.relocated(width));
                case DW_RLE_START_LENGTH -> addLength(found, cursor.relocated(width), cursor.uleb());
                default ->
                    throw section.malformed(
                            cursor.position() - 1, "range list entry", "0 to 7", Integer.toString(kind));
            }
        }
        return found;
    }

    private static void add(List<Range> found, long start, long end) {
        if (start != end) {
            found.add(new Range(start, end));
        }
    }

    private static void addLength(List<Range> found, long start, long length) {
        add(found, start, start + length);
    }

    /** The start of the list with an index; the unit's attribute is the base of the index table. */
    public static long indexedList(DwarfUnit unit, DwarfSection section, AttributeValue list, int baseAttribute)
            throws MalformedFileException {
        long index = unit.cursor(list.position()).uleb();
        long base = rootNumber(unit, baseAttribute);
        int width = unit.encoding().offsetSize();
        if (index < 0 || index > section.size() / width) {
            throw section.malformed(base, "list index", "within the section", Long.toUnsignedString(index));
        }
        return base + section.relocated(base + index * width, width);
    }

    private static long rootNumber(DwarfUnit unit, int attribute) throws MalformedFileException {
        Die root = Die.at(unit, unit.firstDie());
        AttributeValue value = root == null ? null : root.attribute(attribute);
        return value == null ? 0 : value.unsigned();
    }

    /** The address with that index in {@code .debug_addr}. */
    public static long indexedAddress(DwarfUnit unit, long index) throws MalformedFileException {
        DwarfSection section = unit.sections().addr();
        int width = unit.encoding().addressSize();
        if (index < 0 || index > section.size() / width) {
            throw section.malformed(0, "address index", "within the section", Long.toUnsignedString(index));
        }
        return section.relocated(rootNumber(unit, Attribute.ADDR_BASE) + index * width, width);
    }

    /** The address of an attribute, direct or by index. */
    public static long address(AttributeValue value) throws MalformedFileException {
        DwarfUnit unit = value.unit();
        DwarfCursor cursor = unit.cursor(value.position());
        return switch (value.form()) {
            case Form.ADDR -> cursor.relocated(unit.encoding().addressSize());
            case Form.ADDRX, Form.GNU_ADDR_INDEX -> indexedAddress(unit, cursor.uleb());
            case Form.ADDRX1 -> indexedAddress(unit, cursor.u8());
            case Form.ADDRX2 -> indexedAddress(unit, cursor.u16());
            case Form.ADDRX3 -> indexedAddress(unit, cursor.u16() | ((long) cursor.u8() << 16));
            case Form.ADDRX4 -> indexedAddress(unit, cursor.u32());
            default ->
                throw cursor.section()
                        .malformed(
                                value.position(),
                                "form of an address",
                                "addr or addrx",
                                "0x%x".formatted(value.form()));
        };
    }
}
