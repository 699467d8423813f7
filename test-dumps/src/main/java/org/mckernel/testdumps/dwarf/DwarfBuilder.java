package org.mckernel.testdumps.dwarf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code .debug_info}, {@code .debug_abbrev} and {@code .debug_str}: version 4 or 5, 32- or 64-bit form. All
 * units share one table of abbreviations.
 */
public final class DwarfBuilder {
    private static final int TYPE_UNIT = 2;

    /** A field of {@code width} bytes at {@code at} for the target's offset from the unit's start. */
    private record Patch(int at, Entry target, int unitStart, int width) {}

    private record Shape(int tag, boolean children, List<List<Long>> fields) {}

    private final int version;
    private final boolean wide;
    private final ByteArrayOutputStream info = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<Shape, Integer> codes = new LinkedHashMap<>();
    private final Map<Entry, Integer> places = new LinkedHashMap<>();
    private final List<Patch> patches = new ArrayList<>();
    private boolean siblings;

    /**
     * @param version 4 or 5
     * @param wide true for the 64-bit form
     */
    public DwarfBuilder(int version, boolean wide) {
        this.version = version;
        this.wide = wide;
    }

    /** Gives entries with children a reference to their next sibling from now on, as compilers do. */
    public DwarfBuilder withSiblings() {
        siblings = true;
        return this;
    }

    /** Adds a compile unit with these outermost entries. */
    public DwarfBuilder unit(Entry... entries) {
        return unit(1, new byte[0], entries);
    }

    /** Adds a type unit (version 5) for the first of these entries. */
    public DwarfBuilder typeUnit(long signature, Entry type, Entry... others) {
        return unit(
                TYPE_UNIT,
                ByteBuffer.allocate(8 + offsetSize())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(signature)
                        .array(),
                concat(type, others));
    }

    private static Entry[] concat(Entry first, Entry[] others) {
        List<Entry> all = new ArrayList<>(List.of(others));
        all.addFirst(first);
        return all.toArray(Entry[]::new);
    }

    private DwarfBuilder unit(int kind, byte[] more, Entry... entries) {
        int start = info.size();
        if (wide) {
            number(info, 0xffffffffL, 4);
        }
        int lengthAt = info.size();
        number(info, 0, offsetSize());
        number(info, version, 2);
        if (version >= 5) {
            number(info, kind, 1);
            number(info, 8, 1);
        }
        number(info, 0, offsetSize());
        if (version < 5) {
            number(info, 8, 1);
        }
        info.writeBytes(more);
        if (kind == TYPE_UNIT) {
            patches.add(new Patch(info.size() - offsetSize(), entries[0], start, offsetSize()));
        }
        write(Entry.of(kind == TYPE_UNIT ? 0x41 : 0x11).child(entries), start, false);
        patches.add(new Patch(lengthAt, null, info.size(), offsetSize()));
        return this;
    }

    private int offsetSize() {
        return wide ? 8 : 4;
    }

    private void write(Entry entry, int unitStart, boolean sibling) {
        places.put(entry, info.size());
        boolean parent = !entry.children().isEmpty();
        List<List<Long>> fields = new ArrayList<>();
        if (sibling && parent) {
            fields.add(List.of(1L, (long) Entry.REF4));
        }
        for (Entry.Field field : entry.fields()) {
            boolean implicit = field.form() == Entry.IMPLICIT_CONST;
            fields.add(
                    implicit
                            ? List.of((long) field.attribute(), (long) field.form(), (Long) field.value())
                            : List.of((long) field.attribute(), (long) field.form()));
        }
        leb(info, codes.computeIfAbsent(new Shape(entry.tag(), parent, fields), _ -> codes.size() + 1));
        Entry next = Entry.of(0);
        if (sibling && parent) {
            patches.add(new Patch(info.size(), next, unitStart, 4));
            number(info, 0, 4);
        }
        entry.fields().forEach(f -> value(f, unitStart));
        for (Entry child : entry.children()) {
            write(child, unitStart, siblings);
        }
        if (parent) {
            info.write(0);
        }
        places.put(next, info.size());
    }

    private void value(Entry.Field field, int unitStart) {
        switch (field.value()) {
            case byte[] bytes -> info.writeBytes(bytes);
            case Entry target -> {
                int width = field.form() == Entry.REF_ADDR ? offsetSize() : 4;
                patches.add(new Patch(info.size(), target, field.form() == Entry.REF_ADDR ? 0 : unitStart, width));
                number(info, 0, width);
            }
            case String text
            when field.form() == Entry.STRP -> {
                number(info, strings.size(), offsetSize());
                strings.writeBytes(text.getBytes(US_ASCII));
                strings.write(0);
            }
            case String text -> {
                info.writeBytes(text.getBytes(US_ASCII));
                info.write(0);
            }
            case Long number when field.form() == Entry.UDATA -> leb(info, number);
            case Long number when field.form() == Entry.SDATA -> signedLeb(info, number);
            default -> {
                // flags that are present and constants of the abbreviation take no room
            }
        }
    }

    /** The sections by name. */
    public Map<String, byte[]> sections() {
        ByteBuffer bytes = ByteBuffer.wrap(info.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (Patch patch : patches) {
            // a patch without target is a length: from the end of its own field to the unit's end
            long value = patch.target == null
                    ? patch.unitStart - patch.at - patch.width
                    : (long) places.get(patch.target) - patch.unitStart;
            if (patch.width == 8) {
                bytes.putLong(patch.at, value);
            } else {
                bytes.putInt(patch.at, (int) value);
            }
        }
        Map<String, byte[]> sections = new LinkedHashMap<>();
        sections.put(".debug_info", bytes.array());
        sections.put(".debug_abbrev", abbreviations());
        sections.put(".debug_str", strings.toByteArray());
        return sections;
    }

    private byte[] abbreviations() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codes.forEach((shape, code) -> {
            leb(out, code);
            leb(out, shape.tag);
            out.write(shape.children ? 1 : 0);
            for (List<Long> field : shape.fields) {
                leb(out, field.get(0));
                leb(out, field.get(1));
                if (field.size() > 2) {
                    signedLeb(out, field.get(2));
                }
            }
            out.writeBytes(new byte[2]);
        });
        out.write(0);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, long value, int width) {
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }

    private static void leb(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (Long.compareUnsigned(rest, 0x7f) > 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static void signedLeb(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        out.write((int) rest & 0x7f);
    }
}
