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

/** A process's user memory: its ranges, and the pages that its page table maps below the kernel's half. */
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
        keepValid(view.ranges());
    }

    /**
     * The memory of a process.
     *
     * @throws KernelDataException when it has none, or its page table cannot be found; the message says which
     */
    public static UserSpace of(McKernel kernel, ProcessView process) throws KernelDataException {
        String name =
                "process %s".formatted(process.pid().isPresent() ? process.pid().getAsInt() : "<not in dump>");
        if (process.vm().isEmpty()) {
            throw new KernelDataException("%s: its process_vm record is not in the dump".formatted(name));
        }
        if (process.vm().getAsLong() == 0) {
            throw new KernelDataException(
                    "%s has no user memory: it is a kernel process, or has ended".formatted(name));
        }
        try {
            AddressSpace space = kernel.addressSpace(process)
                    .orElseThrow(
                            () -> new KernelDataException("%s: its address space is not in the dump".formatted(name)));
            if (space instanceof PageTables tables) {
                return new UserSpace(kernel, process, tables);
            }
            throw new KernelDataException("%s: its page table is unknown".formatted(name));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            throw new KernelDataException("%s: its page table: %s".formatted(name, e.getMessage()));
        }
    }

    private AddressSpace.Translation translate(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        if (Long.compareUnsigned(virtual, end) >= 0) {
            throw new UnmappedAddressException(virtual, "not a user address");
        }
        return tables.translate(virtual);
    }

    /** By address; invalid and overlapping ranges are excluded and noted. */
    private void keepValid(List<VmRange> all) {
        long before = 0;
        int invalid = 0;
        String first = "";
        for (VmRange range : all.stream()
                .sorted(Comparator.comparing(VmRange::start, Long::compareUnsigned))
                .toList()) {
            boolean valid = Long.compareUnsigned(range.start(), range.end()) < 0
                    && Long.compareUnsigned(range.end(), end) <= 0
                    && Long.compareUnsigned(range.start(), before) >= 0
                    && ((range.start() | range.end()) & (pageSize() - 1)) == 0;
            if (valid) {
                ranges.add(range);
                before = range.end();
            } else if (invalid++ == 0) {
                first = "0x%x to 0x%x".formatted(range.start(), range.end());
            }
        }
        if (invalid > 0) {
            notes.add("vm ranges of process %d: %d of them are invalid and excluded, first: %s"
                    .formatted(process.pid().orElse(-1), invalid, first));
        }
    }

    /** The process. */
    public ProcessView process() {
        return process;
    }

    /** First address above user space. */
    public long end() {
        return end;
    }

    /** Smallest page size in bytes. */
    public long pageSize() {
        return 1L << tables.form().pageShift();
    }

    /** Its ranges, ascending, not overlapping. */
    public List<VmRange> ranges() {
        return List.copyOf(ranges);
    }

    /** Broken ranges, one line each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Its page table. */
    public PageTables tables() {
        return tables;
    }

    /** Its memory by address; kernel addresses are not mapped. */
    public VirtualMemory memory() {
        return memory;
    }

    /** The range that contains an address. */
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

    /** True if there may be code: in an executable range, or, when the ranges are unknown, anywhere. */
    public boolean mayBeCode(long address) {
        Optional<VmRange> range = range(address);
        return Long.compareUnsigned(address, end) < 0
                && (range.isPresent() ? range.get().isCode() : ranges.isEmpty() || !notes.isEmpty());
    }

    /** An address for users: the mapped file and the offset, else the range and the offset. */
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
