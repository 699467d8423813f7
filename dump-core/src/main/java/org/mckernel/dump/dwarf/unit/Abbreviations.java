package org.mckernel.dump.dwarf.unit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mckernel.dump.bytes.MalformedFileException;

/** The abbreviations of one unit. */
final class Abbreviations {
    /** Limit, above what compilers write for an entry; prevents one declaration from using the whole heap. */
    private static final int MOST_ATTRIBUTES = 1 << 10;
    /** The same for all declarations of a unit together, and their attributes. */
    private static final int MOST_DECLARATIONS = 1 << 16;

    private static final int MOST_ATTRIBUTES_OF_ALL = 1 << 20;

    private final List<Abbreviation> dense;
    private final Map<Long, Abbreviation> others;

    private Abbreviations(List<Abbreviation> dense, Map<Long, Abbreviation> others) {
        this.dense = dense;
        this.others = others;
    }

    /**
     * Reads a table up to its closing 0.
     *
     * @param offset where it begins in {@code .debug_abbrev}
     */
    static Abbreviations read(DwarfSection section, long offset, DwarfUnit.Encoding encoding)
            throws MalformedFileException {
        List<Abbreviation> dense = new ArrayList<>();
        Map<Long, Abbreviation> others = new HashMap<>();
        DwarfCursor cursor = new DwarfCursor(section, 0, section.size());
        cursor.seek(offset);
        int attributes = 0;
        while (true) {
            long code = cursor.uleb();
            if (code == 0) {
                return new Abbreviations(dense, others);
            }
            Abbreviation abbreviation = declaration(cursor, encoding);
            attributes += abbreviation.attributeCount();
            if (dense.size() + others.size() >= MOST_DECLARATIONS || attributes > MOST_ATTRIBUTES_OF_ALL) {
                throw section.malformed(
                        offset,
                        "abbreviations of one unit",
                        "at most %d with %d attributes".formatted(MOST_DECLARATIONS, MOST_ATTRIBUTES_OF_ALL),
                        "more");
            }
            // compilers number from 1 without gaps; the format allows any number
            if (code == dense.size() + 1) {
                dense.add(abbreviation);
            } else {
                others.putIfAbsent(code, abbreviation);
            }
        }
    }

    private static Abbreviation declaration(DwarfCursor cursor, DwarfUnit.Encoding encoding)
            throws MalformedFileException {
        int tag = small(cursor, "tag");
        boolean children = cursor.u8() != 0;
        int[] attributes = new int[8];
        int[] forms = new int[8];
        long[] constants = new long[8];
        int count = 0;
        while (true) {
            int attribute = small(cursor, "attribute");
            int form = small(cursor, "form");
            if (attribute == 0 && form == 0) {
                break;
            }
            if (count == attributes.length) {
                if (count >= MOST_ATTRIBUTES) {
                    throw cursor.section()
                            .malformed(
                                    cursor.position(),
                                    "abbreviation",
                                    "at most %d attributes".formatted(MOST_ATTRIBUTES),
                                    "more");
                }
                attributes = Arrays.copyOf(attributes, 2 * count);
                forms = Arrays.copyOf(forms, 2 * count);
                constants = Arrays.copyOf(constants, 2 * count);
            }
            attributes[count] = attribute;
            forms[count] = form;
            constants[count] = form == Form.IMPLICIT_CONST ? cursor.sleb() : 0;
            count++;
        }
        return new Abbreviation(
                tag,
                children,
                Arrays.copyOf(attributes, count),
                Arrays.copyOf(forms, count),
                Arrays.copyOf(constants, count),
                encoding);
    }

    /** A number that is below 2^16 by the standard. */
    private static int small(DwarfCursor cursor, String what) throws MalformedFileException {
        long at = cursor.position();
        long value = cursor.uleb();
        if (value < 0 || value > 0xffff) {
            throw cursor.section().malformed(at, what, "a number below 65536", Long.toUnsignedString(value));
        }
        return (int) value;
    }

    int count() {
        return dense.size() + others.size() + 1;
    }

    /** The abbreviation with this code, or null. */
    Abbreviation get(long code) {
        if (code > 0 && code <= dense.size()) {
            return dense.get((int) code - 1);
        }
        return others.isEmpty() ? null : others.get(code);
    }
}
