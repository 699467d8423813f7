package org.mckernel.dump.dwarf.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfSection;
import org.mckernel.dump.dwarf.unit.DwarfSections;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.DwarfUnits;
import org.mckernel.dump.dwarf.unit.LongHashMap;
import org.mckernel.dump.dwarf.unit.Sizes;
import org.mckernel.dump.dwarf.unit.Tag;
import org.mckernel.dump.elf.ElfFile;

/**
 * The entries of a file's debug information by name, and their attributes. Names are indexed from the outermost
 * entries, unit by unit, only as far as needed; the index contains numbers, text and entries are read from the mapped
 * file.
 *
 * <p>Thread-safe. Valid while its file is open.
 */
public final class DieNameIndex {
    private static final int LONGEST_CHAIN = 16;
    private static final int MOST_DEFINITIONS = 10_000;

    private final TypeSearch types;
    private final boolean supplementary;
    private final Map<Kind, LongHashMap> defined = tables();
    private final Map<Kind, LongHashMap> declared = tables();

    /** Units whose names are in the tables. */
    private int indexed;

    /** The error in the first unit that could not be indexed completely; null for none. */
    private MalformedFileException damage;

    /** The kind of a name; C has separate name spaces. */
    public enum Kind {
        /** A tag after {@code struct}, {@code union} or {@code enum}. */
        TAG,
        /** A typedef or a base type. */
        TYPE,
        /** A variable outside of functions. */
        VARIABLE,
        /** A function. */
        FUNCTION,
        /** A constant of an enumeration; the entry is the enumeration. */
        CONSTANT
    }

    private DieNameIndex(TypeSearch types, boolean supplementary) {
        this.types = types;
        this.supplementary = supplementary;
    }

    /**
     * The index of a file; empty when it has no {@code .debug_info}.
     *
     * @throws MalformedFileException when a debug section is not completely in the file or the chain of units is broken
     */
    public static Optional<DieNameIndex> of(ElfFile file) throws MalformedFileException {
        Optional<DwarfSections> sections = DwarfSections.of(file);
        return sections.isPresent()
                ? Optional.of(new DieNameIndex(
                        new TypeSearch(DwarfUnits.of(sections.get())),
                        file.section(".gnu_debugaltlink").isPresent()))
                : Optional.empty();
    }

