package org.mckernel.dump.dwarf.unit;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * One unit of {@code .debug_info}: the compiler's output for one source file, or (type and partial units) a part that
 * several share.
 */
public final class DwarfUnit {
    /**
     * Parameters of field sizes.
     *
     * @param version 2 to 5
     * @param offsetSize bytes of an offset into a section: 4 or, in 64-bit DWARF, 8
     * @param addressSize bytes of an address
     */
    public record Encoding(int version, int offsetSize, int addressSize) {}

    private static final int TYPE = 2;
    private static final int SKELETON = 4;
    private static final int SPLIT_COMPILE = 5;
    private static final int SPLIT_TYPE = 6;

    private final DwarfSections sections;
    private final long offset;
    private final long end;
    private final Encoding encoding;
    private final long abbreviationOffset;
    private final long firstDie;
    private final long signature;
    private final long typeDie;
    /** Cached by {@link DwarfSections}. */
    private volatile Reference<Abbreviations> abbreviations = new WeakReference<>(null);

    private DwarfUnit(
            DwarfSections sections,
            long offset,
            long end,
            Encoding encoding,
            long abbreviationOffset,
            long firstDie,
            long signature,
            long typeDie) {
        this.sections = sections;
        this.offset = offset;
        this.end = end;
        this.encoding = encoding;
        this.abbreviationOffset = abbreviationOffset;
        this.firstDie = firstDie;
        this.signature = signature;
        this.typeDie = typeDie;
    }

    /** End offset of the unit whose header begins at {@code offset}; sufficient to skip the unit. */
    static long end(DwarfSection info, long offset) throws MalformedFileException {
        long length = info.u32(offset);
        long start = offset + 4;
        if (length == 0xffffffffL) {
            length = info.i64(offset + 4);
            start = offset + 12;
        } else if (length >= 0xfffffff0L) {
            throw info.malformed(offset, "unit length", "below 0xfffffff0, or 0xffffffff", "0x%x".formatted(length));
        }
        if (length <= 0 || length > info.size() - start) {
            throw info.malformed(
                    offset, "unit length", "1 to %d".formatted(info.size() - start), Long.toUnsignedString(length));
        }
        return start + length;
    }

    /**
     * Reads a header; null for a unit of an unknown version, which is to be skipped.
     *
     * @param end as {@link #end(DwarfSection, long)} gives it
     */
    static DwarfUnit read(DwarfSections sections, long offset, long end) throws MalformedFileException {
        DwarfSection info = sections.info();
        int offsetSize = info.u32(offset) == 0xffffffffL ? 8 : 4;
        DwarfCursor cursor = new DwarfCursor(info, offset + (offsetSize == 8 ? 12 : 4), end);
        int version = cursor.u16();
        if (version < 2 || version > 5) {
            return null;
        }
        int unitType = version >= 5 ? cursor.u8() : 0;
        int addressSize = version >= 5 ? cursor.u8() : 0;
        long abbreviationOffset = cursor.relocated(offsetSize);
        if (version < 5) {
            addressSize = cursor.u8();
        }
        if (addressSize != 4 && addressSize != 8) {
            throw info.malformed(offset, "unit's address size", "4 or 8", Integer.toString(addressSize));
        }
        long signature = 0;
        long typeDie = 0;
        boolean oldType = version < 5 && offset >= sections.typesStart();
        if (oldType || unitType == TYPE || unitType == SPLIT_TYPE) {
            signature = cursor.i64();
            typeDie = cursor.relocated(offsetSize);
        } else if (unitType == SKELETON || unitType == SPLIT_COMPILE) {
            cursor.skip(8);
        }
        return new DwarfUnit(
                sections,
                offset,
                end,
                new Encoding(version, offsetSize, addressSize),
                abbreviationOffset,
                cursor.position(),
                signature,
                typeDie);
    }

    public DwarfSections sections() {
        return sections;
    }

    /** Offset of its header: the base of references within the unit. */
    public long offset() {
        return offset;
    }

    /** First offset after it. */
    public long end() {
        return end;
    }

    public Encoding encoding() {
        return encoding;
    }

    /** Offset of its first entry, the unit's own. */
    public long firstDie() {
        return firstDie;
    }

    /** True if it holds a type that other units refer to by its signature. */
    boolean isType() {
        return typeDie != 0;
    }

    /** The signature that other units use to refer to its type. */
    long signature() {
        return signature;
    }

    /** Offset of a type unit's type entry, from the unit's start. */
    long typeDie() {
        return typeDie;
    }

    /** Its abbreviations, read on first use. */
    Abbreviations abbreviations() throws MalformedFileException {
        Abbreviations known = abbreviations.get();
        if (known == null) {
            known = sections.abbreviations(abbreviationOffset, encoding);
            abbreviations = new WeakReference<>(known);
        }
        return known;
    }

    /** A cursor at {@code at} that may not leave the unit. */
    public DwarfCursor cursor(long at) throws MalformedFileException {
        DwarfCursor cursor = new DwarfCursor(sections.info(), offset, end);
        if (at < firstDie) {
            throw sections.info()
                    .malformed(
                            offset, "reference in the unit", "at least 0x%x".formatted(firstDie), "0x%x".formatted(at));
        }
        cursor.seek(at);
        return cursor;
    }

    /** The text with this index in {@code .debug_str_offsets}: its offset in {@code .debug_str}. */
    long stringOffset(long index) throws MalformedFileException {
        Die root = Die.at(this, firstDie);
        AttributeValue base = root == null ? null : root.attribute(Attribute.STR_OFFSETS_BASE);
        // without the attribute: after the section's header, as in split units
        long start = base == null ? encoding.offsetSize() * 2L : base.unsigned();
        DwarfSection offsets = sections.strOffsets();
        if (index < 0
                || start < 0
                || start > offsets.size()
                || index >= (offsets.size() - start) / encoding.offsetSize()) {
            throw offsets.malformed(
                    start, "string index", "within %d bytes".formatted(offsets.size()), Long.toUnsignedString(index));
        }
        return offsets.relocated(start + index * encoding.offsetSize(), encoding.offsetSize());
    }
}
