package org.mckernel.dump.filter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mckernel.dump.address.PageTableWalk;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.walk.ListWalk;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * Pages of programs: every process of the hash that CPU 0's {@code resource_set} names, and every leaf of its page
 * table's user half that programs may use and that lies in assigned memory. Tables outside assigned memory are passed
 * over, as the kernel itself does: they are likely destroyed, and a note says so. A leaf outside is none of the
 * kernel's pages, a device's for example.
 */
final class UserPages implements PageTableWalk.Visitor {
    private static final int LIST_HEAD = 16;
    private static final int MOST_BUCKETS = 1 << 16;

    private final KernelData objects;
    private final VirtualMemory memory;
    private final PagingForm form;
    private final PageMarks marks;
    private final FilterNotes notes;
    private final long hashList;
    private final long vm;
    private final long addressSpace;
    private final long pageTable;
    /** Tables that were walked, each with its level: a table that leads to itself tells nothing new. */
    private final Set<Long> walked = new HashSet<>();

    private long tablesLeft;
    private long bytes;
    /** What of the process at hand leads nowhere: how many entries, and the first. */
    private long lost;

    private String firstLost = "";

    UserPages(KernelData objects, PageMarks marks, FilterNotes notes) throws KernelDataException {
        this.objects = objects;
        this.memory = objects.virtual();
        this.form = objects.layout().paging();
        this.marks = marks;
        this.notes = notes;
        this.hashList = objects.offset("process", "hash_list");
        this.vm = objects.offset("process", "vm");
        this.addressSpace = objects.offset("process_vm", "address_space");
        this.pageTable = objects.offset("address_space", "page_table");
    }

    /** Marks all pages of programs and returns how many bytes they are. */
    long mark() throws KernelDataException {
        tablesLeft = marks.pages();
        long buckets = objects.memberSize("process_hash", "list") / LIST_HEAD;
        long hash;
        try {
            long resources = memory.i64(objects.variable("clv") + objects.offset("cpu_local_var", "resource_set"));
            hash = memory.i64(resources + objects.offset("resource_set", "process_hash"));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            throw new KernelDataException("the process hash of CPU 0: " + e.getMessage());
        }
        List<String> broken = new ArrayList<>();
        long lists = hash + objects.offset("process_hash", "list");
        for (long bucket = 0; bucket < Math.min(buckets, MOST_BUCKETS); bucket++) {
            ListWalk.forEach(
                    memory,
                    lists + bucket * LIST_HEAD,
                    "process hash, bucket " + bucket,
                    broken,
                    node -> process(node - hashList));
        }
        broken.forEach(line -> notes.add("%s; the pages of what follows stay".formatted(line)));
        return bytes;
    }

    private void process(long process) {
        try {
            long space = memory.i64(process + vm);
            if (space == 0) {
                return;
            }
            long root = memory.i64(memory.i64(space + addressSpace) + pageTable);
            lost = 0;
            long table = objects.userTable(root);
            if (marks.contains(table)) {
                tables(table);
            } else {
                lose("its top page table is at 0x%x".formatted(table));
            }
            if (lost > 0) {
                notes.add(
                        ("process at 0x%x: %d entries of its page tables lead to no memory of this kernel, first: %s; "
                                        + "the pages they mapped stay")
                                .formatted(process, lost, firstLost));
            }
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            notes.add("process at 0x%x: %s; its pages stay".formatted(process, e.getMessage()));
        }
    }

    /** The upper half is the kernel's, the same in every process. */
    private void tables(long top) throws UnmappedAddressException {
        if (!first(top, form.levels())) {
            return;
        }
        PageTables tables = new PageTables(objects.physical().memory(), form, top, PagingForm.Half.LOWER, 0);
        new PageTableWalk(tables, this, Long.MAX_VALUE).walk(0, objects.layout().userEnd());
    }

    /** True if a table was not walked yet and may be: there are no more tables than pages. */
    private boolean first(long table, int level) {
        if (!walked.add(table << 3 | level)) {
            return false;
        }
        if (tablesLeft-- <= 0) {
            if (tablesLeft == -1) {
                notes.add("page tables: more of them than pages of memory; the rest of the pages stay");
            }
            return false;
        }
        return true;
    }

    @Override
    public boolean table(long virtual, PageTables.Entry entry, long table) {
        if (!marks.contains(table)) {
            lose("0x%x at 0x%x".formatted(entry.value(), entry.address()));
            return false;
        }
        return first(table, entry.level() - 1);
    }

    @Override
    public void last(long virtual, PageTables.Entry entry) {
        if (!entry.leaf()) {
            return;
        }
        // no machine has memory at the highest address that an entry can hold
        if ((entry.value() & form.addressMask()) == form.addressMask()) {
            lose("0x%x at 0x%x".formatted(entry.value(), entry.address()));
            return;
        }
        long page = entry.value() & form.addressMask() & -entry.size();
        if ((entry.value() & form.userMask()) != 0 && marks.contains(page)) {
            bytes += marks.mark(page, entry.size());
        }
    }

    @Override
    public void absent(long virtual, int level, long table, AbsentMemoryException why) {
        notes.add("page table at 0x%x: %s; what it maps stays".formatted(table, why.getMessage()));
    }

    private void lose(String what) {
        if (lost++ == 0) {
            firstLost = what;
        }
    }
}
