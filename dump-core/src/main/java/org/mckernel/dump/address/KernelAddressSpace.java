package org.mckernel.dump.address;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/**
 * McKernel's address space: linear ranges that are known without page tables, then its page tables. A range may be
 * conditional: it is mapped only where there is memory, so it applies where the dump describes the physical address;
 * the tables translate the rest.
 */
public final class KernelAddressSpace implements AddressSpace {
    private final PhysicalMemory memory;
    private final List<LinearRange> ranges;
    private final Optional<PageTables> tables;

    /**
     * One rule.
     *
     * @param name for users: image, straight map, Linux direct map
     * @param start first virtual address
     * @param length in bytes, unsigned
     * @param physical where the first byte is
     * @param unconditional mapped whether or not the dump describes the physical address
     */
    public record LinearRange(String name, long start, long length, long physical, boolean unconditional) {
        /** True if the address is in the range. */
        public boolean contains(long virtual) {
            return Long.compareUnsigned(virtual - start, length) < 0;
        }
    }

    /**
     * Which rule translates an address.
     *
     * @param range the rule's name
     * @param translation the answer
     */
    public record Step(String range, Translation translation) {}

    /**
     * @param ranges in the order of lookup
     * @param tables the kernel's page tables; empty when their address is unknown
     */
    public KernelAddressSpace(PhysicalMemory memory, List<LinearRange> ranges, Optional<PageTables> tables) {
        this.memory = memory;
        this.ranges = List.copyOf(ranges);
        this.tables = tables;
    }

    /** The linear rules, in the order of lookup. */
    public List<LinearRange> ranges() {
        return ranges;
    }

    /** The kernel's page tables. */
    public Optional<PageTables> tables() {
        return tables;
    }

    @Override
    public Translation translate(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        return explain(virtual).translation();
    }

    /** Like {@link #translate}, with the rule that was used. */
    public Step explain(long virtual) throws UnmappedAddressException, AbsentMemoryException {
        for (LinearRange range : ranges) {
            if (range.contains(virtual)) {
                long offset = virtual - range.start();
                long physical = range.physical() + offset;
                if (range.unconditional() || memory.extent(physical, 1).presence() != Presence.NOT_IN_DUMP) {
                    return new Step(range.name(), new Translation(physical, left(range, offset)));
                }
            }
        }
        if (tables.isEmpty()) {
            throw new UnmappedAddressException(virtual, "in no known range, and the kernel's page tables are unknown");
        }
        return new Step("page tables", tables.get().translate(virtual));
    }

    /**
     * To the end of the range; for a conditional range only to the end of the page, as the next page may not be memory.
     */
    private long left(LinearRange range, long offset) {
        long rest = range.length() - offset;
        long page = memory.pageSize() - ((range.physical() + offset) & (memory.pageSize() - 1));
        return range.unconditional() || Long.compareUnsigned(rest, page) < 0 ? rest : page;
    }
}
