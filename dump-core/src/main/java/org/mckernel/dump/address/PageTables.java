package org.mckernel.dump.address;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;

/** An address space that walks page tables in memory: at most as many steps as there are levels. */
public final class PageTables implements AddressSpace {
    private final MemoryReader reader;
    private final PagingForm form;
    private final long root;
    private final long clearBits;

    /**
     * @param root physical address of the top table
     * @param clearBits further bits of entries that are not part of the address (AMD's sme_mask)
     */
    public PageTables(PhysicalMemory memory, PagingForm form, long root, long clearBits) {
        this.reader = new MemoryReader(memory);
        this.form = form;
        this.root = root;
        this.clearBits = clearBits;
    }

    /** The form of these tables. */
    public PagingForm form() {
        return form;
    }

    /**
     * One entry of a page table walk.
     *
     * @param level from 1, the lowest
     * @param address physical address of the entry
     * @param value its content
     * @param valid whether it is valid
     * @param leaf whether it maps memory
     * @param size bytes that an entry of this level spans
     */
    public record Entry(int level, long address, long value, boolean valid, boolean leaf, long size) {}

    /** The entries of the walk to an address, from the top table down to the leaf or to the first that is not valid. */
    public List<Entry> walk(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        long above = virtual >> form.signExtendFrom();
        if (above != 0 && above != -1) {
            throw new UnmappedAddressException(virtual, "not canonical in " + form.name());
        }
        List<Entry> entries = new ArrayList<>(form.levels());
        walk(virtual, entries);
        return entries;
    }

    /**
     * Where a table of the walk to an address is not in the dump: how many bytes from that address on it would map.
     *
     * @return 0 when no table is absent
     */
    public long unknownFrom(long virtual) {
        List<Entry> entries = new ArrayList<>(form.levels());
        try {
            walk(virtual, entries);
            return 0;
        } catch (AbsentMemoryException e) {
            int level = form.levels() - 1 - entries.size();
            long span = 1L << (form.shift(level) + form.indexBits().get(level));
            return span - (virtual & (span - 1));
        }
    }

    private void walk(long virtual, List<Entry> entries) throws AbsentMemoryException {
        long table = root;
        for (int level = form.levels() - 1; level >= 0; level--) {
            long at = table
                    + 8
                            * ((virtual >>> form.shift(level))
                                    & ((1L << form.indexBits().get(level)) - 1));
            long entry = reader.i64(at) & ~clearBits;
            boolean valid = (entry & form.validMask()) == form.validValue();
            boolean leaf = valid
                    && (level == 0
                            || (level <= form.highestLeafLevel() && (entry & form.leafMask()) == form.leafValue()));
            entries.add(new Entry(level + 1, at, entry, valid, leaf, 1L << form.shift(level)));
            if (leaf || !valid) {
                break;
            }
            table = entry & form.addressMask();
        }
    }

    @Override
    public Translation translate(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        Entry last = walk(virtual).getLast();
        if (!last.valid()) {
            throw new UnmappedAddressException(
                    virtual, "level %d entry at 0x%x is 0x%x".formatted(last.level(), last.address(), last.value()));
        }
        long offset = virtual & (last.size() - 1);
        return new Translation((last.value() & form.addressMask() & -last.size()) + offset, last.size() - offset);
    }
}
