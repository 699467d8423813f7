package org.mckernel.dump.format.kdump;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * Main header and sub header of one file, checked against the file's size. Offsets are those of 64-bit little-endian
 * machines; fields newer than the header's version are not read.
 *
 * @param diskdump true for the old {@code DISKDUMP} signature
 * @param version header_version
 * @param utsname sysname, nodename, release, version, machine, domainname
 * @param seconds when the dump was made, since the epoch
 * @param micros and the microseconds
 * @param status what the writer used and whether it finished: the {@code STATUS_} bits
 * @param blockSize block and page size in bytes, a power of two from 4 KiB to 64 KiB
 * @param maxMapnr one past the highest page frame number
 * @param ramBitmap file offset of the first bitmap: frames that are RAM
 * @param dumpedBitmap file offset of the second bitmap: frames that were dumped; equal to the first where there is one
 * @param descriptors file offset of the page descriptors
 * @param dumpLevel makedumpfile's -d, or −1 when the header does not contain it
 * @param split true for a part of a split set
 * @param startPfn first frame of this file; 0 unless split
 * @param endPfn one past the last frame of this file; {@code maxMapnr} unless split
 * @param vmcoreinfo where the VMCOREINFO text is
 * @param notes where the ELF notes are
 */
record KdumpHeader(
        boolean diskdump,
        int version,
        List<String> utsname,
        long seconds,
        long micros,
        int status,
        int blockSize,
        long maxMapnr,
        long ramBitmap,
        long dumpedBitmap,
        long descriptors,
        int dumpLevel,
        boolean split,
        long startPfn,
        long endPfn,
        Area vmcoreinfo,
        Area notes) {

    /** A range of the file; size 0 when there is none. */
    record Area(long offset, long size) {
        static final Area NONE = new Area(0, 0);
    }

    static final int STATUS_ZLIB = 0x01;
    static final int STATUS_LZO = 0x02;
    static final int STATUS_SNAPPY = 0x04;
    static final int STATUS_INCOMPLETE = 0x08;
    static final int STATUS_ZSTD = 0x20;
    static final int NEWEST_VERSION = 6;

    private static final String KDUMP = "KDUMP   ";
    private static final String DISKDUMP = "DISKDUMP";
    // struct disk_dump_header (makedumpfile's diskdump_mod.h) as 64-bit machines lay it out: a signature of 8 bytes,
    // header_version, six utsname fields of 65 bytes, struct timeval at the next multiple of 8, then 32-bit numbers.
    private static final int HEADER_VERSION = 8;
    private static final int HEADER_UTSNAME = 12;
    private static final int UTSNAME_FIELDS = 6;
    private static final int UTSNAME_FIELD = 65;
    private static final int HEADER_SECONDS = 408;
    private static final int HEADER_MICROS = 416;
    private static final int HEADER_STATUS = 424;
    private static final int HEADER_BLOCK_SIZE = 428;
    private static final int HEADER_SUB_HEADER_BLOCKS = 432;
    private static final int HEADER_BITMAP_BLOCKS = 436;
    private static final int HEADER_MAX_MAPNR = 440;
    private static final int MAIN_SIZE = 464;

    /** Where 32-bit machines have block_size: their struct timeval is at the next multiple of 4 and has 8 bytes. */
    private static final int NARROW_BLOCK_SIZE = 416;

    /** True for either signature. */
    static boolean recognises(ByteSource source) {
        try {
            String signature =
                    new String(source.slice(0, 8).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
            return signature.equals(KDUMP) || signature.equals(DISKDUMP);
        } catch (MalformedFileException e) {
            return false;
        }
    }

    /** Reads and checks both headers. */
    static KdumpHeader read(ByteSource source) throws MalformedFileException {
        if (!source.contains(0, MAIN_SIZE)) {
            throw MalformedFileException.truncated(source, "the kdump header", 0, MAIN_SIZE);
        }
        rejectForeign(source);
        boolean diskdump = source.text(0, 8).equals(DISKDUMP);
        int version = source.i32(HEADER_VERSION);
        if (version < 0 || version > 255) {
            throw MalformedFileException.at(
                    source, HEADER_VERSION, "header_version", "0 to 6", Integer.toString(version));
        }
        int blockSize = source.i32(HEADER_BLOCK_SIZE);
        if (!isPageSize(blockSize)) {
            throw MalformedFileException.at(
                    source,
                    HEADER_BLOCK_SIZE,
                    "block_size",
                    "a power of two from 4096 to 65536",
                    Integer.toString(blockSize));
        }
        int subBlocks = source.i32(HEADER_SUB_HEADER_BLOCKS);
        if (subBlocks < 0) {
            throw MalformedFileException.at(
                    source,
                    HEADER_SUB_HEADER_BLOCKS,
                    "sub_hdr_size",
                    "a number of blocks, 1 or more",
                    Integer.toString(subBlocks));
        }
        SubHeader sub = SubHeader.read(source, blockSize, subBlocks == 0 || diskdump ? -1 : version);
        long maxMapnr = sub.maxMapnr() >= 0 ? sub.maxMapnr() : source.u32(HEADER_MAX_MAPNR);
        if (maxMapnr > Long.MAX_VALUE / blockSize) {
            throw MalformedFileException.at(
                    source,
                    (long) blockSize + SubHeader.MAX_MAPNR,
                    "max_mapnr",
                    "at most 2^63 bytes of physical memory",
                    "0x" + Long.toHexString(maxMapnr));
        }
        long bitmapBlocks = source.u32(HEADER_BITMAP_BLOCKS);
        long bitmaps = (1L + subBlocks) * blockSize;
        long bitmapBytes = bitmapBlocks * blockSize;
        long needed = blocks(blocks(maxMapnr, 8), blockSize);
        if (bitmapBlocks < needed) {
            throw MalformedFileException.at(
                    source,
                    HEADER_BITMAP_BLOCKS,
                    "bitmap_blocks",
                    "at least %d for max_mapnr %d".formatted(needed, maxMapnr),
                    Long.toString(bitmapBlocks));
        }
        long second = bitmapBlocks < 2 * needed ? bitmaps : bitmaps + bitmapBytes / 2;
        long start = sub.split() ? sub.startPfn() : 0;
        long end = sub.split() ? sub.endPfn() : maxMapnr;
        if (start < 0 || start > end || end > maxMapnr) {
            throw MalformedFileException.at(
                    source,
                    (long) blockSize + SubHeader.START_PFN,
                    "start_pfn and end_pfn",
                    "an interval below max_mapnr %d".formatted(maxMapnr),
                    start + " to " + end);
        }
        return new KdumpHeader(
                diskdump,
                version,
                utsname(source),
                source.i64(HEADER_SECONDS),
                source.i64(HEADER_MICROS),
                source.i32(HEADER_STATUS),
                blockSize,
                maxMapnr,
                bitmaps,
                second,
                bitmaps + bitmapBytes,
                sub.dumpLevel(),
                sub.split(),
                start,
                end,
                sub.vmcoreinfo(),
                sub.notes());
    }

    /** The utsname's machine, for example {@code x86_64}. */
    String machine() {
        return utsname.get(4);
    }

    /** True if both headers describe the same dump of the same machine. */
    boolean sameDump(KdumpHeader other) {
        return utsname.equals(other.utsname)
                && seconds == other.seconds
                && micros == other.micros
                && maxMapnr == other.maxMapnr
                && blockSize == other.blockSize;
    }

    boolean incomplete() {
        return (status & STATUS_INCOMPLETE) != 0;
    }

    /** Format in words, for example {@code kdump-compressed v6, zlib}. */
    String label() {
        List<String> methods = new ArrayList<>();
        if ((status & STATUS_ZLIB) != 0) {
            methods.add("zlib");
        }
        if ((status & STATUS_LZO) != 0) {
            methods.add("lzo");
        }
        if ((status & STATUS_SNAPPY) != 0) {
            methods.add("snappy");
        }
        if ((status & STATUS_ZSTD) != 0) {
            methods.add("zstd");
        }
        String method = methods.isEmpty() ? "raw" : String.join("+", methods);
        return "%s v%d, %s".formatted(diskdump ? "diskdump" : "kdump-compressed", version, method);
    }

    private static List<String> utsname(ByteSource source) throws MalformedFileException {
        List<String> names = new ArrayList<>(UTSNAME_FIELDS);
        for (int i = 0; i < UTSNAME_FIELDS; i++) {
            names.add(source.text(HEADER_UTSNAME + (long) i * UTSNAME_FIELD, UTSNAME_FIELD));
        }
        return List.copyOf(names);
    }

    /**
     * A header of another byte order or word size has its page size at another offset or byte-swapped; the writer's
     * structures are those of the dumped machine.
     */
    private static void rejectForeign(ByteSource source) throws MalformedFileException {
        int here = source.i32(HEADER_BLOCK_SIZE);
        int narrow = source.i32(NARROW_BLOCK_SIZE);
        String advice = "McKernel runs on 64-bit little-endian machines only; use crash of that architecture";
        if (isPageSize(here)) {
            return;
        }
        if (isPageSize(Integer.reverseBytes(here)) || isPageSize(Integer.reverseBytes(narrow))) {
            throw MalformedFileException.unsupported(source, "kdump of a big-endian machine", advice);
        }
        if (isPageSize(narrow)) {
            throw MalformedFileException.unsupported(source, "kdump of a 32-bit machine", advice);
        }
    }

    private static boolean isPageSize(int size) {
        return size >= 4096 && size <= 65536 && Integer.bitCount(size) == 1;
    }

    private static long blocks(long amount, long unit) {
        return amount / unit + (amount % unit == 0 ? 0 : 1);
    }
}
