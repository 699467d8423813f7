package org.mckernel.dump.address;

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
     * @param clearBits bits that entries carry besides what {@code form} knows and that are no address (AMD's sme_mask)
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

    @Override
    public Translation translate(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        long above = virtual >> form.alikeFrom();
        if (above != 0 && above != -1) {
            throw new UnmappedAddressException(virtual, "not canonical in " + form.name());
        }
        long table = root;
        for (int level = form.levels() - 1; level >= 0; level--) {
            int shift = form.shift(level);
            long index = (virtual >>> shift) & ((1L << form.indexBits().get(level)) - 1);
            long entry = reader.i64(table + 8 * index) & ~clearBits;
            if ((entry & form.validMask()) != form.validValue()) {
                throw new UnmappedAddressException(virtual, "level %d entry at 0x%x is 0x%x".formatted(level + 1,
                        table + 8 * index, entry));
            }
            boolean leaf = level == 0
                    || (level <= form.highestLeafLevel() && (entry & form.leafMask()) == form.leafValue());
            if (leaf) {
                long offset = virtual & ((1L << shift) - 1);
                long base = entry & form.addressMask() & -(1L << shift);
                return new Translation(base + offset, (1L << shift) - offset);
            }
            table = entry & form.addressMask();
        }
        throw new IllegalStateException("unreachable: level 0 is always a leaf");
    }
}
