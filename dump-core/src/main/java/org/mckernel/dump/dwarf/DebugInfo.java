package org.mckernel.dump.dwarf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.expr.FrameState;
import org.mckernel.dump.dwarf.expr.VariableValue;
import org.mckernel.dump.dwarf.index.UnitIndex;
import org.mckernel.dump.dwarf.line.LineCode;
import org.mckernel.dump.dwarf.line.LineProgram;
import org.mckernel.dump.dwarf.line.LineTable;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.dwarf.unit.AddressRanges;
import org.mckernel.dump.dwarf.unit.AddressRanges.Range;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.BoundedCache;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfSections;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.DwarfUnits;
import org.mckernel.dump.dwarf.unit.Tag;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.memory.CancellationCheck;

/**
 * Debug information about code: source lines, functions, inlined calls. Units are read when one of their addresses is
 * first looked up; the results are cached.
 *
 * <p>Thread-safe. Valid while its file is open.
 */
public final class DebugInfo {
    private static final int LONGEST_CHAIN = 16;
    private static final int DEEPEST = 256;
    /** Maximum number of cached line table rows, 16 bytes each. */
    private static final int MOST_ROWS = 1 << 19;

    private static final int MOST_FUNCTIONS = 20_000;
    private static final int MOST_BODIES = 10_000;

    private final DwarfUnits units;
    private final TailCalls tailCalls;
    private final BoundedCache<Long, LineTable> lines = new BoundedCache<>(MOST_ROWS, LineTable::cost);
    private final BoundedCache<Integer, List<Function>> functions = new BoundedCache<>(MOST_FUNCTIONS, List::size);
    private final Map<String, Optional<Die>> bodies = new HashMap<>();
    private UnitIndex index;

    private record Function(Die die, List<Range> ranges) {}

    private DebugInfo(DwarfUnits units) {
        this.units = units;
        this.tailCalls = new TailCalls(this, units);
    }

    /**
     * The debug information of a file; empty when it has none (a stripped image).
     *
     * @throws MalformedFileException when a debug section is not completely in the file or the chain of units is broken
     */
    public static Optional<DebugInfo> of(ElfFile file) throws MalformedFileException {
        Optional<DwarfSections> sections = DwarfSections.of(file);
        return sections.isPresent() ? Optional.of(new DebugInfo(DwarfUnits.of(sections.get()))) : Optional.empty();
    }

    /** The source line of an instruction. */
    public Optional<SourceLine> line(long pc) throws MalformedFileException {
        return code(pc).map(LineCode::line);
    }

    /** The same, with the instructions around it that belong to the line. */
    public synchronized Optional<LineCode> code(long pc) throws MalformedFileException {
        int unit = unitOf(pc);
        Optional<LineTable> table = unit < 0 ? Optional.empty() : lines(units.get(unit));
        return table.isPresent() ? table.get().code(pc) : Optional.empty();
    }

    /**
     * The code of a line, wherever the compiler put it; reads the line tables of all units.
     *
     * @param most maximum number of pieces
     */
    public synchronized List<LineCode> code(SourceLine line, int most) throws MalformedFileException {
        List<LineCode> found = new ArrayList<>();
        for (int i = 0; i < units.count() && found.size() < most; i++) {
            CancellationCheck.check();
            Optional<LineTable> table = lines(units.get(i));
            if (table.isPresent()) {
                table.get().code(line, found, most);
            }
        }
        return found;
    }

    /**
     * The function that contains an instruction, and the inlined calls around it: innermost first, the function last.
     */
    public synchronized List<CodeScope> scopes(long pc) throws MalformedFileException {
        int unit = unitOf(pc);
        for (Function function : unit < 0 ? List.<Function>of() : functions(unit)) {
            if (contains(function.ranges(), pc)) {
                List<CodeScope> scopes = new ArrayList<>();
                List<Die> blocks = inlined(function.die(), pc, scopes, 0);
                scopes.add(new CodeScope(name(function.die()), false, Optional.empty(), blocks));
                return scopes;
            }
        }
        return List.of();
    }

    /** The function at an address. */
    synchronized Optional<Die> function(long pc) throws MalformedFileException {
        List<CodeScope> scopes = scopes(pc);
        return scopes.isEmpty()
                ? Optional.empty()
                : Optional.of(scopes.getLast().blocks().getLast());
    }

    /** The function with code that an entry defines or declares; the first with its name. */
    Optional<Die> body(Die die) throws MalformedFileException {
        if (!AddressRanges.of(die).isEmpty()) {
            return Optional.of(die);
        }
        String name = name(die);
        Optional<Die> known = bodies.get(name);
        if (known == null) {
            known = body(name);
            if (bodies.size() < MOST_BODIES) {
                bodies.put(name, known);
            }
        }
        return known;
    }

