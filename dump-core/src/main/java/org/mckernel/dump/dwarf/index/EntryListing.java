package org.mckernel.dump.dwarf.index;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.DieNameIndex.Kind;
import org.mckernel.dump.dwarf.line.LineProgram;
import org.mckernel.dump.dwarf.line.LineTable;
import org.mckernel.dump.dwarf.unit.AddressRanges;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.DwarfUnits;
import org.mckernel.dump.memory.CancellationCheck;

/** Lists all definitions in the units of an image; damage in a unit hides only the entries after it in that unit. */
final class EntryListing {

    private final DwarfUnits units;
    private final DieNameIndex entries;

    EntryListing(DwarfUnits units, DieNameIndex entries) {
        this.units = units;
        this.entries = entries;
    }

    /** Passes every definition of a kind with a requested name to a consumer; returns the first damage. */
    Optional<String> forEach(Kind kind, Predicate<String> wanted, Consumer<NamedEntry> found) {
        Optional<String> damage = Optional.empty();
        for (int i = 0; i < units.count(); i++) {
            CancellationCheck.check();
            try {
                DwarfUnit unit = units.get(i);
                if (unit != null) {
                    unit(unit, kind, wanted, found);
                }
            } catch (MalformedFileException e) {
                damage = damage.or(() -> Optional.of(e.getMessage()));
            }
        }
        return damage;
    }

    private void unit(DwarfUnit unit, Kind kind, Predicate<String> wanted, Consumer<NamedEntry> found)
            throws MalformedFileException {
        Die root = Die.at(unit, unit.firstDie());
        Optional<LineTable> lines = Optional.empty();
        for (Die die = root == null ? null : root.firstChild(); die != null; die = die.next()) {
            if (DieNameIndex.kind(die) != kind || !defines(die, kind)) {
                continue;
            }
            String name = entries.name(die);
            if (name.isEmpty() || !wanted.test(name)) {
                continue;
            }
            AttributeValue file = entries.inherited(die, Attribute.DECL_FILE);
            AttributeValue line = entries.inherited(die, Attribute.DECL_LINE);
            AttributeValue external = entries.inherited(die, Attribute.EXTERNAL);
            if (file != null && lines.isEmpty()) {
                AttributeValue list = root.attribute(Attribute.STMT_LIST);
                lines = list == null ? lines : Optional.of(LineProgram.read(unit, list.unsigned()));
            }
            String path = file == null || lines.isEmpty()
                    ? entries.name(root)
                    : lines.get().file(file.unsigned()).orElse("");
            found.accept(new NamedEntry(
                    name,
                    path.substring(path.lastIndexOf('/') + 1),
                    line == null ? 0 : line.unsigned(),
                    external != null && external.flag(),
                    die));
        }
    }

    /** Excludes declarations, inlined instances and variables without a location. */
    private static boolean defines(Die die, Kind kind) throws MalformedFileException {
        return switch (kind) {
            case FUNCTION -> !AddressRanges.of(die).isEmpty();
            case VARIABLE -> die.attribute(Attribute.LOCATION) != null || die.attribute(Attribute.CONST_VALUE) != null;
            default -> !TypeSearch.isDeclaration(die);
        };
    }
}
