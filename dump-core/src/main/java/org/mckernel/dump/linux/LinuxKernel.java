package org.mckernel.dump.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.linux.kallsyms.Kallsyms;
import org.mckernel.dump.linux.kallsyms.KallsymsSearch;
import org.mckernel.dump.linux.kallsyms.KallsymsTables;
import org.mckernel.dump.linux.memory.Btf;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxAddressSpace;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.linux.memory.StructOffsets;
import org.mckernel.dump.linux.module.ModuleLayout;
import org.mckernel.dump.linux.module.ModuleList;

/** The dumped Linux kernel: its memory, its symbols and its types, each from the first source that has it. */
final class LinuxKernel {
    /** Number of sources of {@link #layout}. */
    static final int LAYOUTS = 3;

    private static final String MODULES = "modules";
    private static final String MEMSTART = "memstart_addr";
    private static final List<String> WANTED = List.of("_stext", MODULES, "__start_BTF", "__stop_BTF", MEMSTART);
    private static final List<String> WANTED_OF_FILE = List.of(
            "_stext",
            MODULES,
            "__start_BTF",
            "__stop_BTF",
            MEMSTART,
            "swapper_pg_dir",
            "init_top_pgt",
            "init_level4_pgt");

    private final Vmcoreinfo info;
    private final KernelMemory memory;
    private final Kallsyms kallsyms;
    private final Vmlinux vmlinux;
    private final Optional<Path> file;

    private LinuxKernel(Vmcoreinfo info, KernelMemory memory, Kallsyms kallsyms, Vmlinux vmlinux, Optional<Path> file) {
        this.info = info;
        this.memory = memory;
        this.kallsyms = kallsyms;
        this.vmlinux = vmlinux;
        this.file = file;
    }

    /**
     * Finds the kernel.
     *
     * @param file its vmlinux; read only where the dump alone is not sufficient
     * @param evidence what was found is added here, one line each
     */
    static LinuxKernel of(Dump dump, Optional<Path> file, List<String> evidence) throws LinuxSideException {
        Vmcoreinfo info = dump.vmcoreinfo().orElseGet(() -> Vmcoreinfo.parse(""));
        Vmlinux vmlinux = null;
        if (file.isPresent() && dump.vmcoreinfo().isEmpty()) {
            vmlinux = Vmlinux.open(file.get(), WANTED_OF_FILE, info);
        }
        LinuxAddressSpace space = LinuxAddressSpace.of(dump, vmlinux == null ? name -> OptionalLong.empty() : vmlinux);
        evidence.add(space.describe());
        KernelMemory memory = new KernelMemory(dump.memory(), space);
        Kallsyms kallsyms = null;
        LinuxSideException failure = null;
        try {
            kallsyms = kallsyms(memory, info);
            evidence.add(kallsyms.describe());
        } catch (LinuxSideException e) {
            failure = e;
        }
        if (kallsyms == null && vmlinux == null && file.isPresent()) {
            vmlinux = Vmlinux.open(file.get(), WANTED_OF_FILE, info);
        }
        if (kallsyms == null && vmlinux == null) {
            throw new LinuxSideException(
                    "Linux's symbols were not found: %s; ".formatted(failure.getMessage())
                            + "give --vmlinux, -k mckernel.img or --page-set",
                    failure);
        }
        if (kallsyms == null) {
            evidence.add("symbols of " + file.get());
        }
        return new LinuxKernel(info, memory, kallsyms, vmlinux, file);
    }

    private static Kallsyms kallsyms(KernelMemory memory, Vmcoreinfo info) throws LinuxSideException {
        OptionalLong stext = info.symbol("_stext");
        if (stext.isEmpty()) {
            throw new LinuxSideException("VMCOREINFO does not name _stext");
        }
        String release = info.release().orElse("");
        if (info.symbol("kallsyms_names").isPresent()) {
            return Kallsyms.read(memory, KallsymsTables.of(memory, info), WANTED, stext.getAsLong(), release);
        }
        LinuxSideException failure = new LinuxSideException("VMCOREINFO does not name kallsyms' tables");
        for (KallsymsTables tables : KallsymsSearch.find(memory, stext.getAsLong())) {
            try {
                return Kallsyms.read(memory, tables, WANTED, stext.getAsLong(), release);
            } catch (LinuxSideException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** The kernel's memory by virtual address. */
    KernelMemory memory() {
        return memory;
    }

    /** Addresses of {@code struct module} by name. */
    Map<String, Long> modules() throws LinuxSideException {
        LinuxSideException failure = new LinuxSideException("Linux's symbols do not contain its list of modules");
        for (long head : addresses(MODULES)) {
            try {
                return ModuleList.read(memory, head, ModuleLayout.beginning());
            } catch (LinuxSideException e) {
                failure = e;
            }
        }
        throw new LinuxSideException(failure.getMessage() + "; give -k mckernel.img or --page-set", failure);
    }

    /**
     * The layout of {@code struct module} from the n-th source. First comes the structure's own content: that is free,
     * and verified when a symbol of the requested name is found there; type information has megabytes to read.
     */
    Optional<ModuleLayout> layout(int n, long module) {
        return switch (n) {
            case 0 -> Optional.of(ModuleLayout.beginning().withProbedSymbols(memory, module));
            case 1 -> btf().flatMap(types -> ModuleLayout.of(types, "BTF"));
            default -> file.flatMap(DebugOffsets::moduleLayout);
        };
    }

    private Optional<StructOffsets> btf() {
        try {
            List<Long> start = addresses("__start_BTF");
            List<Long> stop = addresses("__stop_BTF");
            if (start.isEmpty() || stop.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(Btf.read(memory, start.getFirst(), stop.getFirst()));
        } catch (LinuxSideException e) {
            return Optional.empty();
        }
    }

    /** aarch64: the physical address that the linear map begins at; empty where the kernel has no such variable. */
    OptionalLong physicalStart() {
        OptionalLong offset = info.number("PHYS_OFFSET");
        if (offset.isPresent()) {
            return offset;
        }
        try {
            List<Long> at = addresses(MEMSTART);
            return at.isEmpty() ? OptionalLong.empty() : OptionalLong.of(memory.i64(at.getFirst()));
        } catch (LinuxSideException e) {
            return OptionalLong.empty();
        }
    }

    private List<Long> addresses(String name) throws LinuxSideException {
        if (kallsyms != null) {
            return kallsyms.addresses(name);
        }
        OptionalLong address = vmlinux.address(name);
        return address.isPresent() ? List.of(address.getAsLong()) : List.of();
    }
}
