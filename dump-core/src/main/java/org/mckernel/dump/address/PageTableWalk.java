package org.mckernel.dump.address;

import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * Goes over the entries of page tables that translate a range of addresses, upwards. Depth is bounded by the number of
 * levels and work by a number of entries, so that damaged tables that lead to themselves end; the visitor may refuse a
 * table that it has seen. For one thread.
 */
public final class PageTableWalk {
    private final PageTables tables;
    private final Visitor visitor;
    private long left;
    private boolean gaveUp;

    /** What is found on the way. */
    public interface Visitor {
        /**
         * An entry that leads to a table.
         *
         * @param virtual first address that the entry translates
         * @param table physical address of the table
         * @return whether to go into the table
         */
        boolean table(long virtual, PageTables.Entry entry, long table);

        /** An entry that maps memory, or that is not valid; {@code virtual} is the first address that it translates. */
        void last(long virtual, PageTables.Entry entry);

        /**
         * A table, or the rest of one, that is not in the dump.
         *
         * @param virtual first address that it translates
         * @param level of the table, from 1, the lowest
         * @param table its physical address
         */
        void absent(long virtual, int level, long table, AbsentMemoryException why);
    }

    /** @param mostEntries entries read at most, in all walks together */
    public PageTableWalk(PageTables tables, Visitor visitor, long mostEntries) {
        this.tables = tables;
        this.visitor = visitor;
        this.left = mostEntries;
    }

    /** Entries that may still be read. */
    public long left() {
        return left;
    }

    /** True if entries were passed over because there were too many. */
    public boolean gaveUp() {
        return gaveUp;
    }

    /**
     * Visits what translates a range; nothing if it is empty.
     *
     * @param end one past the last address; 0 for the end of all addresses
     * @throws UnmappedAddressException when the tables are not for these addresses, or they are not in one half
     */
    public void walk(long start, long end) throws UnmappedAddressException {
        if (Long.compareUnsigned(start, end - 1) > 0) {
            return;
        }
        tables.requireServed(start);
        tables.requireServed(end - 1);
        if ((start ^ (end - 1)) >>> tables.form().signExtendFrom() != 0) {
            throw new UnmappedAddressException(end - 1, "in another half of addresses than 0x%x".formatted(start));
        }
        int top = tables.form().levels() - 1;
        long span = 1L << (tables.form().shift(top) + tables.form().indexBits().get(top));
        table(tables.root(), top, start & -span, start, end - 1);
    }

    /** @param first first address that the table translates; may be below {@code start} */
    private void table(long table, int level, long first, long start, long last) {
        int shift = tables.form().shift(level);
        long from = Long.compareUnsigned(start, first) > 0 ? (start - first) >>> shift : 0;
        long to = Math.min((1L << tables.form().indexBits().get(level)) - 1, (last - first) >>> shift);
        for (long index = from; index <= to; index++) {
            if (left <= 0) {
                gaveUp = true;
                return;
            }
            left--;
            long virtual = first + (index << shift);
            PageTables.Entry entry;
            try {
                entry = tables.entry(table + Long.BYTES * index, level);
            } catch (AbsentMemoryException e) {
                visitor.absent(virtual, level + 1, table, e);
                return;
            }
            if (!entry.leadsToTable()) {
                visitor.last(virtual, entry);
            } else if (visitor.table(virtual, entry, tables.next(entry))) {
                table(tables.next(entry), level - 1, virtual, start, last);
            }
        }
    }
}
