package org.mckernel.dump.linux.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.linux.memory.StructOffsets;

/**
 * The needed offsets of {@code struct module}.
 *
 * @param list offset of the link in the list of modules
 * @param name offset of the name, at most 56 bytes of text in the structure
 * @param symbolPlaces locations of the symbol table, to be tried in this order
 * @param sections location of the section addresses; null when unknown
 * @param source where the offsets come from, for users
 */
public record ModuleLayout(
        long list, long name, List<SymbolLocation> symbolPlaces, SectionLocation sections, String source) {
    private static final int WORD = 8;
    /** A state, the link and 56 bytes of name precede everything else. */
    private static final int PROBE_FROM = 80;

    /** Limit, above the size in any known kernel. */
    private static final int PROBE_TO = 2048;

    /** From type information; empty when it does not contain the structure. */
    public static Optional<ModuleLayout> of(StructOffsets offsets, String source) {
        OptionalLong list = offsets.offset("module", "list");
        OptionalLong name = offsets.offset("module", "name");
        if (list.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ModuleLayout(
                list.getAsLong(),
                name.getAsLong(),
                symbolPlaces(offsets),
                SectionLocation.of(offsets).orElse(null),
                source));
    }

    private static List<SymbolLocation> symbolPlaces(StructOffsets offsets) {
        List<SymbolLocation> places = new ArrayList<>();
        OptionalLong symtab = offsets.offset("mod_kallsyms", "symtab");
        OptionalLong count = offsets.offset("mod_kallsyms", "num_symtab");
        OptionalLong strtab = offsets.offset("mod_kallsyms", "strtab");
        if (symtab.isPresent() && count.isPresent() && strtab.isPresent()) {
            offsets.offset("module", "kallsyms")
                    .ifPresent(at -> places.add(
                            new SymbolLocation(true, at, symtab.getAsLong(), count.getAsLong(), strtab.getAsLong())));
            offsets.offset("module", "core_kallsyms")
                    .ifPresent(at -> places.add(
                            new SymbolLocation(false, at, symtab.getAsLong(), count.getAsLong(), strtab.getAsLong())));
        }
        OptionalLong oldSymtab = offsets.offset("module", "symtab");
        OptionalLong oldCount = offsets.offset("module", "num_symtab");
        OptionalLong oldStrtab = offsets.offset("module", "strtab");
        if (oldSymtab.isPresent() && oldCount.isPresent() && oldStrtab.isPresent()) {
            places.add(
                    new SymbolLocation(false, 0, oldSymtab.getAsLong(), oldCount.getAsLong(), oldStrtab.getAsLong()));
        }
        return List.copyOf(places);
    }

    /** The common beginning in every kernel: a 32-bit state, the link, the name. Without the rest. */
    public static ModuleLayout beginning() {
        return new ModuleLayout(8, 24, List.of(), null, "the structure itself");
    }

    /**
     * The same with the symbol table found by searching one module: two pointers around a count (Linux 4.5 and newer;
     * also through a pointer), or with a second pair between them (older), that lead to symbols with names.
     */
    public ModuleLayout withProbedSymbols(KernelMemory memory, long module) {
        List<SymbolLocation> places = new ArrayList<>();
        for (int at = PROBE_FROM; at < PROBE_TO && places.isEmpty(); at += WORD) {
            SymbolLocation[] shapes = {
                new SymbolLocation(false, at, 0, WORD, 2 * WORD),
                new SymbolLocation(false, at, 0, 2 * WORD, 3 * WORD),
                new SymbolLocation(true, at, 0, WORD, 2 * WORD)
            };
            for (SymbolLocation shape : shapes) {
                if (leadsToSymbols(memory, module, shape)) {
                    places.add(shape);
                }
            }
        }
        return new ModuleLayout(list, name, List.copyOf(places), sections, source);
    }

    private static boolean leadsToSymbols(KernelMemory memory, long module, SymbolLocation shape) {
        try {
            long base = shape.pointer() ? memory.i64(module + shape.at()) : module + shape.at();
            if (base >= 0) {
                return false;
            }
            long symbols = memory.i64(base + shape.symbols());
            long strings = memory.i64(base + shape.strings());
            boolean pointers = symbols < 0 && strings < 0 && symbols % WORD == 0;
            return pointers && shape.read(memory, module).plausible();
        } catch (LinuxSideException e) {
            return false;
        }
    }
}