    private Optional<Die> body(String name) throws MalformedFileException {
        for (int i = 0; i < units.count(); i++) {
            for (Function function : functions(i)) {
                if (name(function.die()).equals(name)) {
                    return Optional.of(function.die());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Functions between a function and the call that led to it, which have no frame because they made a tail call.
     *
     * @param pc in the function
     * @param callerPc in the call
     * @return addresses after the jumps, the last jump first; also empty when there is more than one possible path
     */
    public synchronized List<Long> tailCalls(long pc, long callerPc) throws MalformedFileException {
        Optional<Die> callee = function(pc);
        Optional<Die> caller = function(callerPc);
        return callee.isEmpty() || caller.isEmpty()
                ? List.of()
                : tailCalls.between(callee.get(), caller.get(), callerPc + 1);
    }

    /**
     * Where a variable is in a frame.
     *
     * @param function the function of the frame, not an inlined one
     * @throws MalformedFileException when its location is damaged
     */
    public synchronized VariableValue location(Die variable, CodeScope function, FrameState frame)
            throws MalformedFileException {
        return new FrameVariables(this, units, function.blocks().getLast(), frame, 0).of(variable);
    }

    private static boolean contains(List<Range> ranges, long pc) {
        for (Range range : ranges) {
            if (range.contains(pc)) {
                return true;
            }
        }
        return false;
    }

    private int unitOf(long pc) throws MalformedFileException {
        if (index == null) {
            index = UnitIndex.of(units);
        }
        return index.unitOf(pc);
    }

    private List<Function> functions(int index) throws MalformedFileException {
        return functions.get(index, () -> {
            List<Function> found = new ArrayList<>();
            DwarfUnit unit = units.get(index);
            Die root = unit == null ? null : Die.at(unit, unit.firstDie());
            for (Die die = root == null ? null : root.firstChild(); die != null; die = die.next()) {
                if (die.tag() == Tag.SUBPROGRAM) {
                    List<Range> ranges = AddressRanges.of(die);
                    if (!ranges.isEmpty()) {
                        found.add(new Function(die, ranges));
                    }
                }
            }
            return found;
        });
    }

    /**
     * Adds the calls around {@code pc} below an entry, innermost first; returns the blocks around it that are not
     * calls.
     */
    private List<Die> inlined(Die parent, long pc, List<CodeScope> scopes, int depth) throws MalformedFileException {
        List<Die> blocks = new ArrayList<>();
        for (Die die = depth >= DEEPEST ? null : parent.firstChild(); die != null; die = die.next()) {
            boolean call = die.tag() == Tag.INLINED_SUBROUTINE;
            if ((call || die.tag() == Tag.LEXICAL_BLOCK) && contains(AddressRanges.of(die), pc)) {
                List<Die> inner = inlined(die, pc, scopes, depth + 1);
                if (call) {
                    scopes.add(new CodeScope(name(die), true, callSite(die), inner));
                } else {
                    blocks.addAll(inner);
                }
                break;
            }
        }
        blocks.add(parent);
        return blocks;
    }

    private Optional<SourceLine> callSite(Die call) throws MalformedFileException {
        AttributeValue file = call.attribute(Attribute.CALL_FILE);
        AttributeValue line = call.attribute(Attribute.CALL_LINE);
        Optional<LineTable> program = lines(call.unit());
        if (file == null || line == null || program.isEmpty()) {
            return Optional.empty();
        }
        int number = (int) Math.clamp(line.unsigned(), 0L, Integer.MAX_VALUE);
        return program.get().file(file.unsigned()).map(name -> new SourceLine(name, number));
    }

    /** The name of the entry, or of the one that it is an instance or the definition of. */
    String name(Die die) throws MalformedFileException {
        Die at = die;
        for (int i = 0; i < LONGEST_CHAIN && at != null; i++) {
            AttributeValue name = at.attribute(Attribute.NAME);
            if (name != null) {
                return name.text();
            }
            AttributeValue origin = at.attribute(Attribute.ABSTRACT_ORIGIN);
            AttributeValue other = origin == null ? at.attribute(Attribute.SPECIFICATION) : origin;
            at = other == null ? null : other.reference(units);
        }
        return "";
    }

    private Optional<LineTable> lines(DwarfUnit unit) throws MalformedFileException {
        Die root = unit == null ? null : Die.at(unit, unit.firstDie());
        AttributeValue list = root == null ? null : root.attribute(Attribute.STMT_LIST);
        return list == null
                ? Optional.empty()
                : Optional.of(lines.get(list.unsigned(), () -> LineProgram.read(unit, list.unsigned())));
    }
}
