package org.mckernel.dump.filter;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.ListWalk;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * Pages of programs: every process of the hash that CPU 0's {@code resource_set} names, and every leaf of its page table's
 * user half that programs may use and that lies in assigned memory. Tables outside assigned memory are passed over, as the
 * kernel itself does: they are likely destroyed.
 */
final class UserPages {
    private static final int LIST_HEAD = 16;
    private static final int MOST_BUCKETS = 1 << 16;

    private final KernelData objects;
    private final VirtualMemory memory;
    private final PagingForm form;
    private final PageMarks marks;
    private final Notes notes;
    private final long hashList;
    private final long vm;
    private final long addressSpace;
    private final long pageTable;
    private long tablesLeft;
    private long bytes;

    UserPages(KernelData objects, PageMarks marks, Notes notes) throws KernelDataException {
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
            ListWalk.forEach(memory, lists + bucket * LIST_HEAD, "process hash, bucket " + bucket, broken,
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
            int top = form.levels() - 1;
            // The upper half is the kernel's, the same in every process.
            table(objects.userTable(root), top, 1 << (form.indexBits().get(top) - 1));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            notes.add("process at 0x%x: %s; its pages stay".formatted(process, e.getMessage()));
        }
    }

    private void table(long physical, int level, int entries) {
        if (!marks.contains(physical)) {
            return;
        }
        if (tablesLeft-- <= 0) {
            if (tablesLeft == -1) {
                notes.add("page tables: more of them than pages of memory; the rest of the pages stay");
            }
            return;
        }
        try {
            for (int i = 0; i < entries; i++) {
                entry(objects.physical().i64(physical + 8L * i), level);
            }
        } catch (AbsentMemoryException e) {
            notes.add("page table at 0x%x: %s; what it maps stays".formatted(physical, e.getMessage()));
        }
    }

    private void entry(long entry, int level) {
        if ((entry & form.validMask()) != form.validValue()) {
            return;
        }
        boolean large = level > 0 && level <= form.highestLeafLevel() && (entry & form.leafMask()) == form.leafValue();
        if (level > 0 && !large) {
            table(entry & form.addressMask(), level - 1, 1 << form.indexBits().get(level - 1));
            return;
        }
        long length = 1L << form.shift(level);
        long page = entry & form.addressMask() & -length;
        if ((entry & form.userMask()) != 0 && marks.contains(page)) {
            bytes += marks.mark(page, length);
        }
    }
}
