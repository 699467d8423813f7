package org.mckernel.converter.linux;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Addresses of one loaded module's variables: by the symbols Linux keeps of it, else by its file and its sections. */
final class ModuleVariables {
    private final LinuxKernel kernel;
    private final String name;
    private final long module;
    private final Optional<Path> object;
    private ModuleSymbols symbols;
    private LinuxSideException noSymbols;
    private String layoutSource = "";
    private boolean throughObject;

    ModuleVariables(LinuxKernel kernel, String name, long module, Optional<Path> object) {
        this.kernel = kernel;
        this.name = name;
        this.module = module;
        this.object = object;
        openSymbols();
    }

    private void openSymbols() {
        noSymbols = new LinuxSideException("its symbol table was not found");
        for (ModuleLayout layout : kernel.layouts(module)) {
            for (SymbolPlace place : layout.symbolPlaces()) {
                try {
                    symbols = place.read(kernel.memory(), module);
                    layoutSource = layout.source();
                    return;
                } catch (LinuxSideException e) {
                    noSymbols = e;
                }
            }
        }
    }

    /**
     * Address of a variable.
     *
     * @throws LinuxSideException when Linux keeps no symbol for it and no usable module file is given
     */
    long address(String variable) throws LinuxSideException {
        OptionalLong known = symbols == null ? OptionalLong.empty() : symbols.address(variable);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        String why = symbols == null
                ? noSymbols.getMessage()
                : "Linux keeps no symbol %s of it (%d others)".formatted(variable, symbols.count() - 1);
        if (object.isEmpty()) {
            throw new LinuxSideException(
                    "module %s: %s; give --module-object X.ko, -k mckernel.img or --page-set".formatted(
                            name, why));
        }
        return addressByObject(variable, why);
    }

    private long addressByObject(String variable, String why) throws LinuxSideException {
        for (ModuleLayout layout : kernel.layouts(module)) {
            if (layout.sections() != null) {
                throughObject = true;
                layoutSource = layout.source();
                return ModuleObject.address(object.get(), variable,
                        ModuleSections.read(kernel.memory(), module, layout.sections()));
            }
        }
        throw new LinuxSideException(
                "module %s: %s, and without type information its sections' addresses are not known;"
                        .formatted(name, why) + " give --vmlinux, -k mckernel.img or --page-set");
    }

    /** How the addresses were found, for people. */
    String describe() {
        return throughObject
                ? "section addresses (offsets from %s) and %s".formatted(layoutSource, object.get())
                : "%d symbols, offsets from %s".formatted(symbols.count(), layoutSource);
    }
}
