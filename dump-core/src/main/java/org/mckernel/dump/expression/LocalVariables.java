package org.mckernel.dump.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.DebugInfo;
import org.mckernel.dump.dwarf.VariableLocation;
import org.mckernel.dump.dwarf.expr.FrameState;
import org.mckernel.dump.dwarf.expr.VariableValue;
import org.mckernel.dump.dwarf.index.DieNameIndex;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.Tag;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeCatalog;

/** The arguments and variables of a function or an inlined call, at one pc. */
public final class LocalVariables {
    private static final int MOST = 10_000;

    private final TypeCatalog catalog;
    private final DebugInfo info;

    /** A variable, or a parameter, and where it is at an instruction. */
    public record Named(String name, CType type, VariableLocation place) {}

    /** A variable, or a parameter, with its value. */
    public record Variable(String name, Value value) {}

    /**
     * @param catalog of an image
     * @param info of the same image
     */
    public LocalVariables(TypeCatalog catalog, DebugInfo info) {
        this.catalog = catalog;
        this.info = info;
    }

    /**
     * Its parameters, in order.
     *
     * @param scope the function or inlined call
     * @param function the function of the frame
     * @throws MalformedFileException when debug information is damaged
     */
    public List<Variable> arguments(CodeScope scope, CodeScope function, FrameState frame)
            throws MalformedFileException {
        return in(scope.blocks().getLast(), Tag.PARAMETER, function, frame);
    }

    /**
     * Its variables, those of the innermost block first. Shadowed variables are included.
     *
     * @param scope the function or inlined call
     * @param function the function of the frame
     * @throws MalformedFileException when debug information is damaged
     */
    public List<Variable> locals(CodeScope scope, CodeScope function, FrameState frame) throws MalformedFileException {
        List<Variable> all = new ArrayList<>();
        for (Die block : scope.blocks()) {
            all.addAll(in(block, Tag.VARIABLE, function, frame));
        }
        return all;
    }

    /**
     * The variables in scope at an instruction: parameters and variables of a function or inlined call, innermost block
     * first.
     *
     * @throws MalformedFileException when debug information is damaged
     */
    public List<Named> named(CodeScope scope, long pc) throws MalformedFileException {
        List<Named> all = new ArrayList<>();
        DieNameIndex entries = catalog.entries();
        for (Die block : scope.blocks()) {
            for (int tag : new int[] {Tag.VARIABLE, Tag.PARAMETER}) {
                for (Die die : entries.children(block, tag)) {
                    if (!entries.name(die).isEmpty() && all.size() < MOST) {
                        CType type = catalog.typeOf(die);
                        all.add(new Named(entries.name(die), type, VariableLocation.of(entries, die, pc)));
                    }
                }
            }
        }
        return all;
    }

    private List<Variable> in(Die block, int tag, CodeScope function, FrameState frame) throws MalformedFileException {
        List<Variable> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Die die : catalog.entries().children(block, tag)) {
            DieNameIndex entries = catalog.entries();
            String name = entries.name(die);
            boolean elsewhere = entries.flag(die, Attribute.DECLARATION);
            if (!name.isEmpty() && !elsewhere && found.size() < MOST && names.add(name)) {
                CType type = catalog.typeOf(die);
                found.add(new Variable(name, value(type, info.location(die, function, frame), frame.memory())));
            }
        }
        return found;
    }

    private static Value value(CType type, VariableValue location, VirtualMemory memory) {
        return switch (location) {
            case VariableValue.Memory place -> Value.at(type, place.address(), memory);
            case VariableValue.Content content ->
                Value.of(type, sized(content.bytes(), type.size().orElse(0)), memory);
        };
    }

    /** A register may be wider than its variable. */
    private static ReadResult sized(ReadResult content, long size) {
        Optional<byte[]> bytes = content.bytes();
        if (bytes.isEmpty() || bytes.get().length == size) {
            return content;
        }
        return bytes.get().length < size
                ? ReadResult.absent("partly unknown")
                : ReadResult.of(Arrays.copyOf(bytes.get(), (int) size));
    }
}
