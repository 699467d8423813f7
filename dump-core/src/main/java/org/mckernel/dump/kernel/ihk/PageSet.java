package org.mckernel.dump.kernel.ihk;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * The dump-page set: one bitmap for every memory chunk that IHK assigned to McKernel, bit k set = page k belongs in a
 * dump.
 *
 * <p>Layout (the same on both architectures): the set is {@code u32 completion_flag, u32 count, u64 bytes, u64 maps}
 * where {@code bytes} is the size of all maps rounded up to a page and {@code maps} the physical address of the first;
 * a map is {@code u64 start, u64 words, u64 bits[words]}, directly followed by the next.
 *
 * @param address physical address of the set
 * @param completed whether the kernel finished marking the pages to exclude; bits are only cleared, so an unfinished
 *        set announces too much, never too little
 * @param bytes size of the maps' area
 * @param pageSize bytes per bit: Linux's page size
 * @param maps one per memory chunk, in the order of the record
 */
public record PageSet(long address, boolean completed, long bytes, long pageSize, List<PageMap> maps) {
    /** Size of the record in bytes. */
    public static final int RECORD_SIZE = 24;

    /** A physical address has at most 52 bits. */
    private static final long PHYSICAL_LIMIT = 1L << 52;

    /** Limit for the ranges of an mckdump: each is a separate section. */
    private static final int MAX_CHUNKS = 1 << 22;

    /** IHK assigns a few hundred chunks of memory at most. */
    private static final int MAX_MAPS = 1 << 20;

    private static final int BLOCK_WORDS = 8192;

    /**
     * The bitmap of one memory chunk.
     *
     * @param start physical address of bit 0's page
     * @param words 64-bit words in the bitmap
     * @param bitmap physical address of the first word
     */
    public record PageMap(long start, long words, long bitmap) {
        /** One past the last page of the bitmap; up to 63 pages after the chunk's real end. */
        public long end(long pageSize) {
            return start + words * 64 * pageSize;
        }
    }

    /**
     * Reads the record and the headers of its maps, not the bits.
     *
     * @throws BadRecordException when it is absent or implausible
     */
    public static PageSet read(PhysicalMemory memory, long address, long pageSize) throws BadRecordException {
        if (address == 0) {
            throw new BadRecordException(
                    BadRecordException.Kind.NULL,
                    "the page set's address is 0: no McKernel was booted, or its IHK is older than dump support");
        }
        MemoryReader reader = new MemoryReader(memory);
        try {
            long flag = reader.u32(address);
            long count = reader.u32(address + 4);
            long bytes = reader.i64(address + 8);
            long first = reader.i64(address + 16);
            check(flag <= 1, address, "completion flag", "0 or 1", flag);
            check(
                    bytes > 0 && bytes <= PHYSICAL_LIMIT >> 15,
                    address + 8,
                    "size of the maps",
                    "1 byte to 128 GiB",
                    bytes);
            long most = Math.min(bytes / 16, MAX_MAPS);
            check(count > 0 && count <= most, address + 4, "number of maps", "1 to " + most, count);
            check(
                    first > 0 && first < PHYSICAL_LIMIT && first % 8 == 0,
                    address + 16,
                    "address of the maps",
                    "a physical address",
                    first);
            return new PageSet(address, flag == 1, bytes, pageSize, maps(reader, first, bytes, count, pageSize));
        } catch (AbsentMemoryException e) {
            throw new BadRecordException(
                    BadRecordException.Kind.ABSENT,
                    "the page set at 0x%x is unreadable: %s".formatted(address, e.getMessage()));
        }
    }

    private static List<PageMap> maps(MemoryReader reader, long first, long bytes, long count, long pageSize)
            throws AbsentMemoryException, BadRecordException {
        List<PageMap> maps = new ArrayList<>();
        long at = first;
        long left = bytes;
        for (long i = 0; i < count; i++) {
            check(left >= 16, at, "map " + i, "to be inside the maps' " + bytes + " bytes", at);
            long start = reader.i64(at);
            long words = reader.i64(at + 8);
            check(
                    start >= 0 && start < PHYSICAL_LIMIT && start % pageSize == 0,
                    at,
                    "start of map " + i,
                    "a page aligned physical address",
                    start);
            check(words > 0 && words <= (left - 16) / 8, at + 8, "words of map " + i, "1 to " + (left - 16) / 8, words);
            check(
                    words <= (PHYSICAL_LIMIT - start) / (64 * pageSize),
                    at + 8,
                    "words of map " + i,
                    "an end below 2^52",
                    words);
            maps.add(new PageMap(start, words, at + 16));
            at += 16 + 8 * words;
            left -= 16 + 8 * words;
        }
        return List.copyOf(maps);
    }

