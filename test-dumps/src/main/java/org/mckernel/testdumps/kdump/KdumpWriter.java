package org.mckernel.testdumps.kdump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.SequentialWriter;
import org.mckernel.testdumps.file.SparseFile;
import org.mckernel.testdumps.file.StructBuilder;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Writes kdump-compressed files; the block size is the memory's page size. A page that does not shrink is stored raw,
 * as makedumpfile does.
 *
 * <p>Regions of the returned layout: {@code header}, {@code sub_header}, {@code bitmap1}, {@code descriptors} (24
 * bytes per dumped page), {@code data}; where they exist {@code bitmap2}, {@code notes}, {@code vmcoreinfo},
 * {@code eraseinfo}.
 */
public final class KdumpWriter {
    private static final int STATUS_INCOMPLETE = 8;
    private static final int DESCRIPTOR = 24;

    private final SimulatedMemory memory;
    private final int blockSize;
    private final HeaderFields header = new HeaderFields();
    private Notes notes = Notes.of(ElfMachine.X86_64);
    private byte[] eraseinfo = {};
    private LongFunction<Codec> codecOf = _ -> Codec.ZLIB;
    private boolean singleBitmap;
    private boolean sharedZeroPage;
    private int subHeaderBlocks;
    private long storedPages = Long.MAX_VALUE;
    private long maxMapnr;

    private record ShareOfSet(boolean split, long startPfn, long endPfn) {}

    private KdumpWriter(SimulatedMemory memory) {
        this.memory = memory;
        this.blockSize = memory.pageSize();
        this.maxMapnr = memory.maxPfn();
    }

    /** A writer of this memory: header version 6, zlib, two bitmaps, an x86_64 machine without notes. */
    public static KdumpWriter of(SimulatedMemory memory) {
        return new KdumpWriter(memory);
    }

    /** Header version 0 to 6: which fields of the sub header mean something. */
    public KdumpWriter headerVersion(int version) {
        header.version = version;
        return this;
    }

    /** The older signature DISKDUMP: the sub header is one block of registers, without notes. */
    public KdumpWriter diskdump() {
        header.signature = "DISKDUMP";
        return this;
    }

    /** One codec for all pages; ZLIB if not said. */
    public KdumpWriter codec(Codec codec) {
        return codecOf(_ -> codec);
    }

    /** A codec for each pfn. */
    public KdumpWriter codecOf(LongFunction<Codec> choice) {
        this.codecOf = choice;
        return this;
    }

    /** Another codec for every page, in turn. */
    public KdumpWriter mixedCodecs() {
        List<Codec> codecs = List.of(Codec.RAW, Codec.ZLIB, Codec.LZO, Codec.SNAPPY, Codec.ZSTD);
        return codecOf(pfn -> codecs.get((int) (pfn % codecs.size())));
    }

    /** Notes and VMCOREINFO; they name the machine and the number of CPUs, too. Stored from version 4 (3) on. */
    public KdumpWriter notes(Notes newNotes) {
        this.notes = newNotes;
        header.machine = newNotes.machine();
        header.cpus = newNotes.cpus();
        return this;
    }

    /** What makedumpfile erased; stored from version 5 on. */
    public KdumpWriter eraseinfo(String text) {
        this.eraseinfo = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** utsname's nodename and release. */
    public KdumpWriter utsname(String nodename, String release) {
        header.nodename = nodename;
        header.release = release;
        return this;
    }

    public KdumpWriter timestamp(long seconds, long microseconds) {
        header.seconds = seconds;
        header.microseconds = microseconds;
        return this;
    }

    public KdumpWriter physBase(long physBase) {
        header.physBase = physBase;
        return this;
    }

    public KdumpWriter dumpLevel(int level) {
        header.dumpLevel = level;
        return this;
    }

    /** Fields newer than the header version are all ones, not zero: a reader must not look at them. */
    public KdumpWriter staleNewerFields() {
        header.staleFields = true;
        return this;
    }

    /** Only the bitmap of dumped pages. */
    public KdumpWriter singleBitmap() {
        this.singleBitmap = true;
        return this;
    }

    /** All pages of zeros share one raw page at the start of the data (-d 1). */
    public KdumpWriter sharedZeroPage() {
        this.sharedZeroPage = true;
        return this;
    }

    /** At least so many blocks for the sub header; as many as its contents need if not said. */
    public KdumpWriter subHeaderBlocks(int blocks) {
        this.subHeaderBlocks = blocks;
        return this;
    }

    /** The disk got full: only the first {@code pages} descriptors and their pages are written, the status says so. */
    public KdumpWriter incompleteAfter(long pages) {
        this.storedPages = pages;
        return this;
    }

    /** One past the highest pfn, for the header; that of the memory if not set. */
    public KdumpWriter maxMapnr(long pfns) {
        this.maxMapnr = pfns;
        return this;
    }

    /** Writes one file, replacing an old one. */
    public FileLayout write(Path path) throws IOException {
        return write(path, new ShareOfSet(false, 0, 0));
    }

    /**
     * Writes a split set, one part per path; each part gets about the same number of pages. Layouts are in that order.
     */
    public List<FileLayout> writeSplit(List<Path> paths) throws IOException {
        long[] borders = SplitBorders.of(memory.dumped(), blockSize, paths.size(), maxMapnr);
        List<FileLayout> layouts = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            layouts.add(write(paths.get(i), new ShareOfSet(true, borders[i], borders[i + 1])));
        }
        return layouts;
    }

