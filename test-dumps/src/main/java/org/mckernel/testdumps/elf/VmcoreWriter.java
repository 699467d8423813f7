package org.mckernel.testdumps.elf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.SparseFile;
import org.mckernel.testdumps.file.StructBuilder;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Writes an ELF64 little-endian vmcore. Pages of zeros become holes of the file, so terabytes are cheap.
 *
 * <p>Regions of the returned layout: {@code ehdr}, {@code phdrs}, {@code notes}, {@code load0}, {@code load1} ...
 * (data of the PT_LOADs in table order), and where they exist {@code shdrs}, {@code shstrtab}.
 */
public final class VmcoreWriter {
    /** Whose file it looks like. */
    public enum Producer {
        /** /proc/vmcore: notes and data at page borders; everything is stored, excluded or not. */
        KERNEL,
        /**
         * QEMU 7.2: e_ehsize is 8, two section headers at 64, program headers after them, p_vaddr = p_paddr, a
         * firmware segment at 0xfffc0000, data right after the notes; everything is stored, excluded or not.
         */
        QEMU,
        /** makedumpfile -E: segments split where pages are excluded, data right after the notes. */
        MAKEDUMPFILE
    }

    /** How an excluded run shows in the segments. */
    public enum Excluded {
        /** p_filesz smaller than p_memsz; a run that starts a RAM range is a segment without data. */
        TAIL,
        /** No segment covers it. */
        GAP
    }

    private static final int EHDR = 64;
    private static final int PHDR = 56;
    private static final int SHDR = 64;
    private static final int PN_XNUM = 0xffff;
    private static final int PT_LOAD = 1;
    private static final int PT_NOTE = 4;
    private static final int SHT_STRTAB = 3;
    private static final int RWX = 7;
    private static final byte[] SHSTRTAB =
            StructBuilder.littleEndian().u8(0).text(".shstrtab").u8(0).toBytes();
    /** QEMU's second half of a BIOS image below 4 GiB. */
    private static final SimulatedMemory.Range FIRMWARE = new SimulatedMemory.Range(0xfffc_0000L, 0x4_0000L);

    private record Load(long virtual, long physical, long fileSize, long memSize) {}

    private final SimulatedMemory memory;
    private Producer producer = Producer.KERNEL;
    private Notes notes = Notes.of(ElfMachine.X86_64);
    private Excluded excluded = Excluded.TAIL;
    private int shortestExcludedRun = 1;
    private boolean zerosDropped;
    private boolean extendedNumbering;
    private boolean physicalUnknown;
    private long directMap;
    private int storedLoads = Integer.MAX_VALUE;
    private final List<Load> extra = new ArrayList<>();

    private VmcoreWriter(SimulatedMemory memory) {
        this.memory = memory;
    }

    /** A writer of this memory, as /proc/vmcore of an x86_64 machine without notes. */
    public static VmcoreWriter of(SimulatedMemory memory) {
        return new VmcoreWriter(memory);
    }

    public VmcoreWriter producer(Producer newProducer) {
        this.producer = newProducer;
        return this;
    }

    /** Contents of the PT_NOTE; they name the machine, too. */
    public VmcoreWriter notes(Notes newNotes) {
        this.notes = newNotes;
        return this;
    }

    /** p_vaddr of RAM is {@code base} + physical address; ignored for QEMU. Without it p_vaddr is 0. */
    public VmcoreWriter directMap(long base) {
        this.directMap = base;
        return this;
    }

    /** A further PT_LOAD before those of RAM, such as the kernel's text: its data is in the file a second time. */
    public VmcoreWriter segment(long virtual, long physical, long size) {
        extra.add(new Load(virtual, physical, size, size));
        return this;
    }

    /** How MAKEDUMPFILE shows excluded runs; TAIL if not said. */
    public VmcoreWriter excludedAs(Excluded how) {
        this.excluded = how;
        return this;
    }

    /**
     * Excluded runs inside a segment are stored with their content if they are shorter than this many pages. 1 if not
     * said; the real makedumpfile splits from 256 pages on.
     */
    public VmcoreWriter shortestExcludedRun(int pages) {
        this.shortestExcludedRun = pages;
        return this;
    }

    /** MAKEDUMPFILE treats pages of zeros as excluded (-d 1). */
    public VmcoreWriter dropZeroPages() {
        this.zerosDropped = true;
        return this;
    }

    /** p_paddr of every PT_LOAD is all ones: unknown. */
    public VmcoreWriter physicalAddressesUnknown() {
        this.physicalUnknown = true;
        return this;
    }

    /** e_phnum is 0xffff and the count is in section 0, however few segments there are. */
    public VmcoreWriter extendedNumbering() {
        this.extendedNumbering = true;
        return this;
    }

    /** The disk got full: e_flags bit 0 is set, PT_LOADs after the first {@code loads} are entries of zeros. */
    public VmcoreWriter incompleteAfter(int loads) {
        this.storedLoads = loads;
        return this;
    }

