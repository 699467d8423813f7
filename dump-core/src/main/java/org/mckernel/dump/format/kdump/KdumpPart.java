package org.mckernel.dump.format.kdump;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.kdump.codec.PageCodec;
import org.mckernel.dump.memory.Presence;

/** One kdump-compressed file: its bitmaps, its descriptor table, its pages. */
final class KdumpPart {
    /** A descriptor: offset (8 bytes), stored size (4), flags (4), page flags (8). */
    private static final int DESCRIPTOR = 24;

    /** Bitmaps above this size (8 TiB in pages of 4 KiB) are not counted only to check a file for completeness. */
    private static final long CHECK_BELOW = 256L << 20;

    /** Descriptors searched backwards, from the last, for a page that does not share its offset with the last one. */
    private static final long MAX_SEARCH_BACK = 1L << 20;

    private final ByteSource source;
    private final KdumpHeader header;
    private final PageBitmap ram;
    private final PageBitmap dumped;
    private final RankIndex ranks;
    private boolean whole;

    private KdumpPart(ByteSource source, KdumpHeader header, PageBitmap ram, PageBitmap dumped) {
        this.source = source;
        this.header = header;
        this.ram = ram;
        this.dumped = dumped;
        this.ranks = new RankIndex(dumped, header.startPfn(), header.endPfn());
    }

    /**
     * Opens one file.
     *
     * @param warnings receives problems that leave it readable
     * @throws MalformedFileException when headers or bitmaps cannot be read
     */
    static KdumpPart open(ByteSource source, List<String> warnings) throws MalformedFileException {
        KdumpHeader header = KdumpHeader.read(source);
        if (header.version() > KdumpHeader.NEWEST_VERSION) {
            warnings.add("%s: header version %d is newer than %d; read as version %3$d"
                    .formatted(source.name(), header.version(), KdumpHeader.NEWEST_VERSION));
        }
        PageBitmap ram = PageBitmap.open(source, header.ramBitmap(), header.maxMapnr(), "the bitmap of RAM");
        PageBitmap dumped = header.dumpedBitmap() == header.ramBitmap()
                ? ram
                : PageBitmap.open(source, header.dumpedBitmap(), header.maxMapnr(), "the bitmap of dumped pages");
        KdumpPart part = new KdumpPart(source, header, ram, dumped);
        part.whole = part.checkWhole(warnings);
        return part;
    }

    KdumpHeader header() {
        return header;
    }

    ByteSource source() {
        return source;
    }

    /** Frames that are RAM. */
    PageBitmap ram() {
        return ram;
    }

    /** Frames that were dumped, of all parts of a set. */
    PageBitmap dumped() {
        return dumped;
    }

    /** True if every announced page is in the file, as far as can be determined without reading every descriptor. */
    boolean whole() {
        return whole;
    }

    /**
     * Decodes one page of this part's interval that the bitmap says was dumped.
     *
     * @return {@link Presence#PRESENT}, {@link Presence#TRUNCATED} or {@link Presence#CORRUPT}
     */
    Presence load(long pfn, MemorySegment target) {
        try {
            long at = descriptorAt(pfn);
            if (!source.contains(at, DESCRIPTOR)) {
                return Presence.TRUNCATED;
            }
            MemorySegment descriptor = source.slice(at, DESCRIPTOR);
            long offset = descriptor.get(ByteSource.LE64, 0);
            int size = descriptor.get(ByteSource.LE32, 8);
            if (offset == 0) {
                return Presence.TRUNCATED;
            }
            PageCodec codec = PageCodec.ofFlags(descriptor.get(ByteSource.LE32, 12));
            if (offset < header.descriptors() || size <= 0 || size > header.blockSize() || codec == null) {
                return Presence.CORRUPT;
            }
            if (!source.contains(offset, size)) {
                return Presence.TRUNCATED;
            }
            return codec.decode(source.slice(offset, size), target) ? Presence.PRESENT : Presence.CORRUPT;
        } catch (MalformedFileException | InternalError e) {
            return Presence
                    .TRUNCATED; // never stored, or the file shrank or cannot be read (how the JDK reports SIGBUS)
        }
    }

    /**
     * First frame in {@code [pfn, limit)} that is dumped and whose stored bytes are inside the file, or {@code limit}.
     */
    long nextStored(long pfn, long limit) {
        long at = dumped.next(pfn, limit, true);
        if (whole || at == limit) {
            return at;
        }
        long descriptor = descriptorAt(at);
        while (at < limit && source.contains(descriptor, DESCRIPTOR)) {
            if (stored(descriptor)) {
                return at;
            }
            at = dumped.next(at + 1, limit, true);
            descriptor += DESCRIPTOR;
        }
        return limit;
    }

    /**
     * First frame in {@code [pfn, limit)} that does not meet the condition of {@link #nextStored}; {@code pfn} itself
     * is dumped.
     */
    long storedEnd(long pfn, long limit) {
        long end = dumped.next(pfn, limit, false);
        if (whole) {
            return end;
        }
        long descriptor = descriptorAt(pfn);
        long at = pfn;
        while (at < end && stored(descriptor)) {
            at++;
            descriptor += DESCRIPTOR;
        }
        return at;
    }

    private long descriptorAt(long pfn) {
        return header.descriptors() + DESCRIPTOR * ranks.rank(pfn);
    }

    private boolean stored(long descriptor) {
        try {
            return source.contains(descriptor, DESCRIPTOR)
                    && source.i64(descriptor) != 0
                    && (source.i64(descriptor) < 0
                            || source.contains(source.i64(descriptor), source.u32(descriptor + 8)));
        } catch (MalformedFileException e) {
            return false;
        }
    }

    private boolean checkWhole(List<String> warnings) {
        String name = source.name();
        if (header.incomplete()) {
            warnings.add(name + ": its writer marked it incomplete; unwritten pages read as truncated");
            return false;
        }
        if (dumped.bytes() > CHECK_BELOW) {
            return false;
        }
        long pages = ranks.rank(header.endPfn());
        long table = header.descriptors();
        if (pages == 0) {
            return true;
        }
        if (!source.contains(table, DESCRIPTOR * pages)) {
            long held = Math.max(0, source.size() - table) / DESCRIPTOR;
            warnings.add(
                    "%s: truncated: the file ends at %d, in its page descriptors; at most %d of %d pages are readable"
                            .formatted(name, source.size(), held, pages));
            return false;
        }
        long last = table + DESCRIPTOR * (pages - 1);
        long before = previousOffset(last);
        if (!stored(last) || before < 0 || !stored(before)) {
            warnings.add("%s: truncated or interrupted: the file ends at %d, before the last of its %d pages"
                    .formatted(name, source.size(), pages));
            return false;
        }
        return true;
    }

    /**
     * The nearest descriptor before {@code last} with another offset: before many zero pages, which share one offset
     * near the start of the file, it is the one that points to the end of the file. {@code last} itself when there is
     * none, −1 when it is too far away.
     */
    private long previousOffset(long last) {
        try {
            long shared = source.i64(last);
            long lowest = Math.max(header.descriptors(), last - MAX_SEARCH_BACK * DESCRIPTOR);
            for (long at = last - DESCRIPTOR; at >= lowest; at -= DESCRIPTOR) {
                if (source.i64(at) != shared) {
                    return at;
                }
            }
            return lowest == header.descriptors() ? last : -1;
        } catch (MalformedFileException e) {
            return -1;
        }
    }
}
