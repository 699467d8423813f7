package org.mckernel.eclair.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.PageTableWalk;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.memory.FreeMemory;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.kernel.memory.VmView;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * Who uses a page of memory: the free memory of a node, a process that maps it, or a process's page tables. Searches
 * all free trees and, range by range, the page tables of all processes.
 */
public final class PageOwner {
    /** Entries looked at in all: a process that maps 64 GiB in pages of 4 KiB has so many. */
    private static final long MOST_ENTRIES = 1L << 24;

    /** No processor has such an entry; the poison of a free page or a stray write does. */
    private static final long ALL_ONES = -1;

    private static final int MOST_NOTES = 8;
    /** Limit, as damaged tables can map one page everywhere. */
    private static final int MOST_OWNERS = 64;

    private final McKernel kernel;
    private final long physical;
    private final List<String> owners = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long entriesLeft = MOST_ENTRIES;
    private boolean gaveUp;
    private boolean full;

    private PageOwner(McKernel kernel, long physical) {
        this.kernel = kernel;
        this.physical = physical;
    }

    /**
     * The result.
     *
     * @param owners one line each; empty when no user of the page is known
     * @param notes what could not be examined
     */
    public record Found(List<String> owners, List<String> notes) {}

    /** Finds the users of the page at a physical address. */
    public static Found of(McKernel kernel, long physical) {
        PageOwner search = new PageOwner(kernel, physical);
        search.free();
        for (ProcessView process : kernel.processes().all()) {
            search.process(process);
        }
        if (search.gaveUp) {
            search.notes.addFirst("stopped after %d page table entries".formatted(MOST_ENTRIES));
        }
        search.notes.addAll(kernel.processes().notes());
        List<String> notes = search.notes.stream().distinct().limit(MOST_NOTES).toList();
        return new Found(List.copyOf(search.owners), notes);
    }

    private void free() {
        try {
            FreeMemory memory = new FreeMemory(kernel.data());
            for (FreeMemory.NumaNode node : memory.nodes()) {
                memory.forEach(node, notes, (start, bytes) -> {
                    boolean inMemory = start >= 0
                            && bytes <= kernel.data().physical().memory().end() - start;
                    if (inMemory && Long.compareUnsigned(physical - start, bytes) < 0) {
                        add("free memory of node %d, range 0x%x to 0x%x".formatted(node.id(), start, start + bytes));
                    }
                    return inMemory; // else its size is damaged, which a note reports
                });
            }
        } catch (KernelDataException e) {
            notes.add("free memory: " + e.getMessage());
        }
    }

    private void process(ProcessView process) {
        String name = "process " + (process.pid().isPresent() ? process.pid().getAsInt() : "<not in dump>");
        try {
            Optional<AddressSpace> space = kernel.addressSpace(process);
            if (space.isEmpty() || !(space.get() instanceof PageTables tables)) {
                return;
            }
            VmView ranges = VmView.of(kernel, process);
            notes.addAll(ranges.notes());
            new Tables(name, tables).search(ranges.ranges());
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            notes.add("%s: %s".formatted(name, e.getMessage()));
        }
    }

    /** Looks at the page tables of one process. */
    private final class Tables implements PageTableWalk.Visitor {
        private final String name;
        private final PageTables tables;
        private final long tableSize;

        Tables(String name, PageTables tables) {
            this.name = name;
            this.tables = tables;
            this.tableSize = 1L << tables.form().pageShift();
        }

        private void isTable(long table, int level) {
            if ((table & -tableSize) == (physical & -tableSize)) {
                add("page table of %s, level %d".formatted(name, level));
            }
        }

        @Override
        public boolean table(long virtual, PageTables.Entry entry, long table) {
            isTable(table, entry.level() - 1);
            return true;
        }

        @Override
        public void last(long virtual, PageTables.Entry entry) {
            if (entry.value() == ALL_ONES) {
                note("%s at 0x%x: its entry is all ones, the mapped page is unknown".formatted(name, virtual));
            } else if (entry.leaf()) {
                long offset = physical - tables.page(entry);
                if (Long.compareUnsigned(offset, entry.size()) < 0) {
                    add("page of %s at 0x%x".formatted(name, virtual + (offset & -tableSize)));
                }
            }
        }

        @Override
        public void absent(long virtual, int level, long table, AbsentMemoryException why) {
            note("%s at 0x%x: %s".formatted(name, virtual, why.getMessage()));
        }

        void search(List<VmRange> ranges) {
            isTable(tables.root(), tables.form().levels());
            long userEnd = kernel.data().layout().userEnd();
            for (VmRange range : ranges) {
                PageTableWalk walk = new PageTableWalk(tables, this, entriesLeft);
                long end = range.end();
                if (Long.compareUnsigned(end, userEnd) > 0) {
                    note("%s at 0x%x: its range ends at 0x%x, where no program has memory"
                            .formatted(name, range.start(), end));
                    end = userEnd;
                }
                try {
                    walk.walk(range.start(), end);
                } catch (UnmappedAddressException e) {
                    note("%s at 0x%x: %s".formatted(name, range.start(), e.getMessage()));
                }
                entriesLeft = walk.left();
                gaveUp |= walk.gaveUp();
            }
        }
    }

    private void note(String note) {
        if (notes.size() < MOST_NOTES) {
            notes.add(note);
        }
    }

    private void add(String owner) {
        if (owners.size() >= MOST_OWNERS) {
            if (!full) {
                full = true;
                notes.addFirst("more than %d users; the rest is not shown".formatted(MOST_OWNERS));
            }
        } else if (!owners.contains(owner)) {
            owners.add(owner);
        }
    }
}
