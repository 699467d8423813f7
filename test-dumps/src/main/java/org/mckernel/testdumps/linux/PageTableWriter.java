package org.mckernel.testdumps.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Writes page tables: x86_64 with 4 or 5 levels, aarch64 with 4 KiB or 64 KiB pages.
 *
 * <p>x86_64: 512 entries a table; bit 0 present, bit 1 writable, bit 7 a large leaf, bit 63 no execute. aarch64:
 * entries of the lowest level end in binary 11, blocks above it in 01, tables in 11.
 */
public final class PageTableWriter {
    private static final long X86_TABLE = 0x67;
    private static final long X86_LEAF = 0x8000_0000_0000_0163L;
    private static final long X86_LARGE = 0x80;
    private static final long X86_ADDRESS = 0x000f_ffff_ffff_f000L;
    private static final long ARM_TABLE = 3;
    private static final long ARM_ATTRIBUTES = 0x0060_0000_0000_0700L;
    private static final long ARM_PAGE = 3;
    private static final long ARM_BLOCK = 1;

    private record Mapping(long physical, long length) {}

    private final SimulatedMemory memory;
    private final FrameAllocator frames;
    private final Processor processor;
    private final int tableBytes;
    /** log2 of what an entry spans, from the top level down. */
    private final int[] shifts;

    private final int vaBits;
    private final int largestLeaf;
    private final long root;
    private final NavigableMap<Long, Mapping> mappings = new TreeMap<>();
    private long extraTableBits;
    private long extraLeafBits;

    private PageTableWriter(
            SimulatedMemory memory,
            FrameAllocator frames,
            Processor processor,
            int tableBytes,
            int vaBits,
            int largestLeaf,
            long root) {
        this.memory = memory;
        this.frames = frames;
        this.processor = processor;
        this.tableBytes = tableBytes;
        this.vaBits = vaBits;
        this.largestLeaf = largestLeaf;
        int pageShift = Integer.numberOfTrailingZeros(tableBytes);
        int width = pageShift - 3;
        int levels = (vaBits - pageShift + width - 1) / width;
        this.shifts = new int[levels];
        for (int i = 0; i < levels; i++) {
            shifts[i] = pageShift + width * (levels - 1 - i);
        }
        this.root = root;
        memory.write(root, new byte[tableBytes]);
    }

    /**
     * x86_64 tables; leaves may be 4 KiB, 2 MiB and 1 GiB.
     *
     * @param frames where tables below the top one come from
     * @param levels 4 or 5
     * @param root physical address of the top table
     */
    public static PageTableWriter x86(SimulatedMemory memory, FrameAllocator frames, int levels, long root) {
        return new PageTableWriter(memory, frames, Processor.X86_64, 4096, 12 + 9 * levels, 30, root);
    }

    /**
     * aarch64 tables; leaves may be 4 KiB, 2 MiB and 1 GiB, or 64 KiB and 512 MiB.
     *
     * @param frames where tables below the top one come from
     * @param pageSize 0x1000 or 0x10000
     * @param vaBits 39, 42 or 48
     * @param root physical address of the top table
     */
    public static PageTableWriter arm64(
            SimulatedMemory memory, FrameAllocator frames, int pageSize, int vaBits, long root) {
        return new PageTableWriter(
                memory, frames, Processor.AARCH64, pageSize, vaBits, pageSize == 4096 ? 30 : 29, root);
    }

    /** More bits in every entry written from now on: AMD's encryption bit, PAT in large leaves, software bits. */
    public PageTableWriter extraBits(long inTables, long inLeaves) {
        extraTableBits = inTables;
        extraLeafBits = inLeaves;
        return this;
    }

    /** Physical address of the top table. */
    public long root() {
        return root;
    }

    /** Number of levels. */
    public int levels() {
        return shifts.length;
    }

    /**
     * Maps a range with the largest leaves that both addresses are aligned to, none larger than {@code leafSize}.
     *
     * @param length bytes, whole pages
     * @param leafSize bytes; the page size gives only pages
     */
    public PageTableWriter map(long virtual, long physical, long length, long leafSize) {
        mappings.put(virtual, new Mapping(physical, length));
        for (long done = 0; done < length; ) {
            int level = level(virtual + done, physical + done, Math.min(leafSize, length - done));
            leaf(virtual + done, physical + done, level);
            done += 1L << shifts[level];
        }
        return this;
    }

    /** The physical address of a mapped one, as given to {@link #map}: the truth to compare a walk with. */
    public long physical(long virtual) {
        for (Map.Entry<Long, Mapping> entry : mappings.entrySet()) {
            long offset = virtual - entry.getKey();
            if (offset >= 0 && offset < entry.getValue().length) {
                return entry.getValue().physical + offset;
            }
        }
        throw new IllegalArgumentException("0x%x is not mapped".formatted(virtual));
    }

    /** Writes to mapped memory by virtual address; the range must be in pages that one {@link #map} made. */
    public PageTableWriter write(long virtual, byte... bytes) {
        memory.write(physical(virtual), bytes);
        return this;
    }

    /** Physical address of the entry of a level (0 is the lowest) that a walk of {@code virtual} reads. */
    public long entryAddress(long virtual, int level) {
        long table = root;
        for (int i = 0; ; i++) {
            long at = table + 8 * index(virtual, i);
            if (i == shifts.length - 1 - level) {
                return at;
            }
            long entry = entry(at);
            if (entry == 0) {
                throw new IllegalArgumentException("no table for 0x%x at level %d".formatted(virtual, level));
            }
            table = address(entry);
        }
    }

    private int level(long virtual, long physical, long limit) {
        for (int i = 0; i < shifts.length - 1; i++) {
            long size = 1L << shifts[i];
            if (shifts[i] <= largestLeaf && size <= limit && ((virtual | physical) & (size - 1)) == 0) {
                return i;
            }
        }
        return shifts.length - 1;
    }

    private void leaf(long virtual, long physical, int level) {
        long table = root;
        for (int i = 0; i < level; i++) {
            long at = table + 8 * index(virtual, i);
            long entry = entry(at);
            if (entry == 0) {
                long lower = frames.allocate(tableBytes);
                memory.write(lower, new byte[tableBytes]);
                entry = lower | (processor == Processor.X86_64 ? X86_TABLE : ARM_TABLE) | extraTableBits;
                memory.writeLongs(at, entry);
            }
            table = address(entry);
        }
        boolean lowest = level == shifts.length - 1;
        long bits = switch (processor) {
            case X86_64 -> X86_LEAF | (lowest ? 0 : X86_LARGE);
            case AARCH64 -> ARM_ATTRIBUTES | (lowest ? ARM_PAGE : ARM_BLOCK);
        };
        memory.writeLongs(table + 8 * index(virtual, level), physical | bits | extraLeafBits);
    }

    private long index(long virtual, int level) {
        int top = level == 0 ? vaBits : shifts[level - 1];
        return (virtual >>> shifts[level]) & ((1L << (top - shifts[level])) - 1);
    }

    private long entry(long at) {
        return ByteBuffer.wrap(memory.read(at, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    private long address(long entry) {
        long clean = entry & ~extraTableBits;
        return processor == Processor.X86_64 ? clean & X86_ADDRESS : clean & 0x0000_ffff_ffff_ffffL & -tableBytes;
    }
}
