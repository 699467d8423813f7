package org.mckernel.dump.dwarf.unit;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.elf.ElfSymbolTable;

/** The debug sections of one file. One that the file does not have is empty: a reference into it is out of bounds. */
public final class DwarfSections {
    private static final int RELA = 4;
    /** Maximum number of cached abbreviations; a unit of a kernel has some hundred. */
    private static final int MOST_ABBREVIATIONS = 20_000;

    private final BoundedCache<AbbreviationKey, Abbreviations> abbreviations =
            new BoundedCache<>(MOST_ABBREVIATIONS, Abbreviations::count);
    private final long typesStart;

    private final DwarfSection info;
    private final DwarfSection abbrev;
    private final DwarfSection str;
    private final DwarfSection lineStr;
    private final DwarfSection strOffsets;
    private final DwarfSection line;
    private final DwarfSection ranges;
    private final DwarfSection rnglists;
    private final DwarfSection addr;
    private final DwarfSection loc;
    private final DwarfSection loclists;

    /** Units may share them; the key includes the unit's encoding, which affects parsing. */
    private record AbbreviationKey(long offset, DwarfUnit.Encoding encoding) {}

    private DwarfSections(ElfFile file, ElfSection info) throws MalformedFileException {
        DwarfSection units = section(file, info);
        DwarfSection types = section(file, "types");
        this.typesStart = units.size();
        this.info = types.size() == 0 ? units : units.joinedBy(types);
        this.abbrev = section(file, "abbrev");
        this.str = section(file, "str");
        this.lineStr = section(file, "line_str");
        this.line = section(file, "line");
        this.ranges = section(file, "ranges");
        this.rnglists = section(file, "rnglists");
        this.addr = section(file, "addr");
        this.loc = section(file, "loc");
        this.loclists = section(file, "loclists");
        this.strOffsets = section(file, "str_offsets");
    }

    /** Finds the sections; empty when there is no {@code .debug_info} with content (a stripped image). */
    public static Optional<DwarfSections> of(ElfFile file) throws MalformedFileException {
        Optional<ElfSection> info = file.debugSection("info");
        return info.isPresent() ? Optional.of(new DwarfSections(file, info.get())) : Optional.empty();
    }

    private static DwarfSection section(ElfFile file, String name) throws MalformedFileException {
        Optional<ElfSection> section = file.debugSection(name);
        return section.isPresent()
                ? section(file, section.get())
                : new DwarfSection(".debug_" + name, file.source().name(), MemorySegment.ofArray(new byte[0]), null);
    }

    private static DwarfSection section(ElfFile file, ElfSection section) throws MalformedFileException {
        return new DwarfSection(section.name(), file.source().name(), file.data(section), relocations(file, section));
    }

    private static Relocations relocations(ElfFile file, ElfSection target) throws MalformedFileException {
        Optional<Architecture> architecture =
                Architecture.ofElfMachine(file.header().machine());
        if (file.header().type() != ElfHeader.RELOCATABLE || architecture.isEmpty()) {
            return null;
        }
        Optional<ElfSection> table = file.section(".rela" + target.name()).filter(s -> s.type() == RELA);
        Optional<ElfSymbolTable> symbols = file.symbols();
        return table.isPresent() && symbols.isPresent()
                ? Relocations.of(file, table.get(), symbols.get(), architecture.get())
                : null;
    }

    /** The abbreviations at an offset of {@code .debug_abbrev}; a bounded number is cached. */
    Abbreviations abbreviations(long offset, DwarfUnit.Encoding encoding) throws MalformedFileException {
        synchronized (abbreviations) {
            return abbreviations.get(
                    new AbbreviationKey(offset, encoding), () -> Abbreviations.read(abbrev, offset, encoding));
        }
    }

    /** Where the units of {@code .debug_types} begin in {@link #info}, as if appended to it. */
    long typesStart() {
        return typesStart;
    }

    /** {@code .debug_info}, followed by {@code .debug_types}, which compilers wrote for DWARF 4. */
    public DwarfSection info() {
        return info;
    }

    /** {@code .debug_abbrev}. */
    DwarfSection abbrev() {
        return abbrev;
    }

    /** {@code .debug_str}. */
    public DwarfSection str() {
        return str;
    }

    /** {@code .debug_line_str}. */
    public DwarfSection lineStr() {
        return lineStr;
    }

    /** {@code .debug_str_offsets}. */
    DwarfSection strOffsets() {
        return strOffsets;
    }

    /** {@code .debug_line}. */
    public DwarfSection line() {
        return line;
    }

    /** {@code .debug_ranges}. */
    DwarfSection ranges() {
        return ranges;
    }

    /** {@code .debug_rnglists}. */
    DwarfSection rnglists() {
        return rnglists;
    }

    /** {@code .debug_loc}. */
    public DwarfSection loc() {
        return loc;
    }

    /** {@code .debug_loclists}. */
    public DwarfSection loclists() {
        return loclists;
    }

    /** {@code .debug_addr}. */
    DwarfSection addr() {
        return addr;
    }
}
