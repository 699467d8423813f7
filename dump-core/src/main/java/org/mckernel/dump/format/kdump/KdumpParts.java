package org.mckernel.dump.format.kdump;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * The file, or the files of a split set: each has bitmaps for all page frames and holds the pages of its own interval.
 */
final class KdumpParts {
    private final List<KdumpPart> parts;

    private KdumpParts(List<KdumpPart> parts) {
        this.parts = parts;
    }

    /**
     * Opens all files and checks that they belong together.
     *
     * @param warnings receives problems that leave the dump readable: damaged, overlapping and missing parts
     * @throws MalformedFileException when a file cannot be read or is not of this set
     */
    static KdumpParts open(List<ByteSource> sources, List<String> warnings) throws MalformedFileException {
        List<KdumpPart> parts = new ArrayList<>();
        for (ByteSource source : sources) {
            parts.add(KdumpPart.open(source, warnings));
        }
        for (KdumpPart part : parts) {
            check(part, parts.getFirst(), parts.size());
        }
        parts.sort(Comparator.comparingLong((KdumpPart part) -> part.header().startPfn())
                .thenComparingLong(part -> part.header().endPfn()));
        KdumpParts set = new KdumpParts(List.copyOf(parts));
        set.reportGaps(warnings);
        return set;
    }

    private static void check(KdumpPart part, KdumpPart first, int count) throws MalformedFileException {
        String file = part.source().name();
        if (count > 1 && !part.header().split()) {
            throw new MalformedFileException(
                    MalformedFileException.Kind.CORRUPT,
                    file,
                    "not a part of a split dump, but given together with other files; give it alone");
        }
        if (!part.header().sameDump(first.header())) {
            throw new MalformedFileException(
                    MalformedFileException.Kind.CORRUPT,
                    file,
                    "not a part of the same split dump as %s: time, system name, page size or max_mapnr differ"
                            .formatted(first.source().name()));
        }
    }

    private void reportGaps(List<String> warnings) {
        long covered = 0;
        for (KdumpPart part : parts) {
            long start = part.header().startPfn();
            if (start > covered) {
                warnings.add(missing(covered, start));
            } else if (start < covered) {
                warnings.add("%s: overlaps another part in page frames 0x%x to 0x%x; the part that starts lower is used"
                        .formatted(
                                part.source().name(),
                                start,
                                Math.min(covered, part.header().endPfn())));
            }
            covered = Math.max(covered, part.header().endPfn());
        }
        if (covered < first().header().maxMapnr()) {
            warnings.add(missing(covered, first().header().maxMapnr()));
        }
    }

    private static String missing(long from, long to) {
        return "split dump: the part with page frames 0x%x to 0x%x was not given; its pages read as truncated"
                .formatted(from, to);
    }

    /** The part with the lowest frames; its bitmaps are used for frames that no part holds. */
    KdumpPart first() {
        return parts.getFirst();
    }

    List<KdumpPart> all() {
        return parts;
    }

    /** The part that holds a frame's page, or null when it was not given. */
    KdumpPart holding(long pfn) {
        for (int i = 0; i < parts.size(); i++) {
            KdumpHeader header = parts.get(i).header();
            if (pfn >= header.startPfn() && pfn < header.endPfn()) {
                return parts.get(i);
            }
        }
        return null;
    }

    /** The lowest frame above {@code pfn} at which {@link #holding} may answer differently. */
    long boundaryAbove(long pfn) {
        long boundary = Long.MAX_VALUE;
        for (int i = 0; i < parts.size(); i++) {
            KdumpHeader header = parts.get(i).header();
            if (header.startPfn() > pfn) {
                boundary = Math.min(boundary, header.startPfn());
            } else if (header.endPfn() > pfn) {
                boundary = Math.min(boundary, header.endPfn());
            }
        }
        return boundary;
    }
}
