package org.mckernel.testdumps.dwarf;

import java.util.ArrayList;
import java.util.List;

/** One debug information entry to be written: a tag, attributes in order, children. Numbers are those of DWARF 5. */
public final class Entry {
    /** {@code DW_FORM_ref4}. */
    public static final int REF4 = 0x13;
    /** {@code DW_FORM_ref_addr}. */
    public static final int REF_ADDR = 0x10;
    /** {@code DW_FORM_string}. */
    public static final int STRING = 0x08;
    /** {@code DW_FORM_strp}. */
    public static final int STRP = 0x0e;
    /** {@code DW_FORM_udata}. */
    public static final int UDATA = 0x0f;
    /** {@code DW_FORM_sdata}. */
    public static final int SDATA = 0x0d;
    /** {@code DW_FORM_flag_present}. */
    public static final int FLAG_PRESENT = 0x19;
    /** {@code DW_FORM_implicit_const}. */
    public static final int IMPLICIT_CONST = 0x21;

    private static final int NAME = 0x03;
    private static final int BYTE_SIZE = 0x0b;
    private static final int TYPE = 0x49;

    /**
     * @param value a Long, a String, an Entry (references), or the bytes themselves
     */
    record Field(int attribute, int form, Object value) {}

    private final int tag;
    private final List<Field> fields = new ArrayList<>();
    private final List<Entry> children = new ArrayList<>();

    private Entry(int tag) {
        this.tag = tag;
    }

    /** An entry with any tag. */
    public static Entry of(int tag) {
        return new Entry(tag);
    }

    /** A structure; a null name makes it anonymous. */
    public static Entry struct(String name, long size) {
        return new Entry(0x13).name(name).number(BYTE_SIZE, size);
    }

    /** A union; a null name makes it anonymous. */
    public static Entry union(String name, long size) {
        return new Entry(0x17).name(name).number(BYTE_SIZE, size);
    }

    /** "There is a structure of this name", without its content. */
    public static Entry declaration(String name) {
        return new Entry(0x13).name(name).attribute(0x3c, FLAG_PRESENT, 0L);
    }

    /** A base type such as {@code long}. */
    public static Entry base(String name, long size) {
        return new Entry(0x24).name(name).number(BYTE_SIZE, size);
    }

    /** Another name for a type. */
    public static Entry typedef(String name, Entry type) {
        return new Entry(0x16).name(name).type(type);
    }

    /** A const-qualified type. */
    public static Entry constant(Entry type) {
        return new Entry(0x26).type(type);
    }

    /** A pointer of 8 bytes. */
    public static Entry pointer(Entry type) {
        return new Entry(0x0f).number(BYTE_SIZE, 8).type(type);
    }

    /** An array; a count of 0 leaves the bound out, as flexible arrays do. */
    public static Entry array(Entry type, long... counts) {
        Entry array = new Entry(0x01).type(type);
        for (long count : counts) {
            Entry range = new Entry(0x21);
            array.child(count == 0 ? range : range.number(0x2f, count - 1));
        }
        return array;
    }

    /** A member; a null name makes it anonymous. */
    public static Entry member(String name, long offset, Entry type) {
        return new Entry(0x0d).name(name).type(type).number(0x38, offset);
    }

    /** A member of a union: without an offset. */
    public static Entry alternative(String name, Entry type) {
        return new Entry(0x0d).name(name).type(type);
    }

    /** A bit-field as DWARF 4 and 5 may write it: bits from the structure's start. */
    public static Entry bits(String name, long firstBit, long bits, Entry type) {
        return new Entry(0x0d).name(name).type(type).number(0x0d, bits).number(0x6b, firstBit);
    }

    private Entry name(String name) {
        return name == null ? this : attribute(NAME, STRING, name);
    }

    private Entry type(Entry type) {
        return attribute(TYPE, REF4, type);
    }

    private Entry number(int attribute, long value) {
        return attribute(attribute, UDATA, value);
    }

    /** Adds an attribute: a number, text, an entry to refer to, or ready bytes. */
    public Entry attribute(int attribute, int form, Object value) {
        fields.add(new Field(attribute, form, value));
        return this;
    }

    /** Refers to a type by another form than usual. */
    public Entry typeBy(int form, Entry type) {
        fields.removeIf(f -> f.attribute() == TYPE);
        return attribute(TYPE, form, type);
    }

    /** Adds children. */
    public Entry child(Entry... entries) {
        children.addAll(List.of(entries));
        return this;
    }

    int tag() {
        return tag;
    }

    List<Field> fields() {
        return fields;
    }

    List<Entry> children() {
        return children;
    }
}
