package org.mckernel.dump.dwarf.unit;

import org.mckernel.dump.bytes.MalformedFileException;

/**
 * The layout of entries with one abbreviation code: tag, attributes, forms. Positions of attributes after fixed-size
 * fields only are computed once, so that most entries are skipped without reading their fields.
 */
public final class Abbreviation {
    /** The index of an attribute that an entry does not have. */
    static final int NONE = -1;

    private final int tag;
    private final boolean children;
    private final int[] attributes;
    private final int[] forms;
    private final long[] constants;
    private final DwarfUnit.Encoding encoding;
    private final int fixedSize;
    private final int sibling;

    /** @param constants values of attributes of form {@link Form#IMPLICIT_CONST}, by index */
    Abbreviation(
            int tag, boolean children, int[] attributes, int[] forms, long[] constants, DwarfUnit.Encoding encoding) {
        this.tag = tag;
        this.children = children;
        this.attributes = attributes;
        this.forms = forms;
        this.constants = constants;
        this.encoding = encoding;
        this.fixedSize = fixedSize(attributes.length);
        this.sibling = index(Attribute.SIBLING);
    }

    /** Bytes of the first {@code count} attributes, or −1 when one of them has no fixed size. */
    private int fixedSize(int count) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            int one = Form.fixedSize(forms[i], encoding);
            if (one < 0) {
                return -1;
            }
            size += one;
        }
        return size;
    }

    public int tag() {
        return tag;
    }

    public boolean hasChildren() {
        return children;
    }

    /** True if its entries have a sibling reference. */
    boolean hasSibling() {
        return sibling != NONE;
    }

    /** The index of the attribute with this number, or {@link #NONE}. */
    int index(int attribute) {
        for (int i = 0; i < attributes.length; i++) {
            if (attributes[i] == attribute) {
                return i;
            }
        }
        return NONE;
    }

    int attributeCount() {
        return attributes.length;
    }

    int form(int index) {
        return forms[index];
    }

    long constant(int index) {
        return constants[index];
    }

    /** Moves from an entry's first attribute to that of {@link #index}. */
    void seek(int index, DwarfCursor cursor) throws MalformedFileException {
        for (int i = 0; i < index; i++) {
            Form.skip(forms[i], encoding, cursor);
        }
    }

    /** Moves from an entry's first attribute to the end of its last. */
    public void skipAttributes(DwarfCursor cursor) throws MalformedFileException {
        if (fixedSize >= 0) {
            cursor.skip(fixedSize);
        } else {
            seek(forms.length, cursor);
        }
    }

    /** Index of the sibling attribute, or {@link #NONE}. */
    int sibling() {
        return sibling;
    }
}
