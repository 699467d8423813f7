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
import org.mckernel.dump.kernel.walk.HashWalk;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * User pages: every process in the hash of CPU 0's {@code resource_set}, and every user-accessible leaf in the user
 * half of its page table that is in assigned memory. Tables outside assigned memory are skipped, as in the kernel
 * itself: they are likely destroyed, and a note says so. A leaf outside is not a page of the kernel, but a device's,
 * for example.
 */
final class UserPages implements PageTableWalk.Visitor {
    private final KernelData objects;
    private final VirtualMemory memory;
    private final PagingForm form;
    private final PageMarks marks;
    private final FilterNotes notes;
    private final long hashList;
    private final long vm;
    private final long addressSpace;
    private final long pageTable;
    /** Tables that were walked, each with its level: protects against cycles. */
    private final Set<Long> walked = new HashSet<>();

    private long tablesLeft;
    private long bytes;
    /** Invalid entries of the current process: their number, and the first. */
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

    /** Marks all user pages and returns their size in bytes. */
    long mark() throws KernelDataException {
        tablesLeft = marks.pages();
        long buckets = objects.memberSize("process_hash", "list") / HashWalk.BUCKET_BYTES;
        long hash;
        try {
            long resources = memory.i64(objects.variable("clv") + objects.offset("cpu_local_var", "resource_set"));
            hash = memory.i64(resources + objects.offset("resource_set", "process_hash"));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            throw new KernelDataException("the process hash of CPU 0: " + e.getMessage());
        }
        List<String> broken = new ArrayList<>();
        long lists = hash + objects.offset("process_hash", "list");
        HashWalk.forEach(memory, lists, buckets, hashList, "process hash", broken, this::process);
        broken.forEach(line -> notes.add("%s; the pages of later entries are kept".formatted(line)));
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
                        ("process at 0x%x: %d entries of its page tables are outside this kernel's memory, first: %s; "
                                        + "the pages they mapped are kept")
                                .formatted(process, lost, firstLost));
            }
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            notes.add("process at 0x%x: %s; its pages are kept".formatted(process, e.getMessage()));
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
                notes.add("page tables: more tables than pages of memory; the remaining pages are kept");
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
        notes.add("page table at 0x%x: %s; what it maps is kept".formatted(table, why.getMessage()));
    }

    private void lose(String what) {
        if (lost++ == 0) {
            firstLost = what;
        }
    }
}
