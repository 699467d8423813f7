package org.mckernel.dump.format.kdump;

import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * The sub header of a kdump-compressed file, in the second block. Every header version added fields; those that this
 * file's version does not have are absent.
 *
 * @param dumpLevel makedumpfile's -d (version 1), or −1
 * @param split true for one part of a split set (version 2)
 * @param startPfn first frame of the part; meaningless unless split
 * @param endPfn one past the last frame of the part; meaningless unless split
 * @param vmcoreinfo where the VMCOREINFO text is (version 3)
 * @param notes where the ELF notes are (version 4)
 * @param maxMapnr one past the highest page frame number (version 6), or −1
 */
record SubHeader(
        int dumpLevel,
        boolean split,
        long startPfn,
        long endPfn,
        KdumpHeader.Area vmcoreinfo,
        KdumpHeader.Area notes,
        long maxMapnr) {

    // struct kdump_sub_header (makedumpfile's diskdump_mod.h): each version appends to the one before.
    private static final int DUMP_LEVEL = 8;
    private static final int SPLIT = 12;
    static final int START_PFN = 16;
    private static final int END_PFN = 24;
    private static final int VMCOREINFO = 32;
    private static final int NOTES = 48;
    private static final int START_PFN_64 = 80;
    private static final int END_PFN_64 = 88;
    static final int MAX_MAPNR = 96;

    /** How many bytes of the sub header each version has, by version. */
    private static final int[] SIZES = {8, 16, 32, 48, 64, 80, 104};

    /**
     * Reads the fields of that version; −1 means a file without a sub header.
     *
     * @throws MalformedFileException when the file ends before them or a 64-bit number is beyond 2^63
     */
    static SubHeader read(ByteSource source, int blockSize, int version) throws MalformedFileException {
        if (version < 1) {
            return new SubHeader(-1, false, 0, 0, KdumpHeader.Area.NONE, KdumpHeader.Area.NONE, -1);
        }
        long at = blockSize;
        long size = SIZES[Math.min(version, SIZES.length - 1)];
        if (!source.contains(at, size)) {
            throw MalformedFileException.truncated(source, "the kdump sub header", at, size);
        }
        boolean split = version >= 2 && source.i32(at + SPLIT) != 0;
        boolean wide = version >= 6;
        long start = split ? source.offset64(at + (wide ? START_PFN_64 : START_PFN), "start_pfn") : 0;
        long end = split ? source.offset64(at + (wide ? END_PFN_64 : END_PFN), "end_pfn") : 0;
        return new SubHeader(
                source.i32(at + DUMP_LEVEL),
                split,
                start,
                end,
                version >= 3 ? area(source, at + VMCOREINFO) : KdumpHeader.Area.NONE,
                version >= 4 ? area(source, at + NOTES) : KdumpHeader.Area.NONE,
                wide ? source.offset64(at + MAX_MAPNR, "max_mapnr") : -1);
    }

    private static KdumpHeader.Area area(ByteSource source, long at) throws MalformedFileException {
        return new KdumpHeader.Area(source.i64(at), source.i64(at + 8));
    }
}
