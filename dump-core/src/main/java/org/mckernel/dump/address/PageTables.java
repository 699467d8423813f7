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
    private final PagingForm.Half half;
    private final long clearBits;

    /**
     * @param root physical address of the top table
     * @param half the addresses that the tables are for, where each half has tables of its own; else of no effect
     * @param clearBits bits that entries carry besides what {@code form} knows and that are no address (AMD's sme_mask)
     */
    public PageTables(PhysicalMemory memory, PagingForm form, long root, PagingForm.Half half, long clearBits) {
        this.reader = new MemoryReader(memory);
        this.form = form;
        this.root = root;
        this.half = half;
        this.clearBits = clearBits;
    }

    /** Physical address of the top table. */
    public long root() {
        return root;
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
    public record Entry(int level, long address, long value, boolean valid, boolean leaf, long size) {
        /** True if the entry maps nothing itself, but a table does. */
        public boolean leadsToTable() {
            return valid && !leaf;
        }
    }

    /** The processor reads no entry for an address that is not canonical or that the other half's tables are for. */
    void requireServed(long virtual) throws UnmappedAddressException {
        long above = virtual >> form.signExtendFrom();
        if (above != 0 && above != -1) {
            throw new UnmappedAddressException(virtual, "not canonical in " + form.name());
        }
        if (form.halved() && (above == 0) != (half == PagingForm.Half.LOWER)) {
            throw new UnmappedAddressException(
                    virtual,
                    "these page tables are for the %s half of addresses (%s)"
                            .formatted(half == PagingForm.Half.LOWER ? "lower" : "upper", form.name()));
        }
    }

    /** The entries on the way to an address, from the top table down to the leaf or to the first that is not valid. */
    public List<Entry> walk(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        requireServed(virtual);
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
            requireServed(virtual);
            walk(virtual, entries);
            return 0;
        } catch (UnmappedAddressException e) {
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
            Entry entry = entry(at, level);
            entries.add(entry);
            if (!entry.leadsToTable()) {
                break;
            }
            table = next(entry);
        }
    }

    /** Reads an entry of a table of a level, 0 the lowest. */
    Entry entry(long at, int level) throws AbsentMemoryException {
        long entry = reader.i64(at) & ~clearBits;
        boolean valid = (entry & form.validMask()) == form.validValue();
        boolean leaf = valid
                && (level == 0 || (level <= form.highestLeafLevel() && (entry & form.leafMask()) == form.leafValue()));
        return new Entry(level + 1, at, entry, valid, leaf, 1L << form.shift(level));
    }

    /** Physical address of the table that an entry leads to. */
    long next(Entry entry) {
        return entry.value() & form.addressMask();
    }

    /** Physical address of the first byte that a leaf maps. */
    public long page(Entry leaf) {
        return leaf.value() & form.addressMask() & -leaf.size();
    }

    @Override
    public Translation translate(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        Entry last = walk(virtual).getLast();
        if (!last.valid()) {
            throw new UnmappedAddressException(
                    virtual, "level %d entry at 0x%x is 0x%x".formatted(last.level(), last.address(), last.value()));
        }
        long offset = virtual & (last.size() - 1);
        return new Translation(page(last) + offset, last.size() - offset);
    }
}
