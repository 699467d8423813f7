package org.mckernel.dump.dwarf.index;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfSections;
import org.mckernel.dump.dwarf.unit.DwarfUnits;
import org.mckernel.dump.dwarf.unit.Sizes;
import org.mckernel.dump.dwarf.unit.Tag;
import org.mckernel.dump.elf.ElfFile;

/**
 * Sizes of structures and offsets of their members, by name, from an image's debug information. A structure is searched
 * on first use, and its offset is cached; where several have the same name, the first complete one in the file is used.
 * Names are tags of structures, unions and classes, or typedefs of them.
 *
 * <p>Members are named as in C, through nested members, arrays and anonymous structures: {@code list},
 * {@code core_kallsyms.symtab}, {@code mem[0].base}. A path does not go through pointers.
 *
 * <p>Thread-safe. Valid while its file is open.
 */
public final class StructLayouts {
    private static final int DEEPEST = 32;

    private final TypeSearch types;

    private StructLayouts(TypeSearch types) {
        this.types = types;
    }

    /**
     * The layouts that a file describes; empty when it has no {@code .debug_info} (a stripped image).
     *
     * @throws MalformedFileException when a debug section is not completely in the file or the chain of units is broken
     */
    public static Optional<StructLayouts> of(ElfFile file) throws MalformedFileException {
        Optional<DwarfSections> sections = DwarfSections.of(file);
        return sections.isPresent()
                ? Optional.of(new StructLayouts(new TypeSearch(DwarfUnits.of(sections.get()))))
                : Optional.empty();
    }

    /**
     * Size of a structure in bytes; empty when there is no complete one of that name.
     *
     * @throws MalformedFileException when the debug information that is read is damaged
     */
    public OptionalLong size(String structure) throws MalformedFileException {
        Optional<Die> die = types.find(structure);
        return die.isPresent() ? size(new Place(0, die.get(), 0), 0) : OptionalLong.empty();
    }

    /**
     * Bytes from the start of a structure to a member; for a bit-field to the byte that contains its first bit.
     *
     * @param path the member, see above
     * @return empty when there is no such structure or member, or an index is after the end of the array
     * @throws IllegalArgumentException when the path is not written as described above
     * @throws MalformedFileException when the debug information that is read is damaged
     */
    public OptionalLong memberOffset(String structure, String path) throws MalformedFileException {
        Place place = place(structure, path);
        return place == null ? OptionalLong.empty() : OptionalLong.of(place.offset());
    }

    /**
     * Size of a member in bytes (of a bit-field: of its declared type); empty also for an incomplete type. Throws as
     * {@link #memberOffset}.
     */
    public OptionalLong memberSize(String structure, String path) throws MalformedFileException {
        Place place = place(structure, path);
        return place == null ? OptionalLong.empty() : size(place, 0);
    }

    /**
     * A part of a structure.
     *
     * @param offset bytes from the outermost structure's start
     * @param type its type, possibly with typedefs and qualifiers; null when unknown
     * @param dimension for an array: how many of its dimensions have been indexed
     */
    private record Place(long offset, Die type, int dimension) {}

    private Place place(String structure, String path) throws MalformedFileException {
        MemberPath members = MemberPath.parse(path);
        Optional<Die> die = types.find(structure);
        Place place = die.isPresent() ? new Place(0, die.get(), 0) : null;
        for (MemberPath.Step step : members.steps()) {
            place = place == null || place.dimension() > 0 ? null : member(place, step.name());
            for (long index : step.indexes()) {
                place = place == null ? null : element(place, index);
            }
        }
        return place;
    }

    private Place member(Place place, String name) throws MalformedFileException {
        Die aggregate = aggregate(place.type());
        return aggregate == null
                ? null
                : member(aggregate, name.getBytes(StandardCharsets.ISO_8859_1), place.offset(), 0, new HashSet<>());
    }

    /** The complete structure of a type, or null. */
    private Die aggregate(Die type) throws MalformedFileException {
        Die real = types.withoutAliases(type);
        return real != null && Tag.hasMembers(real.tag()) ? types.complete(real) : null;
    }

    /** @param seen anonymous structures that were already searched */
    private Place member(Die aggregate, byte[] name, long base, int depth, Set<Long> seen)
            throws MalformedFileException {
        if (depth > DEEPEST) {
            throw aggregate
                    .unit()
                    .sections()
                    .info()
                    .malformed(
                            aggregate.offset(),
                            "anonymous structure",
                            "at most %d in one another".formatted(DEEPEST),
                            "more");
        }
        for (Die child = aggregate.firstChild(); child != null; child = child.next()) {
            if (child.tag() != Tag.MEMBER) {
                continue;
            }
            AttributeValue own = child.attribute(Attribute.NAME);
            if (own != null && own.textEquals(name)) {
                return new Place(Sizes.checked(child, base + offset(child)), types.typeOf(child), 0);
            }
            Die inner = own == null ? aggregate(types.typeOf(child)) : null;
            if (inner != null && seen.add(inner.offset())) {
                Place found = member(inner, name, Sizes.checked(child, base + offset(child)), depth + 1, seen);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private long offset(Die member) throws MalformedFileException {
        return MemberLocation.of(member, () -> size(new Place(0, types.typeOf(member), 0), 0))
                .offset();
    }

    private Place element(Place place, long index) throws MalformedFileException {
        Die array = types.withoutAliases(place.type());
        if (array == null || array.tag() != Tag.ARRAY_TYPE) {
            return null;
        }
        ArrayShape shape = ArrayShape.of(array, types);
        if (place.dimension() >= shape.counts().size()) {
            return null;
        }
        long count = shape.counts().get(place.dimension());
        int dimension = place.dimension() + 1;
        OptionalLong stride = size(new Place(0, array, dimension), 0);
        if ((count > 0 && index >= count) || stride.isEmpty()) {
            return null;
        }
        long offset = Sizes.checked(array, place.offset() + Sizes.times(array, index, stride.getAsLong()));
        return dimension == shape.counts().size()
                ? new Place(offset, shape.element(), 0)
                : new Place(offset, array, dimension);
    }

    private OptionalLong size(Place place, int depth) throws MalformedFileException {
        Die type = types.withoutAliases(place.type());
        if (type == null) {
            return OptionalLong.empty();
        }
        if (type.tag() == Tag.ARRAY_TYPE) {
            return arraySize(type, place.dimension(), depth);
        }
        Die complete = Tag.hasMembers(type.tag()) ? types.complete(type) : type;
        AttributeValue bytes = complete == null ? null : complete.attribute(Attribute.BYTE_SIZE);
        return bytes == null || !bytes.isConstant()
                ? OptionalLong.empty()
                : OptionalLong.of(Sizes.checked(complete, bytes.unsigned()));
    }

    private OptionalLong arraySize(Die array, int dimension, int depth) throws MalformedFileException {
        if (depth > DEEPEST) {
            throw array.unit()
                    .sections()
                    .info()
                    .malformed(
                            array.offset(),
                            "array of arrays",
                            "at most %d in one another".formatted(DEEPEST),
                            "more, or a cycle");
        }
        ArrayShape shape = ArrayShape.of(array, types);
        OptionalLong one = shape.stride() >= 0
                ? OptionalLong.of(shape.stride())
                : size(new Place(0, shape.element(), 0), depth + 1);
        if (one.isEmpty()) {
            return one;
        }
        long size = one.getAsLong();
        for (long count : shape.counts()
                .subList(
                        Math.min(dimension, shape.counts().size()),
                        shape.counts().size())) {
            size = Sizes.times(array, size, Math.max(0, count));
        }
        return OptionalLong.of(size);
    }
}
