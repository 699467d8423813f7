package org.mckernel.dump.format.mckdump;

import java.util.Arrays;
import java.util.List;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemory;
import org.mckernel.dump.memory.StoredMemoryBuilder;

/** Maps each chunk to its bytes in the file, or to the reason why they are absent. */
final class ChunkPlacement {
    /** An mckdump does not contain its page size; this is the smallest possible. */
    private static final long PAGE_SIZE = 4096;

    private static final long LARGEST_PAGE = 65536;

    private final ByteSource source;
    private final MemorySections sections;
    private final ChunkTable chunks;
    private final MckdumpVariant variant;
    private final List<String> warnings;
    private final StoredMemoryBuilder memory = new StoredMemoryBuilder();
    private final boolean interactive;
    private boolean overlapping;
    private int impossible;
    private int missing;
    private int shorter;
    private int moved;
    private int cut;
    private long lostBytes;

    ChunkPlacement(
            ByteSource source,
            MemorySections sections,
            ChunkTable chunks,
            MckdumpVariant variant,
            List<String> warnings) {
        this.source = source;
        this.sections = sections;
        this.chunks = chunks;
        this.variant = variant;
        this.warnings = warnings;
        this.interactive = variant == MckdumpVariant.A ? false : variant.joined() ? joinedPage() : pagesOnly();
    }

    StoredMemoryBuilder memory() {
        return memory;
    }

    /**
     * True if the sections have one page each for any chunk size: a writer for interactive use announces the chunks and
     * writes no memory, not even that page.
     */
    boolean interactive() {
        return interactive;
    }

    private boolean pagesOnly() {
        boolean larger = false;
        for (int i = 0; i < chunks.size(); i++) {
            if (!sections.has(i) || sections.size(i) != sections.size(0)) {
                return false;
            }
            larger |= Long.compareUnsigned(chunks.length(i), sections.size(i)) > 0;
        }
        return larger && onePage(sections.size(0));
    }

    private boolean joinedPage() {
        long size = sections.joined().size();
        return onePage(size) && chunks.size() > 0 && (chunks.size() > 1 || chunks.length(0) != size);
    }

    private static boolean onePage(long size) {
        return size >= PAGE_SIZE && size <= LARGEST_PAGE && Long.bitCount(size) == 1;
    }

    void place() {
        long joinedAt = 0;
        for (int i = 0; i < chunks.size(); i++) {
            long address = chunks.address(i);
            long size = chunks.length(i);
            if (!StoredMemoryBuilder.isValid(address, size)) {
                impossible++;
            } else if (interactive) {
                memory.absent(address, size, Presence.EXCLUDED);
            } else if (variant.joined() || variant == MckdumpVariant.A) {
                long left = sections.joined().noBits()
                        ? 0
                        : Math.max(sections.joined().size() - joinedAt, 0);
                place(i, sections.joined().offset() + joinedAt, Math.min(left, size));
                joinedAt = Math.min(joinedAt + size, StoredMemoryBuilder.ADDRESS_LIMIT);
            } else if (!sections.has(i)) {
                missing++;
                memory.absent(address, size, Presence.NOT_IN_DUMP);
            } else {
                moved += sections.address(i) == address ? 0 : 1;
                long stored = sections.size(i);
                place(i, sections.offset(i), stored < 0 ? size : Math.min(stored, size));
            }
        }
        warn();
    }

    private void place(int chunk, long offset, long announced) {
        long address = chunks.address(chunk);
        long size = chunks.length(chunk);
        long inFile = offset < 0 || offset >= source.size() ? 0 : Math.min(announced, source.size() - offset);
        memory.stored(address, inFile, offset);
        chunks.held(chunk, inFile);
        if (inFile < announced) {
            cut++;
            lostBytes += announced - inFile;
            memory.absent(address + inFile, announced - inFile, Presence.TRUNCATED);
        }
        if (announced < size) {
            shorter++;
            memory.absent(address + announced, size - announced, Presence.NOT_IN_DUMP);
        }
    }

    private void warn() {
        int count = chunks.size();
        overlapping = overlaps();
        if (interactive) {
            warnings.add("made for interactive use: a table of %d chunks without any memory".formatted(count));
        }
        if (cut > 0) {
            warnings.add("truncated: the file ends at %d, %d bytes of memory in %d of %d chunks are lost"
                    .formatted(source.size(), lostBytes, cut, count));
        }
        if (impossible > 0) {
            warnings.add("%d of %d chunks are empty or have invalid addresses: ignored".formatted(impossible, count));
        }
        if (missing > 0) {
            warnings.add("%d of %d chunks have no section physmem<i>: not in the dump".formatted(missing, count));
        }
        if (shorter > 0) {
            warnings.add("%d of %d chunks have fewer bytes in the file than the table says: the rest is not in the dump"
                    .formatted(shorter, count));
        }
        if (moved > 0) {
            warnings.add("%d of %d chunks have another address in their section: the table's is used"
                    .formatted(moved, count));
        }
        if (overlapping) {
            warnings.add("chunks overlap: where they do, the first is read");
        }
    }

    private boolean overlaps() {
        long[] starts = new long[chunks.size()];
        long[] ends = new long[chunks.size()];
        int count = 0;
        for (int i = 0; i < starts.length; i++) {
            if (StoredMemoryBuilder.isValid(chunks.address(i), chunks.length(i))) {
                starts[count] = chunks.address(i);
                ends[count++] = chunks.address(i) + chunks.length(i);
            }
        }
        Arrays.sort(starts, 0, count);
        Arrays.sort(ends, 0, count);
        for (int i = 1; i < count; i++) {
            if (starts[i] < ends[i - 1]) {
                return true;
            }
        }
        return false;
    }

    /**
     * The memory, and in the table how many bytes of each chunk are present. Where chunks overlap, that is the size in
     * the file including holes: walking every chunk's ranges could take quadratic time.
     */
    StoredMemory build() {
        StoredMemory built = memory.build(source, PAGE_SIZE);
        for (int i = 0; !overlapping && i < chunks.size(); i++) {
            if (StoredMemoryBuilder.isValid(chunks.address(i), chunks.length(i))) {
                chunks.held(i, held(built, chunks.address(i), chunks.address(i) + chunks.length(i)));
            }
        }
        return built;
    }

    private static long held(StoredMemory memory, long start, long end) {
        long held = 0;
        long at = memory.nextPresent(start, end);
        while (at >= 0) {
            Extent extent = memory.extent(at, end - at);
            held += extent.presence() == Presence.PRESENT ? extent.length() : 0;
            at = memory.nextPresent(extent.end(), end);
        }
        return held;
    }
}
