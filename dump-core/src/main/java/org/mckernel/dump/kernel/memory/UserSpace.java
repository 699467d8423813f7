package org.mckernel.dump.kernel.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.memory.AbsentMemoryException;

/** A process's memory as its program sees it: its ranges, and what its page table maps below the kernel's half. */
public final class UserSpace {
    private final ProcessView process;
    private final PageTables tables;
    private final long end;
    private final VirtualMemory memory;
    private final List<VmRange> ranges = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private UserSpace(McKernel kernel, ProcessView process, PageTables tables) {
        this.process = process;
        this.tables = tables;
        this.end = kernel.data().layout().userEnd();
        this.memory = new VirtualMemory(kernel.data().physical().memory(), this::translate);
        VmView view = VmView.of(kernel, process);
        notes.addAll(view.notes());
        keepSensible(view.ranges());
    }

    /**
     * The memory of a process.
     *
     * @throws KernelDataException when it has none, or its page table cannot be found; the message tells which
     */
    public static UserSpace of(McKernel kernel, ProcessView process) throws KernelDataException {
        String name =
                "process %s".formatted(process.pid().isPresent() ? process.pid().getAsInt() : "<not in dump>");
        if (process.vm().isEmpty()) {
            throw new KernelDataException(
                    "%s: its record, which leads to its memory, is not in the dump".formatted(name));
        }
        if (process.vm().getAsLong() == 0) {
            throw new KernelDataException(
                    "%s has no memory of its own: it is the kernel's, or has ended".formatted(name));
        }
        try {
            AddressSpace space = kernel.addressSpace(process)
                    .orElseThrow(
                            () -> new KernelDataException("%s: its address space is not in the dump".formatted(name)));
            if (space instanceof PageTables tables) {
                return new UserSpace(kernel, process, tables);
            }
            throw new KernelDataException("%s: its page table is not known".formatted(name));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            throw new KernelDataException("%s: its page table: %s".formatted(name, e.getMessage()));
        }
    }

    private AddressSpace.Translation translate(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        if (Long.compareUnsigned(virtual, end) >= 0) {
            throw new UnmappedAddressException(virtual, "no address of a program");
        }
        return tables.translate(virtual);
    }

    /** By address; those that no program can have, or that lie in another, are left out and noted. */
    private void keepSensible(List<VmRange> all) {
        long before = 0;
        int senseless = 0;
        String first = "";
        for (VmRange range : all.stream()
                .sorted(Comparator.comparing(VmRange::start, Long::compareUnsigned))
                .toList()) {
            boolean sensible = Long.compareUnsigned(range.start(), range.end()) < 0
                    && Long.compareUnsigned(range.end(), end) <= 0
                    && Long.compareUnsigned(range.start(), before) >= 0
                    && ((range.start() | range.end()) & (pageSize() - 1)) == 0;
            if (sensible) {
                ranges.add(range);
                before = range.end();
            } else if (senseless++ == 0) {
                first = "0x%x to 0x%x".formatted(range.start(), range.end());
            }
        }
        if (senseless > 0) {
            notes.add("vm ranges of process %d: %d of them make no sense and are left out, first: %s"
                    .formatted(process.pid().orElse(-1), senseless, first));
        }
    }

    /** Whose it is. */
    public ProcessView process() {
        return process;
    }

    /** First address that no program can have. */
    public long end() {
        return end;
    }

    /** Bytes of the smallest page. */
    public long pageSize() {
        return 1L << tables.form().pageShift();
    }

    /** Its ranges, ascending, none in another. */
    public List<VmRange> ranges() {
        return List.copyOf(ranges);
    }

    /** What of the ranges is broken, a line each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Its page table. */
    public PageTables tables() {
        return tables;
    }

    /** Its memory by address; kernel addresses are not mapped in it. */
    public VirtualMemory memory() {
        return memory;
    }

    /** The range that an address lies in. */
    public Optional<VmRange> range(long address) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            VmRange range = ranges.get(middle);
            if (range.contains(address)) {
                return Optional.of(range);
            }
            if (Long.compareUnsigned(range.start(), address) > 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return Optional.empty();
    }

    /**
     * True if a program could have code there: in a range that may run, or, where the ranges are not known, anywhere.
     */
    public boolean mayBeCode(long address) {
        Optional<VmRange> range = range(address);
        return Long.compareUnsigned(address, end) < 0
                && (range.isPresent() ? range.get().isCode() : ranges.isEmpty() || !notes.isEmpty());
    }

    /** An address as people read it in a list of mappings: the file and how far into it, else the range and how far. */
    public String place(long address) {
        Optional<VmRange> range = range(address);
        if (range.isEmpty()) {
            return "in no range";
        }
        long into = address - range.get().start();
        Optional<String> file = range.get().file();
        if (file.isPresent()) {
            return "%s+0x%x"
                    .formatted(
                            file.get().substring(file.get().lastIndexOf('/') + 1),
                            into + range.get().fileOffset());
        }
        return range.get().backing().orElse("range 0x%x".formatted(range.get().start())) + "+0x%x".formatted(into);
    }
}
