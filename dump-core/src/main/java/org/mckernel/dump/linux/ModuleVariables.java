package org.mckernel.dump.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.linux.module.ModuleLayout;
import org.mckernel.dump.linux.module.ModuleObject;
import org.mckernel.dump.linux.module.ModuleSections;
import org.mckernel.dump.linux.module.ModuleSymbols;
import org.mckernel.dump.linux.module.SymbolLocation;

/**
 * Addresses of one loaded module's variables: from the symbols that Linux keeps of it, else from its file and its
 * section addresses.
 */
final class ModuleVariables {

    private final LinuxKernel kernel;
    private final String name;
    private final long module;
    private final Optional<Path> object;
    private final List<ModuleLayout> layouts = new ArrayList<>();
    private final List<ModuleSymbols> symbols = new ArrayList<>();
    private String why = "its symbol table was not found";
    private String source = "";

    ModuleVariables(LinuxKernel kernel, String name, long module, Optional<Path> object) {
        this.kernel = kernel;
        this.name = name;
        this.module = module;
        this.object = object;
    }

    /**
     * Address of a variable.
     *
     * @throws LinuxSideException when Linux keeps no symbol for it and no usable module file is given
     */
    long address(String variable) throws LinuxSideException {
        for (int n = 0; n < LinuxKernel.LAYOUTS; n++) {
            ModuleSymbols table = symbols(n);
            OptionalLong known = table == null ? OptionalLong.empty() : table.address(variable);
            if (known.isPresent()) {
                source = table.count() + " symbols, offsets from "
                        + layouts.get(n).source();
                return known.getAsLong();
            }
        }
        for (ModuleSymbols table : symbols) {
            if (table != null) {
                why = "Linux keeps no symbol %s of it (%d others)".formatted(variable, table.count() - 1);
            }
        }
        if (object.isEmpty()) {
            throw new LinuxSideException(
                    "module %s: %s; give --module-object X.ko, -k mckernel.img or --page-set".formatted(name, why));
        }
        return addressByObject(variable);
    }

    /** The symbol table by the layout from the n-th source, or null; each is searched once. */
    private ModuleSymbols symbols(int n) {
        if (n == layouts.size()) {
            ModuleLayout layout = kernel.layout(n, module).orElse(null);
            layouts.add(layout);
            symbols.add(layout == null ? null : read(layout));
        }
        return symbols.get(n);
    }

    private ModuleSymbols read(ModuleLayout layout) {
        for (SymbolLocation place : layout.symbolPlaces()) {
            try {
                return place.read(kernel.memory(), module);
            } catch (LinuxSideException e) {
                why = e.getMessage();
            }
        }
        return null;
    }

    private long addressByObject(String variable) throws LinuxSideException {
        for (ModuleLayout layout : layouts) {
            if (layout != null && layout.sections() != null) {
                source = "section addresses, offsets from " + layout.source() + ", and " + object.get();
                return ModuleObject.address(
                        object.get(), variable, ModuleSections.read(kernel.memory(), module, layout.sections()));
            }
        }
        throw new LinuxSideException(
                "module %s: %s, and without type information its sections' addresses are unknown;".formatted(name, why)
                        + " give --vmlinux, -k mckernel.img or --page-set");
    }

    /** How the last requested address was found, for users. */
    String describe() {
        return source;
    }
}
