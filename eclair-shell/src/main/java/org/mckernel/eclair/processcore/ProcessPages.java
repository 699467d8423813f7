package org.mckernel.eclair.processcore;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.memory.UserSpace;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.CancellationCheck;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/**
 * Walks a process's memory by its page table, from the lowest address up: its ranges, and pages mapped between them,
 * which occur when the list of ranges is damaged.
 */
final class ProcessPages {
    /** Limit for page table entries examined: a process that maps 256 GiB in pages of 4 KiB has this many. */
    private static final long MOST_STEPS = 1L << 26;

    private final UserSpace space;
    private final PhysicalMemory memory;
    private final Visitor visitor;
    private long steps;

    /** Receives a process's memory run by run, ascending. */
    interface Visitor {
        /** Memory that is in the dump, according to its tables. */
        void present(Optional<VmRange> range, long virtual, long physical, long length) throws IOException;

        /** Unmapped addresses of a range: the program never touched them. */
        void untouched(VmRange range, long virtual, long length) throws IOException;

        /**
         * Memory that the process has and that is not in the dump; in a range also addresses whose page table is not in
         * the dump.
         */
        void missing(Optional<VmRange> range, long virtual, long length, Presence why) throws IOException;
    }

    private ProcessPages(UserSpace space, PhysicalMemory memory, Visitor visitor) {
        this.space = space;
        this.memory = memory;
        this.visitor = visitor;
    }

    /**
     * Visits all memory of a process.
     *
     * @throws IOException of the visitor, or when the tables exceed the limit
     */
    static void visit(UserSpace space, PhysicalMemory memory, Visitor visitor) throws IOException {
        ProcessPages pages = new ProcessPages(space, memory, visitor);
        long at = 0;
        for (VmRange range : space.ranges()) {
            pages.area(Optional.empty(), at, range.start());
            pages.area(Optional.of(range), range.start(), range.end());
            at = range.end();
        }
        pages.area(Optional.empty(), at, space.end());
    }

    private void area(Optional<VmRange> range, long start, long end) throws IOException {
        long virtual = start;
        while (Long.compareUnsigned(virtual, end) < 0) {
            CancellationCheck.check();
            if (steps++ == MOST_STEPS) {
                throw new IOException("process %d: more than %d entries of page tables: they are damaged"
                        .formatted(space.process().pid().orElse(-1), MOST_STEPS));
            }
            long span = space.pageSize();
            try {
                List<PageTables.Entry> way = space.tables().walk(virtual);
                PageTables.Entry last = way.getLast();
                span = Math.min(last.size() - (virtual & (last.size() - 1)), end - virtual);
                if (last.leaf()) {
                    long page = last.value() & space.tables().form().addressMask() & -last.size();
                    mapped(range, virtual, page + (virtual & (last.size() - 1)), span);
                } else if (range.isPresent()) {
                    visitor.untouched(range.get(), virtual, span);
                }
            } catch (UnmappedAddressException e) {
                return; // not an address that a table could map
            } catch (AbsentMemoryException e) {
                span = Math.min(space.tables().unknownFrom(virtual), end - virtual);
                if (range.isPresent()) { // otherwise unknown whether there is memory
                    visitor.missing(range, virtual, span, e.presence());
                }
            }
            virtual += span;
        }
    }

    private void mapped(Optional<VmRange> range, long virtual, long physical, long length) throws IOException {
        for (long done = 0; done < length; ) {
            Extent extent = memory.extent(physical + done, length - done);
            long step = Math.min(extent.length(), length - done);
            if (extent.presence() == Presence.PRESENT) {
                visitor.present(range, virtual + done, physical + done, step);
            } else {
                visitor.missing(range, virtual + done, step, extent.presence());
            }
            done += step;
        }
    }
}
