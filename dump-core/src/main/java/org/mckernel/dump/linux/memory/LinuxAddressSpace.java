package org.mckernel.dump.linux.memory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.arch.AArch64;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * Linux's kernel address space at the time of the dump, by its own page tables. Found through VMCOREINFO (or the
 * symbols of a vmlinux) and verified: the kernel's text must translate to its known physical address.
 *
 * <p>Immutable and thread-safe.
 */
public final class LinuxAddressSpace implements AddressSpace {
    private static final String ADVICE = "give -k mckernel.img or --page-set";

    private final PageTables tables;
    private final LinuxTables found;

    private LinuxAddressSpace(PhysicalMemory memory, LinuxTables found) {
        this.tables = tables(memory, found);
        this.found = found;
    }

    private static PageTables tables(PhysicalMemory memory, LinuxTables found) {
        return new PageTables(memory, found.form(), found.root(), PagingForm.Half.UPPER, found.clearBits());
    }

    /** From VMCOREINFO alone. */
    public static LinuxAddressSpace of(Dump dump) throws LinuxSideException {
        return of(dump, name -> OptionalLong.empty());
    }

    /**
     * From VMCOREINFO, and from other symbols where it has no value or is absent.
     *
     * @param others run-time addresses of the kernel's symbols, for example a vmlinux's
     * @throws LinuxSideException when the tables cannot be located, are not in the dump, or do not map the kernel
     */
    public static LinuxAddressSpace of(Dump dump, KernelSymbols others) throws LinuxSideException {
        Architecture architecture = dump.architecture()
                .orElseThrow(() -> new LinuxSideException("the dump does not contain its architecture; " + ADVICE));
        Vmcoreinfo info = dump.vmcoreinfo().orElseGet(() -> Vmcoreinfo.parse(""));
        KernelSymbols symbols = name -> {
            OptionalLong own = info.symbol(name);
            return own.isPresent() ? own : others.address(name);
        };
        OptionalLong root = root(symbols);
        if (root.isEmpty()) {
            throw new LinuxSideException(
                    dump.vmcoreinfo().isEmpty()
                            ? "the dump has no VMCOREINFO note, which contains the address of Linux's page tables;"
                                    + " give --vmlinux, -k mckernel.img or --page-set"
                            : "VMCOREINFO names no page table (init_top_pgt, swapper_pg_dir); give --vmlinux, -k"
                                    + " mckernel.img or --page-set");
        }
        long text = symbols.address("_stext").orElse(root.getAsLong());
        Proof proof = new Proof(dump.memory(), text);
        return architecture instanceof AArch64
                ? arm64(proof, info, root.getAsLong())
                : x86(proof, info, root.getAsLong());
    }

    private static OptionalLong root(KernelSymbols symbols) {
        for (String name : List.of("init_top_pgt", "init_level4_pgt", "swapper_pg_dir")) {
            OptionalLong address = symbols.address(name);
            if (address.isPresent()) {
                return address;
            }
        }
        return OptionalLong.empty();
    }

    private static LinuxAddressSpace x86(Proof proof, Vmcoreinfo info, long root) throws LinuxSideException {
        OptionalLong physBase = info.number("phys_base");
        if (physBase.isPresent()) {
            return proof.first(LinuxTables.x86(info, root, physBase.getAsLong(), "from VMCOREINFO"));
        }
        Optional<LinuxTables> unmoved = proof.holding(info, root, 0);
        if (unmoved.isPresent()) {
            return new LinuxAddressSpace(proof.memory, unmoved.get());
        }
        long tried = 1;
        for (long at = LinuxTables.nextX86Root(proof.memory, root, 0);
                at >= 0 && tried < LinuxTables.MAX_GUESSES;
                at = LinuxTables.nextX86Root(proof.memory, root, at + LinuxTables.HUGE_PAGE)) {
            Optional<LinuxTables> found = proof.holding(info, root, LinuxTables.x86PhysBase(root, at));
            if (found.isPresent()) {
                return new LinuxAddressSpace(proof.memory, found.get());
            }
            tried++;
        }
        throw new LinuxSideException(
                "phys_base is not in VMCOREINFO and no value of it (%d tried) makes Linux's page".formatted(tried)
                        + " tables map its text at 0x%x; ".formatted(proof.text)
                        + ADVICE);
    }

    private static LinuxAddressSpace arm64(Proof proof, Vmcoreinfo info, long root) throws LinuxSideException {
        OptionalLong imageOffset = info.number("kimage_voffset");
        if (imageOffset.isEmpty()) {
            throw new LinuxSideException(
                    "VMCOREINFO has no kimage_voffset, needed to locate Linux's page tables; " + ADVICE);
        }
        long pageSize = info.value("PAGESIZE").map(LinuxAddressSpace::pageSize).orElse(proof.memory.pageSize());
        if (pageSize != 0x1000 && pageSize != 0x4000 && pageSize != 0x10000) {
            throw new LinuxSideException("PAGESIZE in VMCOREINFO: expected 4096, 16384 or 65536, found "
                    + info.value("PAGESIZE").orElse(Long.toString(pageSize)));
        }
        return proof.first(LinuxTables.arm64(info, root, pageSize, imageOffset.getAsLong()));
    }

    private static long pageSize(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public Translation translate(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        return tables.translate(virtual);
    }

    /** Physical address of the top table. */
    public long root() {
        return found.root();
    }

    /** Virtual minus physical address of the kernel's image. */
    public long textOffset() {
        return found.textOffset();
    }

    /** One line about the tables, for users. */
    public String describe() {
        return "page tables: " + found.form().name() + ", root at 0x" + Long.toHexString(found.root()) + ", "
                + found.source();
    }

    /** Checks candidates against the known address of the kernel's text, and records why they failed. */
    private static final class Proof {
        private final PhysicalMemory memory;
        private final long text;
        private String why = "";

        private Proof(PhysicalMemory memory, long text) {
            this.memory = memory;
            this.text = text;
        }

        private boolean isValid(LinuxTables guess) {
            try {
                long physical = tables(memory, guess).translate(text).physical();
                if (physical == text - guess.textOffset()) {
                    return true;
                }
                why = "they map 0x%x to 0x%x and not to 0x%x".formatted(text, physical, text - guess.textOffset());
            } catch (UnmappedAddressException | AbsentMemoryException e) {
                why = e.getMessage();
            }
            return false;
        }

        /** The tables that a guessed phys_base leads to, if they are right. */
        private Optional<LinuxTables> holding(Vmcoreinfo info, long root, long physBase) {
            return LinuxTables.x86(info, root, physBase, "found by search").stream()
                    .filter(this::isValid)
                    .findFirst();
        }

        private LinuxAddressSpace first(List<LinuxTables> guesses) throws LinuxSideException {
            for (LinuxTables guess : guesses) {
                if (isValid(guess)) {
                    return new LinuxAddressSpace(memory, guess);
                }
            }
            throw new LinuxSideException("Linux's page tables (%s, %s) are not usable: %s; "
                            .formatted(
                                    guesses.getFirst().form().name(),
                                    guesses.getFirst().source(),
                                    why)
                    + ADVICE);
        }
    }
}