    private static Map<Kind, LongHashMap> tables() {
        Map<Kind, LongHashMap> tables = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            tables.put(kind, new LongHashMap());
        }
        return tables;
    }

    /**
     * The entry with that name: a definition if there is one, else a declaration; the first in file order.
     *
     * @throws MalformedFileException when it is damaged, or is not found and a unit that may have it is damaged
     */
    public synchronized Optional<Die> find(Kind kind, String name) throws MalformedFileException {
        long key = DwarfSection.textHash(name.getBytes(StandardCharsets.ISO_8859_1));
        long offset = defined.get(kind).get(key);
        while (offset < 0 && indexed < types.units().count()) {
            indexNext();
            offset = defined.get(kind).get(key);
        }
        if (offset < 0) {
            offset = declared.get(kind).get(key);
        }
        if (offset < 0 && damage != null) {
            throw damage;
        }
        Die found = offset < 0 ? null : types.units().die(offset);
        return found != null && (kind == Kind.CONSTANT || name(found).equals(name))
                ? Optional.of(found)
                : Optional.empty();
    }

    /**
     * Debug information in other files, which are not read: {@code split debug information (first.dwo)}; empty for
     * none. Examines every unit.
     */
    public Optional<String> elsewhere() throws MalformedFileException {
        for (int i = 0; i < types.units().count(); i++) {
            DwarfUnit unit = types.units().get(i);
            Die root = unit == null ? null : Die.at(unit, unit.firstDie());
            AttributeValue name = root == null ? null : root.attribute(Attribute.DWO_NAME);
            name = root == null || name != null ? name : root.attribute(Attribute.GNU_DWO_NAME);
            if (name != null) {
                return Optional.of("split debug information (%s)".formatted(name.text()));
            }
        }
        return supplementary
                ? Optional.of("debug information shared with other files (.gnu_debugaltlink)")
                : Optional.empty();
    }

    /** All entries that define a name, in file order, at most 10 000: one for each unit that has it. */
    public List<Die> definitions(Kind kind, String name) throws MalformedFileException {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        List<Die> found = new ArrayList<>();
        for (int i = 0; i < types.units().count(); i++) {
            DwarfUnit unit = types.units().get(i);
            Die root = unit == null ? null : Die.at(unit, unit.firstDie());
            for (Die die = root == null ? null : root.firstChild(); die != null; die = die.next()) {
                AttributeValue own = kind(die) == kind ? inherited(die, Attribute.NAME) : null;
                if (own != null
                        && own.textEquals(text)
                        && !TypeSearch.isDeclaration(die)
                        && found.size() < MOST_DEFINITIONS) {
                    found.add(die);
                }
            }
        }
        return found;
    }

    /**
     * Passes every definition of a kind (not of {@link Kind#CONSTANT}) with a requested name to a consumer, in file
     * order; reads all units of the image.
     *
     * @return the first damage; entries after it in its unit were skipped
     */
    public Optional<String> forEach(Kind kind, Predicate<String> wanted, Consumer<NamedEntry> found) {
        return new EntryListing(types.units(), this).forEach(kind, wanted, found);
    }

    /** Names of a kind with a prefix, at most {@code most} of them, unordered. */
    public synchronized List<String> names(Kind kind, String prefix, int most) throws MalformedFileException {
        while (indexed < types.units().count()) {
            indexNext();
        }
        Set<String> found = new LinkedHashSet<>();
        for (Map<Kind, LongHashMap> tables : List.of(defined, declared)) {
            for (long offset : tables.get(kind).values()) {
                Die die = types.units().die(offset);
                for (String name : die == null ? List.<String>of() : namesOf(kind, die)) {
                    if (name.startsWith(prefix) && found.size() < most) {
                        found.add(name);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private List<String> namesOf(Kind kind, Die die) throws MalformedFileException {
        if (kind != Kind.CONSTANT) {
            return List.of(name(die));
        }
        List<String> constants = new ArrayList<>();
        for (Die constant : children(die, Tag.ENUMERATOR)) {
            constants.add(name(constant));
        }
        return constants;
    }

    /** The type of an entry; empty for {@code void} and for types in a file that is not read. */
    public Optional<Die> type(Die die) throws MalformedFileException {
        AttributeValue type = inherited(die, Attribute.TYPE);
        return type == null ? Optional.empty() : Optional.ofNullable(type.reference(types.units()));
    }

    /** An entry's own name, or that of the entry it defines or is an instance of; empty without one. */
    public String name(Die die) throws MalformedFileException {
        AttributeValue name = inherited(die, Attribute.NAME);
        return name == null ? "" : name.text();
    }

    /** An attribute of the entry, or of the one it defines or is an instance of; null when none has it. */
    public AttributeValue inherited(Die die, int attribute) throws MalformedFileException {
        Die at = die;
        for (int i = 0; i < LONGEST_CHAIN && at != null; i++) {
            AttributeValue value = at.attribute(attribute);
            if (value != null) {
                return value;
            }
            AttributeValue origin = at.attribute(Attribute.ABSTRACT_ORIGIN);
            AttributeValue other = origin == null ? at.attribute(Attribute.SPECIFICATION) : origin;
            at = other == null ? null : other.reference(types.units());
        }
        return null;
    }

    /** A constant attribute of an entry, fixed-size values as unsigned; empty when it has none. */
    public OptionalLong constant(Die die, int attribute) throws MalformedFileException {
        AttributeValue value = die.attribute(attribute);
        return value == null || !value.isConstant() ? OptionalLong.empty() : OptionalLong.of(value.unsigned());
    }

    /** A size attribute of an entry in bytes, checked to be at most 2^40; empty when it has none. */
    public OptionalLong size(Die die) throws MalformedFileException {
        OptionalLong size = constant(die, Attribute.BYTE_SIZE);
        return size.isPresent() ? OptionalLong.of(Sizes.checked(die, size.getAsLong())) : size;
    }

    /** True if the entry has the flag. */
    public boolean flag(Die die, int attribute) throws MalformedFileException {
        AttributeValue value = die.attribute(attribute);
        return value != null && value.flag();
    }

    /** True if the entry, or the one it defines or is an instance of, has the flag. */
    public boolean inheritedFlag(Die die, int attribute) throws MalformedFileException {
        AttributeValue value = inherited(die, attribute);
        return value != null && value.flag();
    }

    /** The value of a constant of an enumeration, as wide and signed as its form says. */
    public long enumerator(Die die) throws MalformedFileException {
        AttributeValue value = die.attribute(Attribute.CONST_VALUE);
        return value == null ? 0 : value.unsigned();
    }

    /**
     * Numbers of elements of an array type, outermost dimension first; −1 for one without a bound.
     *
     * @throws MalformedFileException also for more dimensions than the limit
     */
    public List<Long> counts(Die array) throws MalformedFileException {
        return ArrayShape.of(array, types).counts();
    }

    /** The location of a member. */
    public MemberLocation place(Die member) throws MalformedFileException {
        return MemberLocation.of(member, () -> {
            Die type = types.withoutAliases(types.typeOf(member));
            return type == null ? OptionalLong.empty() : size(type);
        });
    }

    /**
     * The definition of a structure, union or enumeration that is only declared; the entry itself when there is none.
     */
    public Die complete(Die die) throws MalformedFileException {
        if (!TypeSearch.isDeclaration(die)) {
            return die;
        }
        Optional<Die> found = find(Kind.TAG, name(die));
        return found.isPresent() && found.get().tag() == die.tag() ? found.get() : die;
    }

    /** Address of a variable with a fixed address; empty for others and for declarations. */
    public OptionalLong address(Die variable) throws MalformedFileException {
        AttributeValue location = variable.attribute(Attribute.LOCATION);
        return location == null ? OptionalLong.empty() : location.fixedAddress();
    }

    /** A damaged unit hides only the names that no other unit has. */
    private void indexNext() {
        try {
            DwarfUnit unit = types.units().get(indexed++);
            Die root = unit == null ? null : Die.at(unit, unit.firstDie());
            for (Die die = root == null ? null : root.firstChild(); die != null; die = die.next()) {
                add(die);
            }
        } catch (MalformedFileException e) {
            damage = damage == null ? e : damage;
        }
    }

    static Kind kind(Die die) {
        return switch (die.tag()) {
            case Tag.STRUCTURE_TYPE, Tag.UNION_TYPE, Tag.CLASS_TYPE, Tag.ENUMERATION_TYPE -> Kind.TAG;
            case Tag.TYPEDEF, Tag.BASE_TYPE -> Kind.TYPE;
            case Tag.VARIABLE -> Kind.VARIABLE;
            case Tag.SUBPROGRAM -> Kind.FUNCTION;
            default -> null;
        };
    }

    private void add(Die die) throws MalformedFileException {
        Kind kind = kind(die);
        if (kind == null) {
            return;
        }
        AttributeValue name = inherited(die, Attribute.NAME);
        boolean first = name == null
                || (TypeSearch.isDeclaration(die) ? declared : defined)
                        .get(kind)
                        .putIfAbsent(name.textHash(), die.offset());
        if (die.tag() == Tag.ENUMERATION_TYPE && first) {
            for (Die child = die.firstChild(); child != null; child = child.next()) {
                AttributeValue constant = child.tag() == Tag.ENUMERATOR ? child.attribute(Attribute.NAME) : null;
                if (constant != null) {
                    defined.get(Kind.CONSTANT).putIfAbsent(constant.textHash(), die.offset());
                }
            }
        }
    }

    /** The children of an entry that are of a kind. */
    public List<Die> children(Die parent, int tag) throws MalformedFileException {
        List<Die> found = new ArrayList<>();
        for (Die child = parent.firstChild(); child != null; child = child.next()) {
            if (child.tag() == tag) {
                found.add(child);
            }
        }
        return found;
    }
}