    private static void check(boolean good, long address, String what, String expected, long found)
            throws BadRecordException {
        if (!good) {
            throw new BadRecordException(
                    BadRecordException.Kind.IMPLAUSIBLE,
                    "page set: %s at 0x%x: expected %s, found 0x%x".formatted(what, address, expected, found));
        }
    }

    /**
     * The announced ranges: runs of set bits, upwards within a map, maps in the order of the record; a run never
     * continues in the next map, even if they are adjacent (as in the original converter).
     *
     * @throws BadRecordException when a bitmap is absent or there are too many runs
     */
    public ChunkList chunks(PhysicalMemory memory) throws BadRecordException {
        ChunkList.Builder chunks = new ChunkList.Builder();
        for (PageMap map : maps) {
            long runStart = -1;
            for (long word = 0; word < map.words; word += BLOCK_WORDS) {
                int block = (int) Math.min(BLOCK_WORDS, map.words - word);
                MemorySegment bits = bitmapBlock(memory, map, word, block);
                for (int i = 0; i < block; i++) {
                    runStart = addRuns(chunks, map, (word + i) * 64, bits.getAtIndex(ByteSource.LE64, i), runStart);
                }
            }
            if (runStart >= 0) {
                addRun(chunks, map, runStart, map.words * 64);
            }
        }
        return chunks.build();
    }

    private MemorySegment bitmapBlock(PhysicalMemory memory, PageMap map, long word, int words)
            throws BadRecordException {
        try {
            return new MemoryReader(memory).bytes(map.bitmap + 8 * word, 8 * words);
        } catch (AbsentMemoryException e) {
            throw new BadRecordException(
                    BadRecordException.Kind.ABSENT,
                    "the page set's bitmap for 0x%x is unreadable: %s".formatted(map.start, e.getMessage()));
        }
    }

    /** Adds the runs that end inside {@code bits}; returns the first page of the run still open after it, or −1. */
    private long addRuns(ChunkList.Builder chunks, PageMap map, long page, long bits, long open)
            throws BadRecordException {
        long runStart = open;
        int at = 0;
        while (at < 64) {
            long rest = runStart >= 0 ? ~bits >>> at : bits >>> at;
            int next = rest == 0 ? 64 : at + Long.numberOfTrailingZeros(rest);
            if (next >= 64) {
                return runStart;
            }
            if (runStart >= 0) {
                addRun(chunks, map, runStart, page + next);
                runStart = -1;
            } else {
                runStart = page + next;
            }
            at = next;
        }
        return runStart;
    }

    private void addRun(ChunkList.Builder chunks, PageMap map, long firstPage, long endPage) throws BadRecordException {
        if (chunks.count() >= MAX_CHUNKS) {
            throw new BadRecordException(
                    BadRecordException.Kind.IMPLAUSIBLE,
                    "page set: more than %d runs of pages; the bitmap at 0x%x is likely garbage"
                            .formatted(MAX_CHUNKS, map.bitmap));
        }
        chunks.add(map.start + firstPage * pageSize, (endPage - firstPage) * pageSize);
    }

    /**
     * True if no bit of any page inside the maps is cleared except in each map's last word, whose tail represents no
     * pages: the state before any dump.
     */
    public boolean untouched(ChunkList chunks) {
        if (chunks.count() != maps.size()) {
            return false;
        }
        for (int i = 0; i < maps.size(); i++) {
            PageMap map = maps.get(i);
            boolean whole = chunks.address(i) == map.start && chunks.size(i) > (map.words - 1) * 64 * pageSize;
            if (!whole) {
                return false;
            }
        }
        return true;
    }
}