    private FileLayout write(Path path, ShareOfSet share) throws IOException {
        long bitmapSize = ceil(ceil(maxMapnr, 8), blockSize) * blockSize;
        boolean diskdump = "DISKDUMP".equals(header.signature);
        byte[] noteBytes = diskdump ? new byte[0] : notes.toBytes();
        long notesAt = blockSize + (long) HeaderFields.SUB_HEADER;
        long eraseinfoAt = notesAt + noteBytes.length;
        long subBlocks = Math.max(subHeaderBlocks, ceil(eraseinfoAt + eraseinfo.length - blockSize, blockSize));
        long bitmapAt = blockSize * (1 + subBlocks);
        long bitmapBlocks = bitmapSize / blockSize * (singleBitmap ? 1 : 2);
        long descriptorsAt = bitmapAt + bitmapBlocks * blockSize;
        try (SparseFile file = SparseFile.create(path)) {
            FileLayout layout =
                    new FileLayout().add("header", 0, 464).add("sub_header", blockSize, HeaderFields.SUB_HEADER);
            long vmcoreinfoAt = notes.vmcoreinfoSize() == 0 ? 0 : notesAt + notes.vmcoreinfoOffset();
            if (noteBytes.length > 0) {
                file.write(notesAt, noteBytes);
                layout.add("notes", notesAt, noteBytes.length).add("vmcoreinfo", vmcoreinfoAt, notes.vmcoreinfoSize());
            }
            if (eraseinfo.length > 0) {
                file.write(eraseinfoAt, eraseinfo);
                layout.add("eraseinfo", eraseinfoAt, eraseinfo.length);
            }
            if (!diskdump) {
                file.write(
                        blockSize,
                        header.sub(
                                new HeaderFields.Parts(
                                        vmcoreinfoAt,
                                        notes.vmcoreinfoSize(),
                                        noteBytes.length == 0 ? 0 : notesAt,
                                        noteBytes.length,
                                        eraseinfo.length == 0 ? 0 : eraseinfoAt,
                                        eraseinfo.length,
                                        share.split,
                                        share.startPfn,
                                        share.endPfn),
                                maxMapnr));
            }
            layout.add("bitmap1", bitmapAt, bitmapSize);
            BitmapArea.write(file, bitmapAt, singleBitmap ? memory.dumped() : memory.ram(), blockSize);
            if (!singleBitmap) {
                layout.add("bitmap2", bitmapAt + bitmapSize, bitmapSize);
                BitmapArea.write(file, bitmapAt + bitmapSize, memory.dumped(), blockSize);
            }
            int status = writePages(file, descriptorsAt, share, layout);
            file.write(0, header.main(status, blockSize, (int) subBlocks, bitmapBlocks, maxMapnr));
            return layout;
        }
    }

    /** Descriptors and data; returns the status bits. */
    private int writePages(SparseFile file, long descriptorsAt, ShareOfSet share, FileLayout layout)
            throws IOException {
        List<SimulatedMemory.Range> ranges = SplitBorders.clip(
                memory.dumped(), blockSize, share.startPfn, share.split ? share.endPfn : Long.MAX_VALUE);
        long pages = SplitBorders.pages(ranges, blockSize);
        long dataAt = descriptorsAt + pages * DESCRIPTOR;
        layout.add("descriptors", descriptorsAt, pages * DESCRIPTOR);
        file.extendTo(dataAt);
        try (SequentialWriter descriptors = new SequentialWriter(file, descriptorsAt);
                SequentialWriter data = new SequentialWriter(file, dataAt)) {
            PageStore store = new PageStore(data);
            long index = 0;
            for (SimulatedMemory.Range range : ranges) {
                long end = range.end() / blockSize;
                for (long pfn = range.start() / blockSize; pfn < end && index < storedPages; pfn++) {
                    descriptors.append(store.store(pfn));
                    index++;
                }
            }
            layout.add("data", dataAt, data.offset() - dataAt);
            return store.status | (storedPages == Long.MAX_VALUE ? 0 : STATUS_INCOMPLETE);
        }
    }

    /** Stores pages and describes where. */
    private final class PageStore {
        private final SequentialWriter data;
        private final Map<Codec, byte[]> compressedZeros = new EnumMap<>(Codec.class);
        private long sharedZeroAt = -1;
        private int status;

        PageStore(SequentialWriter data) throws IOException {
            this.data = data;
            if (sharedZeroPage) {
                sharedZeroAt = data.append(new byte[blockSize]);
            }
        }

        byte[] store(long pfn) throws IOException {
            boolean zero = memory.isZero(pfn);
            Codec codec = codecOf.apply(pfn);
            status |= codec.flag();
            if (zero && sharedZeroPage) {
                return descriptor(sharedZeroAt, blockSize, Codec.RAW);
            }
            byte[] stored = zero
                    ? compressedZeros.computeIfAbsent(codec, c -> c.compress(new byte[blockSize]))
                    : codec.compress(memory.page(pfn));
            if (stored.length >= blockSize) {
                return descriptor(data.append(memory.page(pfn)), blockSize, Codec.RAW);
            }
            return descriptor(data.append(stored), stored.length, codec);
        }

        private byte[] descriptor(long offset, int size, Codec codec) {
            return StructBuilder.littleEndian()
                    .u64(offset)
                    .u32(size, codec.flag())
                    .u64(0)
                    .toBytes();
        }
    }

    private static long ceil(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
