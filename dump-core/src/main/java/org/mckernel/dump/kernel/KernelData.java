package org.mckernel.dump.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.KernelAddressSpace;
import org.mckernel.dump.address.KernelAddressSpace.LinearRange;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.AddressLayout;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.StructLayouts;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.symbol.Symbol;

/**
 * A kernel's variables and structures in a dump: symbols of the image, its memory by virtual address, and offsets of
 * members. Structures come from debug information, else from {@code debug_constants}.
 */
public final class KernelData {
    private static final long LARGE_PAGE = 2L << 20;

    private final KernelImage image;
    private final StructureLayouts layouts;
    private final MemoryReader physical;
    private final long kernelStart;
    private final long kernelBase;
    private final AddressLayout layout;
    private final KernelAddressSpace space;
    private final VirtualMemory virtual;
    private final List<String> limitations = new ArrayList<>();

    /**
     * @param kernelBase physical address of the image's first byte
     * @param physStart physical address of the start of the straight map; 0 on x86_64
     * @throws KernelDataException when the image has no {@code _head}, no structures at all or an unknown address
     * layout
     */
    public KernelData(KernelImage image, PhysicalMemory memory, long kernelBase, long physStart)
            throws KernelDataException {
        this.image = image;
        this.physical = new MemoryReader(memory);
        this.kernelBase = kernelBase;
        Architecture architecture = image.architecture();
        try {
            this.layouts = layoutsOf(image);
            this.kernelStart = symbol("_head").value() - architecture.headOffset();
            this.layout = architecture
                    .addressLayout(kernelStart, memory.pageSize())
                    .orElseThrow(() -> new KernelDataException("%s: no address layout of %s is known for _head at 0x%x"
                            .formatted(image.name(), architecture.name(), kernelStart)));
            this.space = new KernelAddressSpace(memory, ranges(physStart), kernelTables(memory, physStart));
        } catch (MalformedFileException e) {
            throw new KernelDataException(image.name() + ": " + e.getMessage());
        }
        this.virtual = new VirtualMemory(memory, space);
    }

    private static StructureLayouts layoutsOf(KernelImage image) throws MalformedFileException, KernelDataException {
        Optional<StructLayouts> dwarf = StructLayouts.of(image.elf());
        if (dwarf.isPresent()) {
            return new DwarfLayouts(dwarf.get());
        }
        return DebugConstants.of(image)
                .orElseThrow(() -> new KernelDataException(
                        image.name() + " has neither debug information (DWARF) nor a debug_constants table"));
    }

    private List<LinearRange> ranges(long physStart) throws KernelDataException {
        List<LinearRange> ranges = new ArrayList<>();
        long imageLength = (symbol("_end").value() - kernelStart + LARGE_PAGE - 1) & -LARGE_PAGE;
        ranges.add(new LinearRange("image", kernelStart, imageLength, kernelBase, true));
        if (layout.mapsLinux()) {
            linuxRange().ifPresent(ranges::add);
        }
        // Covers all physical addresses; the page tables decide about addresses without memory.
        ranges.add(new LinearRange("straight map", layout.straightStart(), 1L << 42, physStart, false));
        return ranges;
    }

