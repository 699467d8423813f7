package org.mckernel.dump.symbol;

import java.util.Arrays;
import org.mckernel.dump.elf.ElfSymbol;
import org.mckernel.dump.elf.ElfSymbolTable;

/**
 * Symbols by address: the distinct addresses in order, and for each the symbol that names it best. A symbol outside its
 * own section (one that marks a section's end) is not included: it would name what follows.
 */
final class AddressIndex {
    private final long[] addresses;
    private final int[] symbols;

    private AddressIndex(long[] addresses, int[] symbols) {
        this.addresses = addresses;
        this.symbols = symbols;
    }

    static AddressIndex of(ElfSymbolTable table, SectionRanges sections) {
        int count = (int) table.count();
        long[] all = new long[count];
        int[] numbers = new int[count];
        int used = 0;
        for (int i = 1; i < count; i++) {
            ElfSymbol symbol = table.get(i);
            if (SymbolTable.counts(symbol) && sections.contains(symbol.section(), symbol.value())) {
                all[used] = key(symbol.value());
                numbers[used++] = i;
            }
        }
        long[] distinct = distinct(Arrays.copyOf(all, used));
        int[] best = new int[distinct.length];
        for (int i = 0; i < used; i++) {
            int place = Arrays.binarySearch(distinct, all[i]);
            if (best[place] == 0 || rank(table.get(numbers[i])) > rank(table.get(best[place]))) {
                best[place] = numbers[i];
            }
        }
        return new AddressIndex(distinct, best);
    }

    /** Sorts like the unsigned address. */
    private static long key(long address) {
        return address ^ Long.MIN_VALUE;
    }

    private static long[] distinct(long[] keys) {
        Arrays.sort(keys);
        int used = 0;
        for (int i = 0; i < keys.length; i++) {
            if (i == 0 || keys[i] != keys[i - 1]) {
                keys[used++] = keys[i];
            }
        }
        return Arrays.copyOf(keys, used);
    }

    private static int rank(ElfSymbol symbol) {
        return (symbol.type() == ElfSymbol.FUNCTION ? 4 : 0)
                + (symbol.size() != 0 ? 2 : 0)
                + (symbol.binding() != 0 ? 1 : 0);
    }

    /** Number of the nearest symbol at or below an address, or −1. */
    int atOrBelow(long address) {
        int found = Arrays.binarySearch(addresses, key(address));
        int place = found >= 0 ? found : -found - 2;
        return place < 0 ? -1 : symbols[place];
    }
}
