package org.mckernel.dump.symbol;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.elf.BuildId;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.ElfNote;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.elf.ElfSegment;

/**
 * A kernel image file: McKernel's image, Linux's {@code vmlinux}, or a module ({@link #relocatable}). Opening reads the
 * headers; symbols are read on first use.
 *
 * <p>Thread-safe until it is closed.
 */
public final class KernelImage implements Closeable {
    private final MappedFile file;
    private final ElfFile elf;
    private final Architecture architecture;
    private final List<Load> loads;
    private volatile SymbolTable symbols;

    /**
     * A load segment of the image.
     *
     * @param virtualAddress its address in memory
     * @param physicalAddress {@code p_paddr}; McKernel's images repeat the virtual address
     * @param offset its offset in the file
     * @param fileSize bytes stored, at most {@code memorySize}
     * @param memorySize bytes in memory; zeros after the stored ones (or, in a running kernel, data)
     */
    public record Load(long virtualAddress, long physicalAddress, long offset, long fileSize, long memorySize) {
        /** True if the address is in the segment. */
        public boolean contains(long address) {
            return Long.compareUnsigned(address - virtualAddress, memorySize) < 0;
        }
    }

    private KernelImage(MappedFile file) throws MalformedFileException {
        this.file = file;
        this.elf = ElfFile.open(file);
        this.architecture = Architecture.ofElfMachine(elf.header().machine())
                .orElseThrow(() -> MalformedFileException.unsupported(
                        file,
                        "not a kernel image of a known architecture: e_machine is %d"
                                .formatted(elf.header().machine()),
                        "give an image for x86_64 (62) or aarch64 (183)"));
        this.loads = loads(elf);
    }

    /**
     * Opens an image.
     *
     * @throws MalformedFileException when it is not an ELF file of a known architecture, or a load segment is not
     *         completely in the file
     * @throws IOException when it does not exist or is not readable
     */
    @SuppressWarnings("MustBeClosedChecker") // closed by this object's close()
    public static KernelImage open(Path path) throws IOException {
        MappedFile file = MappedFile.open(path);
        try {
            return new KernelImage(file);
        } catch (IOException | RuntimeException | Error e) { // closes the file, then rethrows
            file.close();
            throw e;
        }
    }

    private static List<Load> loads(ElfFile elf) throws MalformedFileException {
        List<Load> loads = new ArrayList<>();
        for (int i = 0; i < elf.segmentCount(); i++) {
            ElfSegment segment = elf.segment(i);
            if (segment.type() != ElfSegment.LOAD || segment.memorySize() == 0) {
                continue;
            }
            ByteSource source = elf.source();
            if (!source.contains(segment.offset(), segment.fileSize())) {
                throw MalformedFileException.truncated(
                        source, "load segment %d".formatted(i), segment.offset(), segment.fileSize());
            }
            if (Long.compareUnsigned(segment.fileSize(), segment.memorySize()) > 0
                    || Long.compareUnsigned(
                                    segment.virtualAddress() + segment.memorySize() - 1, segment.virtualAddress())
                            < 0) {
                throw MalformedFileException.at(
                        source,
                        elf.header().programOffset(),
                        "load segment %d".formatted(i),
                        "a size in memory of at least 0x%x that ends below 2^64".formatted(segment.fileSize()),
                        "0x%x at 0x%x".formatted(segment.memorySize(), segment.virtualAddress()));
            }
            loads.add(new Load(
                    segment.virtualAddress(),
                    segment.physicalAddress(),
                    segment.offset(),
                    segment.fileSize(),
                    segment.memorySize()));
        }
        return List.copyOf(loads);
    }

    /** Name of the file as given. */
    public String name() {
        return file.name();
    }

    /** The file itself: sections by number, notes, debug sections. */
    public ElfFile elf() {
        return elf;
    }

    /** The architecture of the image. */
    public Architecture architecture() {
        return architecture;
    }

    /** True for a module: its symbols' values are offsets into their sections, which have no address before loading. */
    public boolean relocatable() {
        return elf.header().type() == ElfHeader.RELOCATABLE;
    }

    /** The load segments, in table order; none for a module. */
    public List<Load> loads() {
        return loads;
    }

    /** The stored bytes of a segment, without copying. */
    public MemorySegment bytes(Load load) throws MalformedFileException {
        return file.slice(load.offset(), load.fileSize());
    }

    /**
     * Bytes of the image as linked, without copying.
     *
     * @return empty when they are not in the stored bytes of one segment
     */
    public Optional<MemorySegment> bytes(long virtualAddress, long length) throws MalformedFileException {
        for (Load load : loads) {
            long at = virtualAddress - load.virtualAddress();
            if (at >= 0 && length >= 0 && at <= load.fileSize() && length <= load.fileSize() - at) {
                return Optional.of(file.slice(load.offset() + at, length));
            }
        }
        return Optional.empty();
    }

    /** The section of that name. */
    public Optional<ElfSection> section(String name) throws MalformedFileException {
        return elf.section(name);
    }

    /** The build id: from {@code .note.gnu.build-id}, else from any note section or segment. */
    public Optional<BuildId> buildId() throws MalformedFileException {
        Optional<ElfNote> note = buildIdNote();
        return note.isPresent() ? BuildId.of(note.get()) : Optional.empty();
    }

    /**
     * Address of the build id's bytes in memory when the image runs at its link address; empty for a module, or when
     * there is no build id or it is not loaded.
     */
    public OptionalLong buildIdAddress() throws MalformedFileException {
        Optional<ElfNote> note = buildIdNote();
        if (note.isPresent()) {
            for (Load load : loads) {
                long at = note.get().offset() - load.offset();
                if (at >= 0 && at <= load.fileSize() - note.get().size()) {
                    return OptionalLong.of(load.virtualAddress() + at);
                }
            }
        }
        return OptionalLong.empty();
    }

    private Optional<ElfNote> buildIdNote() throws MalformedFileException {
        Optional<ElfNote> note = elf.buildIdNote();
        if (note.isPresent()) {
            return note;
        }
        int count = elf.sectionCount();
        for (int i = 1; i < count && note.isEmpty(); i++) {
            ElfSection section = elf.section(i);
            if (section.type() == ElfSection.NOTE) {
                note = elf.notes(section).first("GNU", ElfNote.GNU_BUILD_ID);
            }
        }
        return note;
    }

    /**
     * The symbols; an empty table for a stripped image.
     *
     * @throws MalformedFileException when the symbol or section table is not completely in the file
     */
    public SymbolTable symbols() throws MalformedFileException {
        SymbolTable known = symbols;
        if (known == null) {
            known = SymbolTable.of(elf);
            symbols = known;
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
