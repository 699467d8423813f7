package org.mckernel.dump.symbol;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.ElfSymbol;
import org.mckernel.dump.elf.ElfSymbolTable;

/**
 * The symbols of one image, found by name and by address. Local (static) symbols are included; names of source files,
 * sections and undefined symbols are not. The two indexes are integer arrays, each built on first use; symbols are read
 * from the mapping.
 *
 * <p>Thread-safe.
 */
public final class SymbolTable {
    /** Limit for the number of symbols; Linux has some hundred thousand. */
    private static final long MOST_SYMBOLS = 1 << 26;

    private final ElfSymbolTable table;
    private final boolean relocatable;
    private final SectionRanges sections;
    private volatile NameIndex byName;
    private volatile AddressIndex byAddress;

    private SymbolTable(ElfSymbolTable table, boolean relocatable, SectionRanges sections) {
        this.table = table;
        this.relocatable = relocatable;
        this.sections = sections;
    }

    static SymbolTable of(ElfFile elf) throws MalformedFileException {
        ElfSymbolTable table = elf.symbols().orElse(null);
        if (table != null && table.count() > MOST_SYMBOLS) {
            throw new MalformedFileException(
                    MalformedFileException.Kind.CORRUPT,
                    elf.source().name(),
                    "symbol table: expected at most %d symbols, found %d".formatted(MOST_SYMBOLS, table.count()));
        }
        return new SymbolTable(table, elf.header().type() == ElfHeader.RELOCATABLE, SectionRanges.of(elf));
    }

    /** Number of entries in the file's table, including the excluded kinds. */
    public long entries() {
        return table == null ? 0 : table.count();
    }

    /** The symbol with that name; of several a global one, else the first in the file. */
    public Optional<Symbol> find(String name) {
        Symbol best = null;
        NameIndex index = names();
        for (int at = index.first(name); at >= 0; at = index.next(at)) {
            ElfSymbol found = table.get(at);
            if (found.name().equals(name) && (best == null || found.binding() != 0)) {
                best = symbol(found);
                if (found.binding() != 0) {
                    break;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** All symbols of that name, in file order: static ones of several source files may share one. */
    public List<Symbol> findAll(String name) {
        List<Symbol> all = new ArrayList<>();
        NameIndex index = names();
        for (int at = index.first(name); at >= 0; at = index.next(at)) {
            ElfSymbol found = table.get(at);
            if (found.name().equals(name)) {
                all.add(symbol(found));
            }
        }
        return all;
    }

    /** Names with that prefix, each once, in file order; at most {@code most} of them. */
    public List<String> names(String prefix, int most) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; table != null && i < table.count() && names.size() < most; i++) {
            ElfSymbol symbol = table.get(i);
            if (counts(symbol) && symbol.name().startsWith(prefix)) {
                names.add(symbol.name());
            }
        }
        return List.copyOf(names);
    }

    /**
     * The symbol that an address belongs to: the nearest at or below it in the same section. Of several at one address
     * a function is preferred, then one with a size, then a global one, then the first in the file.
     *
     * @return empty when the address is in no section, or the section has no symbol at or below it; always for a module
     */
    public Optional<Symbol> nearest(long address) {
        int section = relocatable ? 0 : sections.containing(address);
        if (section == 0 || table == null) {
            return Optional.empty();
        }
        int found = addresses().atOrBelow(address);
        if (found < 0) {
            return Optional.empty();
        }
        Symbol symbol = symbol(table.get(found));
        return symbol.section() == section ? Optional.of(symbol) : Optional.empty();
    }

    private NameIndex names() {
        NameIndex known = byName;
        if (known == null) {
            known = NameIndex.of(table);
            byName = known;
        }
        return known;
    }

    private AddressIndex addresses() {
        AddressIndex known = byAddress;
        if (known == null) {
            known = AddressIndex.of(table, sections);
            byAddress = known;
        }
        return known;
    }

    /** True for symbols that are shown to users. */
    static boolean counts(ElfSymbol symbol) {
        return symbol.defined()
                && symbol.type() != ElfSymbol.SECTION
                && symbol.type() != ElfSymbol.FILE
                && !symbol.name().isEmpty()
                && !mapping(symbol);
    }

    /** Mapping symbols of aarch64 ($x and $d), which mark where code and data begin. */
    private static boolean mapping(ElfSymbol symbol) {
        String name = symbol.name();
        return name.charAt(0) == '$'
                && symbol.type() == 0
                && symbol.size() == 0
                && (name.length() == 2 || (name.length() > 2 && name.charAt(2) == '.'));
    }

    private static Symbol symbol(ElfSymbol symbol) {
        return new Symbol(
                symbol.name(), symbol.value(), symbol.size(), symbol.section(), symbol.type() == ElfSymbol.FUNCTION);
    }
}