    /** Writes the file, replacing an old one. */
    public FileLayout write(Path path) throws IOException {
        List<Load> loads = loads();
        boolean qemu = producer == Producer.QEMU;
        boolean extended = extendedNumbering || loads.size() + 1 >= PN_XNUM;
        byte[] noteBytes = notes.toBytes();
        long phdrsAt = qemu ? EHDR + 2L * SHDR : EHDR;
        long phdrsSize = (loads.size() + 1L) * PHDR;
        long notesAt = aligned(phdrsAt + phdrsSize);
        long dataAt = aligned(notesAt + noteBytes.length);
        try (SparseFile file = SparseFile.create(path)) {
            FileLayout layout = new FileLayout()
                    .add("ehdr", 0, EHDR)
                    .add("phdrs", phdrsAt, phdrsSize)
                    .add("notes", notesAt, noteBytes.length);
            StructBuilder phdrs = StructBuilder.littleEndian()
                    .u32(PT_NOTE, 0)
                    .u64(notesAt, 0, 0, noteBytes.length, noteBytes.length, 0);
            long at = dataAt;
            for (int i = 0; i < loads.size(); i++) {
                if (i >= storedLoads) {
                    phdrs.at(phdrs.size() + PHDR);
                    continue;
                }
                Load load = loads.get(i);
                phdrs.u32(PT_LOAD, qemu ? 0 : RWX)
                        .u64(
                                load.fileSize == 0 ? 0 : at,
                                load.virtual,
                                physicalUnknown ? -1 : load.physical,
                                load.fileSize,
                                load.memSize,
                                0);
                if (load.fileSize > 0) {
                    file.writeMemory(at, memory, load.physical, load.fileSize);
                }
                layout.add("load" + i, at, load.fileSize);
                at += load.fileSize;
            }
            file.write(phdrsAt, phdrs.toBytes());
            file.write(notesAt, noteBytes);
            long shdrsAt = qemu ? EHDR : extended ? at : 0;
            int sections = qemu ? 2 : extended ? 1 : 0;
            if (sections > 0) {
                layout.add("shdrs", shdrsAt, (long) sections * SHDR);
                file.write(shdrsAt, sectionHeaders(extended ? loads.size() + 1 : 0, qemu ? at : -1));
            }
            if (qemu) {
                layout.add("shstrtab", at, SHSTRTAB.length);
                file.write(at, SHSTRTAB);
            }
            file.write(0, header(phdrsAt, shdrsAt, extended ? PN_XNUM : loads.size() + 1, sections));
            return layout;
        }
    }

    private byte[] header(long phdrsAt, long shdrsAt, int phnum, int sections) {
        return StructBuilder.littleEndian()
                .u8(0x7f)
                .text("ELF")
                .u8(2, 1, 1)
                .at(16)
                .u16(4, notes.machine().number())
                .u32(1)
                .u64(0, phdrsAt, shdrsAt)
                .u32(storedLoads == Integer.MAX_VALUE ? 0 : 1)
                .u16(
                        producer == Producer.QEMU ? 8 : EHDR,
                        PHDR,
                        phnum,
                        sections == 0 ? 0 : SHDR,
                        sections,
                        sections == 2 ? 1 : 0)
                .toBytes();
    }

    /** Section 0 carries the count of program headers; section 1, QEMU's, the section names. */
    private static byte[] sectionHeaders(int phnum, long shstrtabAt) {
        StructBuilder headers = StructBuilder.littleEndian().at(44).u32(phnum).at(SHDR);
        if (shstrtabAt >= 0) {
            headers.u32(1, SHT_STRTAB).u64(0, 0, shstrtabAt, SHSTRTAB.length).at(2 * SHDR);
        }
        return headers.toBytes();
    }

    /** The kernel pads its headers and its notes to whole pages. */
    private long aligned(long offset) {
        return producer == Producer.KERNEL
                ? (offset + memory.pageSize() - 1) / memory.pageSize() * memory.pageSize()
                : offset;
    }

    private List<Load> loads() {
        List<Load> loads = new ArrayList<>(extra);
        switch (producer) {
            case KERNEL -> memory.ram().forEach(r -> loads.add(load(r.start(), r.length(), r.length())));
            case QEMU -> {
                memory.ram().forEach(r -> loads.add(new Load(r.start(), r.start(), r.length(), r.length())));
                if (!memory.isRam(FIRMWARE.start() / memory.pageSize())) {
                    loads.add(new Load(FIRMWARE.start(), FIRMWARE.start(), FIRMWARE.length(), FIRMWARE.length()));
                }
            }
            case MAKEDUMPFILE -> splitLoads(loads);
        }
        return loads;
    }

    private Load load(long physical, long fileSize, long memSize) {
        return new Load(directMap == 0 ? 0 : directMap + physical, physical, fileSize, memSize);
    }

    private void splitLoads(List<Load> loads) {
        List<SimulatedMemory.Range> kept = zerosDropped ? memory.dumpedNonZero() : memory.dumped();
        int next = 0;
        for (SimulatedMemory.Range ram : memory.ram()) {
            long at = ram.start();
            while (next < kept.size() && kept.get(next).start() < ram.end()) {
                long start = kept.get(next).start();
                if (start - at >= (long) shortestExcludedRun * memory.pageSize()) {
                    addExcluded(loads, at, start - at, at == ram.start());
                    at = start;
                }
                long end = kept.get(next).end();
                extend(loads, at, end - at, at > ram.start());
                at = end;
                next++;
            }
            if (at < ram.end()) {
                addExcluded(loads, at, ram.end() - at, at == ram.start());
            }
        }
    }

    private void addExcluded(List<Load> loads, long at, long size, boolean startsRam) {
        if (excluded == Excluded.GAP) {
            return;
        }
        if (startsRam) {
            loads.add(load(at, 0, size));
        } else {
            Load last = loads.removeLast();
            loads.add(new Load(last.virtual, last.physical, last.fileSize, last.memSize + size));
        }
    }

    private void extend(List<Load> loads, long at, long size, boolean insideRam) {
        Load last = loads.isEmpty() ? null : loads.getLast();
        if (insideRam
                && loads.size() > extra.size()
                && last.fileSize == last.memSize
                && last.physical + last.fileSize == at) {
            loads.set(
                    loads.size() - 1, new Load(last.virtual, last.physical, last.fileSize + size, last.memSize + size));
        } else {
            loads.add(load(at, size, size));
        }
    }
}