    private Optional<LinearRange> linuxRange() {
        try {
            long base = variable(layout.linuxBaseSymbol());
            if (base < 0 && (base & (LARGE_PAGE - 1)) == 0) {
                return Optional.of(new LinearRange("Linux direct map", base, 1L << 46, 0, false));
            }
            limitations.add("Linux's direct map is unknown: %s is 0x%x, which is not a valid start"
                    .formatted(layout.linuxBaseSymbol(), base));
            return Optional.empty();
        } catch (KernelDataException e) {
            limitations.add("Linux's direct map is unknown: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<PageTables> kernelTables(PhysicalMemory memory, long physStart) {
        AddressLayout.TableRoot root = layout.root();
        try {
            long at = symbol(root.kernelSymbol()).value() - kernelStart + kernelBase;
            long table = root.structured()
                    ? physical.i64(at + root.physicalAt())
                    : physical.i64(at) - layout.straightStart() + physStart;
            return Optional.of(new PageTables(memory, layout.paging(), table, PagingForm.Half.UPPER, 0));
        } catch (KernelDataException | AbsentMemoryException e) {
            limitations.add("the kernel's page tables are unknown: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The kernel's image. */
    public KernelImage image() {
        return image;
    }

    /** The architecture. */
    public Architecture architecture() {
        return image.architecture();
    }

    /** Physical address of the image's first byte. */
    public long kernelBase() {
        return kernelBase;
    }

    /** Fixed addresses of the address space. */
    public AddressLayout layout() {
        return layout;
    }

    /** The kernel's own address space. */
    public KernelAddressSpace space() {
        return space;
    }

    /** True if a virtual address is in the kernel's image, which contains all its code. */
    public boolean inImage(long address) {
        return space.ranges().getFirst().contains(address);
    }

    /** The kernel's memory by virtual address. */
    public VirtualMemory virtual() {
        return virtual;
    }

    /** Memory by physical address. */
    public MemoryReader physical() {
        return physical;
    }

    /** The source of member offsets. */
    public StructureLayouts layouts() {
        return layouts;
    }

    /** Missing data that limits all results, one line each. */
    public List<String> limitations() {
        return List.copyOf(limitations);
    }

    /** Physical address of a process's top page table, given the value of {@code address_space.page_table}. */
    public long userTable(long pageTable) throws UnmappedAddressException, AbsentMemoryException {
        AddressLayout.TableRoot root = layout.root();
        return root.structured()
                ? virtual.i64(pageTable + root.physicalAt())
                : space.translate(pageTable).physical();
    }

    /** A symbol of the image. */
    public Symbol symbol(String name) throws KernelDataException {
        return findSymbol(name)
                .orElseThrow(() -> new KernelDataException("%s has no symbol %s".formatted(image.name(), name)));
    }

    /** A symbol that not every kernel has. */
    public Optional<Symbol> findSymbol(String name) throws KernelDataException {
        try {
            return image.symbols().find(name);
        } catch (MalformedFileException e) {
            throw new KernelDataException(image.name() + ": " + e.getMessage());
        }
    }

    /** A 64-bit variable of the image. */
    public long variable(String name) throws KernelDataException {
        long address = symbol(name).value() - kernelStart + kernelBase;
        try {
            return physical.i64(address);
        } catch (AbsentMemoryException e) {
            throw new KernelDataException("the variable %s: %s".formatted(name, e.getMessage()));
        }
    }

    /** A 32-bit variable of the image. */
    public int variable32(String name) throws KernelDataException {
        long address = symbol(name).value() - kernelStart + kernelBase;
        try {
            return physical.i32(address);
        } catch (AbsentMemoryException e) {
            throw new KernelDataException("the variable %s: %s".formatted(name, e.getMessage()));
        }
    }

    /** Offset of a required member. */
    public long offset(String structure, String member) throws KernelDataException {
        return findOffset(structure, member).orElseThrow(() -> missing(structure + "." + member));
    }

    /** Offset of a member, empty when unknown. */
    public OptionalLong findOffset(String structure, String member) throws KernelDataException {
        try {
            return layouts.offset(structure, member);
        } catch (MalformedFileException e) {
            throw new KernelDataException(image.name() + ": " + e.getMessage());
        }
    }

    /** Size of a structure. */
    public long size(String structure) throws KernelDataException {
        try {
            return layouts.size(structure).orElseThrow(() -> missing(structure));
        } catch (MalformedFileException e) {
            throw new KernelDataException(image.name() + ": " + e.getMessage());
        }
    }

    /** Size of a member. */
    public long memberSize(String structure, String member) throws KernelDataException {
        try {
            return layouts.memberSize(structure, member).orElseThrow(() -> missing(structure + "." + member));
        } catch (MalformedFileException e) {
            throw new KernelDataException(image.name() + ": " + e.getMessage());
        }
    }

    private KernelDataException missing(String what) {
        return new KernelDataException("%s: its %s lacks struct %s".formatted(image.name(), layouts.source(), what));
    }
}
