package org.mckernel.dump.dwarf.index;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.Abbreviation;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.DwarfUnits;
import org.mckernel.dump.dwarf.unit.Tag;

/**
 * Finds structures by name: reads the outermost entries unit by unit until it finds a complete definition, and caches
 * it. Entries of functions, variables and other types are skipped by their sibling references.
 */
final class TypeSearch {
    /** A type with more typedefs and qualifiers than this is assumed to refer to itself. */
    private static final int LONGEST_CHAIN = 64;

    private final DwarfUnits units;
    private final Map<String, Optional<Die>> known = new ConcurrentHashMap<>();

    TypeSearch(DwarfUnits units) {
        this.units = units;
    }

    DwarfUnits units() {
        return units;
    }

    /** The first complete structure, union or class with this tag or typedef name, in file order. */
    Optional<Die> find(String name) throws MalformedFileException {
        Optional<Die> result = known.get(name);
        if (result == null) {
            result = Optional.ofNullable(search(name.getBytes(StandardCharsets.ISO_8859_1)));
            known.put(name, result);
        }
        return result;
    }

    private Die search(byte[] name) throws MalformedFileException {
        for (int i = 0; i < units.count(); i++) {
            DwarfUnit unit = units.get(i);
            Die found = unit == null ? null : search(unit, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private Die search(DwarfUnit unit, byte[] name) throws MalformedFileException {
        DwarfCursor cursor = unit.cursor(unit.firstDie());
        Abbreviation root = cursor.atEnd() ? null : Die.abbreviation(unit, cursor);
        if (root == null || !root.hasChildren()) {
            return null;
        }
        root.skipAttributes(cursor);
        while (!cursor.atEnd()) {
            long offset = cursor.position();
            Abbreviation abbreviation = Die.abbreviation(unit, cursor);
            if (abbreviation == null) {
                return null;
            }
            if (Tag.hasMembers(abbreviation.tag()) || abbreviation.tag() == Tag.TYPEDEF) {
                Die found = definition(new Die(unit, offset, abbreviation, cursor.position()), name);
                if (found != null) {
                    return found;
                }
            }
            Die.pass(unit, abbreviation, cursor);
        }
        return null;
    }

    private Die definition(Die die, byte[] name) throws MalformedFileException {
        AttributeValue own = die.attribute(Attribute.NAME);
        if (own == null || !own.textEquals(name)) {
            return null;
        }
        Die type = withoutAliases(die);
        return type != null && Tag.hasMembers(type.tag()) && !isDeclaration(type) ? type : null;
    }

    static boolean isDeclaration(Die die) throws MalformedFileException {
        AttributeValue declaration = die.attribute(Attribute.DECLARATION);
        return declaration != null && declaration.flag();
    }

    /** The type that an entry's {@code DW_AT_type} refers to; null for none ({@code void}) or one in another file. */
    Die typeOf(Die die) throws MalformedFileException {
        AttributeValue type = die.attribute(Attribute.TYPE);
        return type == null ? null : type.reference(units);
    }

    /** The type without typedefs and qualifiers; null for {@code void} or one in another file. */
    Die withoutAliases(Die type) throws MalformedFileException {
        Die at = type;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            if (at == null || !Tag.isAlias(at.tag())) {
                return at;
            }
            at = typeOf(at);
        }
        throw type.unit()
                .sections()
                .info()
                .malformed(
                        type.offset(),
                        "type",
                        "at most %d typedefs and qualifiers".formatted(LONGEST_CHAIN),
                        "more, or a cycle");
    }

    /** The definition of a declared structure; the entry itself when it is complete. */
    Die complete(Die aggregate) throws MalformedFileException {
        if (!isDeclaration(aggregate)) {
            return aggregate;
        }
        AttributeValue name = aggregate.attribute(Attribute.NAME);
        return name == null ? null : find(name.text()).orElse(null);
    }
}
