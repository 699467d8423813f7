package org.mckernel.dump.kernel.ihk;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * The page(s) in which IHK describes the machine to McKernel ({@code struct smp_boot_param}). Its first members have
 * not moved between builds; the page set and the table of memory chunks have, so they are recognised by their content,
 * which verifies itself: the chunks' addresses and the maps' must be the same.
 *
 * @param address physical address of the record
 * @param size {@code param_size}, in bytes
 * @param memoryStart start of the lowest memory chunk
 * @param memoryEnd end of the highest
 * @param kmsgAddress physical address of the kernel's message buffer
 * @param kmsgSize its size in bytes
 * @param pageSet the dump-page set inside the record
 * @param memory the memory chunks with their real ends; empty if the table was not recognised
 * @param dumpLevel the requested level: 0 or 24, or the value of a kernel argument; in every known build it is eight
 *        bytes before the page set
 */
public record BootParam(
        long address,
        long size,
        long memoryStart,
        long memoryEnd,
        long kmsgAddress,
        long kmsgSize,
        PageSet pageSet,
        Optional<MemoryTable> memory,
        long dumpLevel) {
    private static final int MIN_SIZE = 128;
    private static final int MAX_SIZE = 1 << 24;
    /** The page set is about 6600 bytes into the record. */
    private static final int PAGES_BEFORE_SET = 4;

    private static final long MAX_KMSG = 64 << 20;
    private static final long PHYSICAL_LIMIT = 1L << 52;

    /**
     * The memory chunks assigned to the kernel.
     *
     * @param chunks addresses and sizes, in the order of the page set's maps
     * @param nodes NUMA node of each chunk
     * @param bootstrapStart start of the largest chunk on the lowest NUMA node (the first of equals): where the
     *        kernel's image is loaded
     */
    public record MemoryTable(ChunkList chunks, List<Integer> nodes, long bootstrapStart) {
        public MemoryTable {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * True if the page at {@code address} begins like a boot_param: a cheap test before {@link #read}.
     *
     * @return false also when the bytes are absent
     */
    public static boolean looksLike(MemoryReader reader, long address, long pageSize) {
        try {
            return headProblem(reader, address, pageSize) == null;
        } catch (AbsentMemoryException e) {
            return false;
        }
    }

    /**
     * Reads the record at {@code address}.
     *
     * @param pageSetOffset offset of the page set in the record from debug information, else empty: then it is searched
     * @throws BadRecordException when there is no boot_param there
     */
    public static BootParam read(PhysicalMemory memory, long address, long pageSize, OptionalLong pageSetOffset)
            throws BadRecordException {
        MemoryReader reader = new MemoryReader(memory);
        try {
            String problem = headProblem(reader, address, pageSize);
            if (problem != null) {
                throw implausible(address, problem);
            }
            long start = reader.i64(address);
            long end = reader.i64(address + 8);
            long size = reader.u32(address + 24);
            PageSet set = pageSetOffset.isPresent()
                    ? PageSet.read(memory, address + pageSetOffset.getAsLong(), pageSize)
                    : findPageSet(memory, address, size, start, end, pageSize);
            return new BootParam(
                    address,
                    size,
                    start,
                    end,
                    reader.i64(address + 40),
                    reader.i64(address + 48),
                    set,
                    findMemoryTable(reader, address, size, set),
                    reader.u32(set.address() - 8));
        } catch (AbsentMemoryException e) {
            throw new BadRecordException(
                    BadRecordException.Kind.ABSENT,
                    "the boot_param at 0x%x is unreadable: %s".formatted(address, e.getMessage()));
        }
    }

    /**
     * The record that a page set, found by other means, is a member of; empty when no page before it begins like one.
     */
    public static Optional<BootParam> containing(PhysicalMemory memory, PageSet set) {
        MemoryReader reader = new MemoryReader(memory);
        long page = set.address() & -set.pageSize();
        for (int i = 0; i < PAGES_BEFORE_SET && page > 0; i++, page -= set.pageSize()) {
            if (looksLike(reader, page, set.pageSize())) {
                try {
                    return Optional.of(read(memory, page, set.pageSize(), OptionalLong.of(set.address() - page)));
                } catch (BadRecordException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static String headProblem(MemoryReader reader, long address, long pageSize) throws AbsentMemoryException {
        if (address <= 0 || address >= PHYSICAL_LIMIT || address % pageSize != 0) {
            return "not a page's physical address";
        }
        long start = reader.i64(address);
        long end = reader.i64(address + 8);
        if (start < 0 || start % pageSize != 0 || end <= start || end > PHYSICAL_LIMIT || end % pageSize != 0) {
            return "memory 0x%x to 0x%x is not a page-aligned range".formatted(start, end);
        }
        long status = reader.i64(address + 16);
        if (status < 0 || status > 16) {
            return "status %d is not one of 0 to 16".formatted(status);
        }
        long size = reader.u32(address + 24);
        if (size < MIN_SIZE || size > MAX_SIZE) {
            return "size %d is not between %d and %d".formatted(size, MIN_SIZE, MAX_SIZE);
        }
        long kmsg = reader.i64(address + 40);
        long kmsgSize = reader.i64(address + 48);
        boolean kmsgGood = kmsg > 0 && kmsg < PHYSICAL_LIMIT && kmsg % 8 == 0 && kmsgSize > 0 && kmsgSize <= MAX_KMSG;
        return kmsgGood ? null : "message buffer 0x%x + 0x%x is not plausible".formatted(kmsg, kmsgSize);
    }

    private static PageSet findPageSet(
            PhysicalMemory memory, long address, long size, long start, long end, long pageSize)
            throws BadRecordException {
        MemoryReader reader = new MemoryReader(memory);
        for (long offset = MemoryTableSearch.HEAD; offset + PageSet.RECORD_SIZE <= size; offset += 8) {
            PageSet set = pageSetAt(memory, reader, address + offset, pageSize);
            if (set != null && inside(set, start, end)) {
                return set;
            }
        }
        throw implausible(address, "no page set among its %d bytes".formatted(size));
    }

    private static PageSet pageSetAt(PhysicalMemory memory, MemoryReader reader, long address, long pageSize) {
        try {
            // The three cheap tests reject nearly every offset before anything is built.
            long flagAndCount = reader.i64(address);
            long bytes = reader.i64(address + 8);
            boolean possible = (flagAndCount & 0xffff_ffffL) <= 1
                    && flagAndCount >>> 32 != 0
                    && bytes > 0
                    && bytes % pageSize == 0;
            return possible ? PageSet.read(memory, address, pageSize) : null;
        } catch (AbsentMemoryException | BadRecordException e) {
            return null;
        }
    }

    private static boolean inside(PageSet set, long start, long end) {
        long previous = -1;
        for (PageSet.PageMap map : set.maps()) {
            boolean good = map.start() > previous && map.start() >= start && map.start() < end;
            if (!good) {
                return false;
            }
            previous = map.start();
        }
        return true;
    }

    /** The table whose chunks start where the page set's maps do, and are no larger. */
    private static Optional<MemoryTable> findMemoryTable(MemoryReader reader, long address, long size, PageSet set) {
        if (set.maps().getFirst().start() == 0) {
            return Optional.empty();
        }
        return new MemoryTableSearch(new InDump(reader, address, size), new Maps(set))
                .find(1).stream().findFirst();
    }

    /** The record where it is in the dump. */
    private record InDump(MemoryReader reader, long address, long size) implements MemoryTableSearch.Source {
        @Override
        public long i64(long offset) throws AbsentMemoryException {
            return reader.i64(address + offset);
        }

        @Override
        public int i32(long offset) throws AbsentMemoryException {
            return reader.i32(address + offset);
        }
    }

    /** The maps of a page set: one for each chunk, in whole words of its bitmap. */
    private record Maps(PageSet set) implements MemoryTableSearch.Proof {
        @Override
        public long first() {
            return set.maps().getFirst().start();
        }

        @Override
        public boolean fits(int index, long before, long start, long end) {
            PageSet.PageMap map = set.maps().get(index);
            return start == map.start() && end - start <= map.words() * 64 * set.pageSize();
        }

        @Override
        public boolean isLast(int index, long end) {
            return index == set.maps().size() - 1;
        }
    }

    private static BadRecordException implausible(long address, String why) {
        return new BadRecordException(
                BadRecordException.Kind.IMPLAUSIBLE, "no boot_param at 0x%x: %s".formatted(address, why));
    }
}
