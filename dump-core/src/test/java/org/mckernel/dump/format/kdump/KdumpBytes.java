package org.mckernel.dump.format.kdump;

import java.util.Arrays;
import java.util.BitSet;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

/**
 * A kdump-compressed file of 4 KiB blocks, byte by byte: headers in blocks 0 and 1, bitmaps in blocks 2 and 3,
 * descriptors at {@link #DESCRIPTORS}, raw pages from {@link #PAGES} on in the order of their frames. Each page holds
 * its frame number plus one in every byte.
 */
final class KdumpBytes {
    static final int BLOCK = 4096;
    static final int DESCRIPTORS = 4 * BLOCK;
    static final int PAGES = 5 * BLOCK;

    int version = 6;
    int status;
    int level = 31;
    int maxMapnr = 16;
    int bitmapBlocks = 2;
    int split;
    long start;
    long end;
    long infoOffset;
    long infoSize;
    long notesOffset;
    long notesSize;
    String machine = "x86_64";
    String release = "6.1.0";
    long seconds = 1000;
    private final BitSet ram = new BitSet();
    private final BitSet dumped = new BitSet();

    /** Frames of RAM, from one to before another. */
    KdumpBytes ram(int from, int to) {
        ram.set(from, to);
        return this;
    }

    /** Frames that are RAM and dumped. */
    KdumpBytes dumped(int from, int to) {
        dumped.set(from, to);
        return ram(from, to);
    }

    /** One part of a split set. */
    KdumpBytes split(long first, long after) {
        split = 1;
        start = first;
        end = after;
        return this;
    }

    /** Offsets of fields are those of makedumpfile's diskdump_mod.h on 64-bit machines. */
    byte[] header() {
        return StructBuilder.littleEndian()
                .text("KDUMP   ")
                .u32(version)
                .text("Linux", 65)
                .text("node01", 65)
                .text(release, 65)
                .text("#1 SMP", 65)
                .text(machine, 65)
                .text("(none)", 65)
                .at(408)
                .u64(seconds, 77)
                .u32(status, BLOCK, 1, bitmapBlocks, maxMapnr)
                .at(BLOCK)
                .u64(0)
                .u32(level, split)
                .u64(start, end, infoOffset, infoSize, notesOffset, notesSize, 0, 0)
                .u64(start, end, maxMapnr)
                .toBytes();
    }

    /** Place of the descriptor of the {@code index}th page of this file. */
    static long descriptor(int index) {
        return DESCRIPTORS + 24L * index;
    }

    /** A file that ends after {@code pages} blocks of pages. */
    TestSource source(int pages) {
        TestSource source = TestSource.ofSize(PAGES + (long) pages * BLOCK)
                .with(0, header())
                .with(2L * BLOCK, ram.toByteArray())
                .with(3L * BLOCK, dumped.toByteArray());
        int index = 0;
        for (int pfn = dumped.nextSetBit(0); pfn >= 0; pfn = dumped.nextSetBit(pfn + 1)) {
            if (split == 0 || (pfn >= start && pfn < end)) {
                byte[] page = new byte[BLOCK];
                Arrays.fill(page, (byte) (pfn + 1));
                long place = PAGES + (long) index * BLOCK;
                source.with(descriptor(index), describe(place, BLOCK, 0)).with(place, page);
                index++;
            }
        }
        return source;
    }

    /** {@code struct page_desc}: offset, size, flags, page_flags. */
    static byte[] describe(long offset, int size, int flags) {
        return StructBuilder.littleEndian().u64(offset).u32(size, flags).u64(0).toBytes();
    }
}
