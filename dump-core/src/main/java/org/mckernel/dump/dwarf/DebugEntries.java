package org.mckernel.dump.dwarf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;

/**
 * The entries of a file's debug information by name, and what an entry says. The index of names is made when a name is
 * first asked for, from the outermost entries of all units; entries themselves stay in the mapped file.
 *
 * <p>Safe for several threads. Lives as long as the file it was made from is open.
 */
public final class DebugEntries {
    private static final int LONGEST_CHAIN = 16;

    private final TypeSearch types;
    private Map<Kind, Map<String, Long>> index;

    /** What a name is a name of; C keeps them apart. */
    public enum Kind {
        /** What stands behind {@code struct}, {@code union} or {@code enum}. */
        TAG,
        /** A typedef or a type of the language. */
        TYPE,
        /** A variable outside of functions. */
        VARIABLE,
        /** A function. */
        FUNCTION,
        /** A constant of an enumeration; the entry is the enumeration. */
        CONSTANT
    }

    private DebugEntries(TypeSearch types) {
        this.types = types;
    }

    /**
     * Those of a file; empty when it has no {@code .debug_info}.
     *
     * @throws MalformedFileException when a debug section is not wholly in the file or the chain of units is broken
     */
    public static Optional<DebugEntries> of(ElfFile file) throws MalformedFileException {
        Optional<DwarfSections> sections = DwarfSections.of(file);
        return sections.isPresent()
                ? Optional.of(new DebugEntries(new TypeSearch(DwarfUnits.of(sections.get()))))
                : Optional.empty();
    }

    /** The entry of that name: a definition if there is one, else a declaration; the first in file order. */
    public Optional<Die> find(Kind kind, String name) throws MalformedFileException {
        Long offset = index().get(kind).get(name);
        return offset == null ? Optional.empty() : Optional.ofNullable(types.units().die(offset));
    }

    /** Names of a kind that begin so, at most {@code most} of them, in no order. */
    public List<String> names(Kind kind, String beginning, int most) throws MalformedFileException {
        return index().get(kind).keySet().stream().filter(n -> n.startsWith(beginning)).limit(most).toList();
    }

    /** The type that an entry has; empty for {@code void} and what is in a file that is not read. */
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
    AttributeValue inherited(Die die, int attribute) throws MalformedFileException {
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

    /** A constant that an entry has, fixed-size values as unsigned; empty when it has none. */
    public OptionalLong constant(Die die, int attribute) throws MalformedFileException {
        AttributeValue value = die.attribute(attribute);
        return value == null || !value.isConstant() ? OptionalLong.empty() : OptionalLong.of(value.unsigned());
    }

    /** A size in bytes that an entry has, checked to be at most 2^40; empty when it has none. */
    public OptionalLong size(Die die) throws MalformedFileException {
        OptionalLong size = constant(die, Attribute.BYTE_SIZE);
        return size.isPresent() ? OptionalLong.of(Sizes.checked(die, size.getAsLong())) : size;
    }

    /** True if the entry has the flag. */
    public boolean flag(Die die, int attribute) throws MalformedFileException {
        AttributeValue value = die.attribute(attribute);
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
     * @throws MalformedFileException also for more dimensions than any compiler makes
     */
    public List<Long> counts(Die array) throws MalformedFileException {
        return ArrayShape.of(array, types).counts();
    }

    /** Where a member lies. */
    public MemberPlace place(Die member) throws MalformedFileException {
        return MemberPlace.of(member, () -> {
            Die type = types.behindAliases(types.typeOf(member));
            return type == null ? OptionalLong.empty() : size(type);
        });
    }

    /** The definition of a structure, union or enumeration that is only declared; itself when there is none. */
    public Die complete(Die die) throws MalformedFileException {
        if (!TypeSearch.isDeclaration(die)) {
            return die;
        }
        Optional<Die> found = find(Kind.TAG, name(die));
        return found.isPresent() && found.get().tag() == die.tag() ? found.get() : die;
    }

    /** Address of a variable that has a fixed one; empty for others and for what is only declared. */
    public OptionalLong address(Die variable) throws MalformedFileException {
        AttributeValue location = variable.attribute(Attribute.LOCATION);
        return location == null ? OptionalLong.empty() : location.fixedAddress();
    }

    private synchronized Map<Kind, Map<String, Long>> index() throws MalformedFileException {
        if (index == null) {
            Map<Kind, Map<String, Long>> all = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                all.put(kind, new HashMap<>());
            }
            Map<Kind, Map<String, Long>> declared = new EnumMap<>(Kind.class);
            declared.put(Kind.TAG, new HashMap<>());
            declared.put(Kind.VARIABLE, new HashMap<>());
            declared.put(Kind.FUNCTION, new HashMap<>());
            for (int i = 0; i < types.units().count(); i++) {
                DwarfUnit unit = types.units().get(i);
                Die root = unit == null ? null : Die.at(unit, unit.firstDie());
                for (Die die = root == null ? null : root.firstChild(); die != null; die = die.next()) {
                    add(die, all, declared);
                }
            }
            declared.forEach((kind, names) -> names.forEach(all.get(kind)::putIfAbsent));
            index = all;
        }
        return index;
    }

    private void add(Die die, Map<Kind, Map<String, Long>> all, Map<Kind, Map<String, Long>> declared)
            throws MalformedFileException {
        Kind kind = switch (die.tag()) {
            case Tag.STRUCTURE_TYPE, Tag.UNION_TYPE, Tag.CLASS_TYPE, Tag.ENUMERATION_TYPE -> Kind.TAG;
            case Tag.TYPEDEF, Tag.BASE_TYPE -> Kind.TYPE;
            case Tag.VARIABLE -> Kind.VARIABLE;
            case Tag.SUBPROGRAM -> Kind.FUNCTION;
            default -> null;
        };
        if (kind == null) {
            return;
        }
        String name = name(die);
        boolean known = name.isEmpty();
        if (!known) {
            boolean declaration = TypeSearch.isDeclaration(die);
            known = (declaration ? declared : all).get(kind).putIfAbsent(name, die.offset()) != null;
        }
        if (die.tag() == Tag.ENUMERATION_TYPE && (!known || name.isEmpty())) {
            for (Die child = die.firstChild(); child != null; child = child.next()) {
                if (child.tag() == Tag.ENUMERATOR) {
                    all.get(Kind.CONSTANT).putIfAbsent(name(child), die.offset());
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
