package org.mckernel.dump.format.kdump;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/**
 * Physical memory of a kdump-compressed dump. Whole pages are decoded directly into the reader's memory; parts of pages
 * come from a small cache.
 *
 * <p>A page frame whose dumped bit is set is present, or truncated or corrupt as its descriptor says. With that bit
 * clear it is excluded when it is RAM, else not in the dump. Extents have no file runs: pages are stored one by one,
 * and most are compressed.
 */
final class KdumpMemory implements PhysicalMemory {
    private final KdumpParts parts;
    private final int pageSize;
    private final int shift;
    private final long frames;
    private final PageCache cache;

    KdumpMemory(KdumpParts parts) {
        this.parts = parts;
        this.pageSize = parts.first().header().blockSize();
        this.shift = Integer.numberOfTrailingZeros(pageSize);
        this.frames = parts.first().header().maxMapnr();
        this.cache = new PageCache(pageSize, this::load);
    }

    @Override
    public long read(long address, MemorySegment target, long targetOffset, long length) {
        long done = 0;
        while (done < length && inRange(address + done)) {
            long pfn = (address + done) >>> shift;
            long within = (address + done) & (pageSize - 1);
            long piece = Math.min(length - done, pageSize - within);
            Presence presence = piece == pageSize
                    ? load(pfn, target.asSlice(targetOffset + done, pageSize))
                    : cache.read(pfn, within, target, targetOffset + done, piece);
            if (presence != Presence.PRESENT) {
                break;
            }
            done += piece;
        }
        return done;
    }

    @Override
    public Presence presence(long address) {
        return inRange(address) ? cache.presence(address >>> shift) : Presence.NOT_IN_DUMP;
    }

    @Override
    public Extent extent(long address, long limit) {
        if (!inRange(address)) {
            long length = address < 0 && -address > 0 ? Math.min(limit, -address) : limit;
            return new Extent(address, length, Presence.NOT_IN_DUMP, null);
        }
        long stop = limit < end() - address ? address + limit : end();
        long pfn = address >>> shift;
        long stopPfn = ((stop - 1) >>> shift) + 1;
        KdumpPart part = parts.holding(pfn);
        KdumpPart tables = part != null ? part : parts.first();
        stopPfn = Math.min(stopPfn, parts.boundaryAbove(pfn));
        Presence presence;
        long runEnd;
        if (!tables.dumped().get(pfn)) {
            boolean ram = tables.ram().get(pfn);
            presence = ram ? Presence.EXCLUDED : Presence.NOT_IN_DUMP;
            runEnd = tables.ram().next(pfn, tables.dumped().next(pfn, stopPfn, true), !ram);
        } else if (part == null) {
            presence = Presence.TRUNCATED;
            runEnd = tables.dumped().next(pfn, stopPfn, false);
        } else {
            runEnd = part.storedEnd(pfn, stopPfn);
            presence = runEnd > pfn ? Presence.PRESENT : Presence.TRUNCATED;
            if (runEnd == pfn) {
                runEnd = part.nextStored(pfn, part.dumped().next(pfn, stopPfn, false));
            }
        }
        return new Extent(address, Math.min(stop, runEnd << shift) - address, presence, null);
    }

    @Override
    public long nextPresent(long address, long end) {
        long stop = end < 0 || end > end() ? end() : end;
        if (!inRange(address) || address >= stop) {
            return -1;
        }
        long stopPfn = ((stop - 1) >>> shift) + 1;
        long pfn = address >>> shift;
        while (pfn < stopPfn) {
            long boundary = Math.min(stopPfn, parts.boundaryAbove(pfn));
            KdumpPart part = parts.holding(pfn);
            long found = part != null ? part.nextStored(pfn, boundary) : boundary;
            if (found < boundary) {
                return Math.max(address, found << shift);
            }
            pfn = boundary;
        }
        return -1;
    }

    @Override
    public long end() {
        return frames << shift;
    }

    @Override
    public long pageSize() {
        return pageSize;
    }

    private boolean inRange(long address) {
        return address >= 0 && address < end();
    }

    private Presence load(long pfn, MemorySegment target) {
        KdumpPart part = parts.holding(pfn);
        KdumpPart tables = part != null ? part : parts.first();
        if (tables.dumped().get(pfn)) {
            return part != null ? part.load(pfn, target) : Presence.TRUNCATED;
        }
        return tables.ram().get(pfn) ? Presence.EXCLUDED : Presence.NOT_IN_DUMP;
    }
}
