package org.mckernel.dump.dwarf.unit;

import org.mckernel.dump.bytes.MalformedFileException;

/**
 * One debug information entry. Other packages get entries from {@code DieNameIndex}.
 *
 * @param unit the unit that contains it
 * @param offset where it begins in {@code .debug_info}
 * @param abbreviation its layout
 * @param attributes where its first attribute is
 */
public record Die(DwarfUnit unit, long offset, Abbreviation abbreviation, long attributes) {
    /** The entry at an offset; null for the closing entry of a list of children. */
    public static Die at(DwarfUnit unit, long offset) throws MalformedFileException {
        DwarfCursor cursor = unit.cursor(offset);
        Abbreviation abbreviation = abbreviation(unit, cursor);
        return abbreviation == null ? null : new Die(unit, offset, abbreviation, cursor.position());
    }

    /** Reads an entry's abbreviation code; null for the closing entry. */
    public static Abbreviation abbreviation(DwarfUnit unit, DwarfCursor cursor) throws MalformedFileException {
        long at = cursor.position();
        long code = cursor.uleb();
        if (code == 0) {
            return null;
        }
        Abbreviation abbreviation = unit.abbreviations().get(code);
        if (abbreviation == null) {
            throw cursor.section()
                    .malformed(at, "abbreviation code", "one of the unit's abbreviations", Long.toUnsignedString(code));
        }
        return abbreviation;
    }

    /** What it describes: one of {@link Tag}, or another number. */
    public int tag() {
        return abbreviation.tag();
    }

    /** An attribute's value, or null when the entry has none. */
    public AttributeValue attribute(int attribute) throws MalformedFileException {
        int index = abbreviation.index(attribute);
        if (index == Abbreviation.NONE) {
            return null;
        }
        DwarfCursor cursor = unit.cursor(attributes);
        abbreviation.seek(index, cursor);
        return AttributeValue.read(unit, abbreviation.form(index), abbreviation.constant(index), cursor);
    }

    /**
     * The first child, or null.
     *
     * @throws MalformedFileException when the entry is damaged
     */
    public Die firstChild() throws MalformedFileException {
        if (!abbreviation.hasChildren()) {
            return null;
        }
        DwarfCursor cursor = unit.cursor(attributes);
        abbreviation.skipAttributes(cursor);
        return at(unit, cursor.position());
    }

    /**
     * The next entry of the same parent, or null after the last.
     *
     * @throws MalformedFileException when the entry is damaged
     */
    public Die next() throws MalformedFileException {
        DwarfCursor cursor = unit.cursor(attributes);
        pass(unit, abbreviation, cursor);
        return at(unit, cursor.position());
    }

    /**
     * Moves from an entry's first attribute to its next sibling: directly if the entry has a sibling reference, else
     * through its children. Always moves forwards.
     */
    public static void pass(DwarfUnit unit, Abbreviation abbreviation, DwarfCursor cursor)
            throws MalformedFileException {
        if (!abbreviation.hasChildren()) {
            abbreviation.skipAttributes(cursor);
            return;
        }
        long depth = 0;
        Abbreviation at = abbreviation;
        do {
            if (at == null) {
                depth--;
            } else if (at.hasChildren() && at.hasSibling()) {
                toSibling(unit, at, cursor);
            } else {
                at.skipAttributes(cursor);
                depth += at.hasChildren() ? 1 : 0;
            }
            at = depth > 0 ? abbreviation(unit, cursor) : null;
        } while (depth > 0);
    }

    private static void toSibling(DwarfUnit unit, Abbreviation abbreviation, DwarfCursor cursor)
            throws MalformedFileException {
        long from = cursor.position();
        abbreviation.seek(abbreviation.sibling(), cursor);
        int form = abbreviation.form(abbreviation.sibling());
        long target = switch (form) {
            case Form.REF4 -> unit.offset() + cursor.u32();
            case Form.REF1 -> unit.offset() + cursor.u8();
            case Form.REF2 -> unit.offset() + cursor.u16();
            case Form.REF8 -> unit.offset() + cursor.i64();
            case Form.REF_UDATA -> unit.offset() + cursor.uleb();
            default ->
                throw cursor.section()
                        .malformed(from, "form of a sibling", "a reference in the unit", "0x%x".formatted(form));
        };
        if (target < cursor.position()) {
            throw cursor.section().malformed(from, "sibling", "an offset after the entry", "0x%x".formatted(target));
        }
        cursor.seek(target);
    }
}
