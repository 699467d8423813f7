package org.mckernel.dump.dwarf.unit;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.elf.ElfSymbolTable;

/**
 * The relocations of one debug section in a relocatable object (a kernel module): {@code SHT_RELA} entries of 24 bytes
 * (offset, symbol and type, addend), looked up when a field is read. Sections are assumed at address 0, so an offset
 * into a debug section is correct and an address is an offset into its section.
 */
final class Relocations {
    private static final int ENTRY = 24;

    private final MemorySegment entries;
    private final ElfSymbolTable symbols;
    private final Architecture architecture;

    private Relocations(MemorySegment entries, ElfSymbolTable symbols, Architecture architecture) {
        this.entries = entries;
        this.symbols = symbols;
        this.architecture = architecture;
    }

    /**
     * Reads the table.
     *
     * @throws MalformedFileException also (kind UNSUPPORTED) when the entries are not by ascending offset, as
     *         assemblers and linkers write them
     */
    static Relocations of(ElfFile file, ElfSection table, ElfSymbolTable symbols, Architecture architecture)
            throws MalformedFileException {
        MemorySegment entries = file.data(table);
        long previous = 0;
        for (long i = 0; i < entries.byteSize() / ENTRY; i++) {
            long offset = entries.get(ByteSource.LE64, i * ENTRY);
            if (Long.compareUnsigned(offset, previous) < 0) {
                throw MalformedFileException.unsupported(
                        file.source(),
                        "%s is not sorted by offset (entry %d)".formatted(table.name(), i),
                        "link the object again, or give the section addresses");
            }
            previous = offset;
        }
        return new Relocations(entries, symbols, architecture);
    }

    /** The field's value: {@code stored} itself when no relocation applies. */
    long apply(DwarfSection section, long offset, int width, long stored) throws MalformedFileException {
        long low = 0;
        long high = entries.byteSize() / ENTRY;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (Long.compareUnsigned(entries.get(ByteSource.LE64, middle * ENTRY), offset) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == entries.byteSize() / ENTRY || entries.get(ByteSource.LE64, low * ENTRY) != offset) {
            return stored;
        }
        int type = entries.get(ByteSource.LE32, low * ENTRY + 8);
        long symbol = Integer.toUnsignedLong(entries.get(ByteSource.LE32, low * ENTRY + 12));
        if (architecture.absoluteRelocationWidth(type) != width) {
            throw section.unsupported(
                    offset, "relocation type %d of a field of %d bytes".formatted(type, width), "use the linked image");
        }
        if (symbol >= symbols.count()) {
            throw section.malformed(offset, "relocation's symbol", "below " + symbols.count(), Long.toString(symbol));
        }
        long value = symbols.get(symbol).value() + entries.get(ByteSource.LE64, low * ENTRY + 16);
        return width == 4 ? value & 0xffffffffL : value;
    }
}
