package org.mckernel.dump.format.mckdump;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.PhysicalMemory;

/** An opened mckdump. It contains the kernel's address, but not the processor, page size or build. */
public final class Mckdump implements Dump {
    private final ElfFile file;
    private final MckdumpVariant variant;
    private final OptionalLong kernelBase;
    private final OptionalLong physStart;
    private final ChunkTable chunks;
    private final boolean interactive;
    private final PhysicalMemory memory;
    private final List<String> warnings;

    Mckdump(
            ElfFile file,
            MckdumpVariant variant,
            OptionalLong kernelBase,
            OptionalLong physStart,
            ChunkTable chunks,
            boolean interactive,
            PhysicalMemory memory,
            List<String> warnings) {
        this.file = file;
        this.variant = variant;
        this.kernelBase = kernelBase;
        this.physStart = physStart;
        this.chunks = chunks;
        this.interactive = interactive;
        this.memory = memory;
        this.warnings = List.copyOf(warnings);
    }

    /** The variant of this file. */
    public MckdumpVariant variant() {
        return variant;
    }

    /** True if it was written for interactive use: a table of chunks and no memory. */
    public boolean interactive() {
        return interactive;
    }

    /**
     * Physical address of what is mapped at MAP_KERNEL_START. Stored since variant B2, before that derived as those
     * writers' reader did: the first chunk's start and 2 MiB. Empty in a file without chunks that does not store it.
     */
    public OptionalLong kernelBase() {
        return kernelBase;
    }

    /**
     * Physical address of the start of Linux's linear map: stored in variant D only, always 0 on x86_64 and in files of
     * the offline converter.
     */
    public OptionalLong physStart() {
        return physStart;
    }

    /**
     * The chunks as stored: in the order of the page set, not sorted, possibly overlapping. Elements are created on
     * demand.
     */
    public List<MckdumpChunk> chunks() {
        return chunks;
    }

    /** When the dump was written, in {@code asctime} format; empty when there is no such section. */
    public Optional<String> date() throws MalformedFileException {
        return text("date");
    }

    /** Name of the host that wrote it. */
    public Optional<String> host() throws MalformedFileException {
        return text("hostname");
    }

    /** Login name of who wrote it. */
    public Optional<String> user() throws MalformedFileException {
        return text("user");
    }

    private Optional<String> text(String name) throws MalformedFileException {
        Optional<ElfSection> section = file.section(name);
        if (section.isEmpty() || section.get().noBits()) {
            return Optional.empty();
        }
        ElfSection found = section.get();
        if (found.size() < 0 || found.size() > MckdumpReader.LONGEST_TEXT) {
            throw MalformedFileException.at(
                    file.source(),
                    found.offset(),
                    "size of section " + name,
                    "at most " + MckdumpReader.LONGEST_TEXT,
                    Long.toUnsignedString(found.size()));
        }
        return Optional.of(file.source().text(found.offset(), found.size()).strip());
    }

    /**
     * Content of a section by name, such as those that this project's converter adds: {@code mckinfo}, {@code kmsg},
     * {@code bootparam}.
     *
     * @throws MalformedFileException when it is not completely in the file
     */
    public Optional<MemorySegment> section(String name) throws MalformedFileException {
        Optional<ElfSection> section = file.section(name);
        return section.isPresent() ? Optional.of(file.data(section.get())) : Optional.empty();
    }

    @Override
    public String format() {
        return "mckdump " + variant.label() + (interactive ? ", interactive (no memory)" : "");
    }

    @Override
    public PhysicalMemory memory() {
        return memory;
    }

    /** Present only in files of the oldest writer, which stored the processor in the header. */
    @Override
    public Optional<Architecture> architecture() {
        return Architecture.ofElfMachine(file.header().machine());
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
        return Optional.empty();
    }

    @Override
    public Optional<String> release() {
        return Optional.empty();
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public Optional<Integer> filterLevel() {
        return Optional.empty();
    }

    /** Does nothing: the mapping is closed by the code that opened it. */
    @Override
    public void close() {}
}
