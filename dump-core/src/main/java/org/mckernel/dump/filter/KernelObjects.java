package org.mckernel.dump.filter;

import java.util.OptionalLong;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.StructLayouts;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.symbol.Symbol;

/** The running kernel's variables and structures, by the image's symbols and debug information and {@code init_pt}. */
final class KernelObjects {
    private final KernelImage image;
    private final StructLayouts layouts;
    private final MemoryReader physical;
    private final long loadOffset;
    private final PagingForm paging;
    private final VirtualMemory virtual;

    KernelObjects(KernelImage image, PhysicalMemory memory, long kernelBase) throws FilterException {
        this.image = image;
        this.physical = new MemoryReader(memory);
        try {
            this.layouts = StructLayouts.of(image.elf())
                    .orElseThrow(() -> new FilterException(image.name() + " has no debug information (DWARF)"));
            this.paging = image.architecture().paging().orElseThrow(() -> new FilterException(
                    "page tables of %s are not known yet".formatted(image.architecture().name())));
            this.loadOffset = kernelBase - (symbol("_head").value() - image.architecture().headOffset());
            long root = variable("init_pt") - image.architecture().straightMapStart().orElse(0);
            this.virtual = new VirtualMemory(memory, new PageTables(memory, paging, root, 0));
        } catch (MalformedFileException e) {
            throw new FilterException(e.getMessage());
        }
    }

    PagingForm paging() {
        return paging;
    }

    /** The kernel's memory by virtual address. */
    VirtualMemory virtual() {
        return virtual;
    }

    /** Memory by physical address. */
    MemoryReader physical() {
        return physical;
    }

    Symbol symbol(String name) throws FilterException {
        try {
            return image.symbols().find(name)
                    .orElseThrow(() -> new FilterException("%s has no symbol %s".formatted(image.name(), name)));
        } catch (MalformedFileException e) {
            throw new FilterException(e.getMessage());
        }
    }

    /** A 64-bit variable of the image. */
    long variable(String name) throws FilterException {
        long address = symbol(name).value() + loadOffset;
        try {
            return physical.i64(address);
        } catch (AbsentMemoryException e) {
            throw new FilterException("the variable %s: %s".formatted(name, e.getMessage()));
        }
    }

    long offset(String structure, String member) throws FilterException {
        return required(structure + "." + member, () -> layouts.memberOffset(structure, member));
    }

    long size(String structure) throws FilterException {
        return required(structure, () -> layouts.size(structure));
    }

    long memberSize(String structure, String member) throws FilterException {
        return required(structure + "." + member, () -> layouts.memberSize(structure, member));
    }

    /** A look into the debug information. */
    @FunctionalInterface
    private interface Lookup {
        OptionalLong find() throws MalformedFileException;
    }

    private long required(String what, Lookup lookup) throws FilterException {
        try {
            return lookup.find().orElseThrow(
                    () -> new FilterException(
                            "%s: its debug information lacks struct %s".formatted(image.name(), what)));
        } catch (MalformedFileException e) {
            throw new FilterException(e.getMessage());
        }
    }
}
