package org.mckernel.dump.symbol;

import org.mckernel.dump.elf.ElfSymbol;
import org.mckernel.dump.elf.ElfSymbolTable;

/** Symbols by name: a hash table with chains, in three integer arrays. Chains are in file order. */
final class NameIndex {
    private final int[] heads;
    private final int[] next;
    private final int[] hashes;

    private NameIndex(int[] heads, int[] next, int[] hashes) {
        this.heads = heads;
        this.next = next;
        this.hashes = hashes;
    }

    /** @param table the symbols, or null for none */
    static NameIndex of(ElfSymbolTable table) {
        int count = table == null ? 0 : (int) table.count();
        int[] heads = new int[Integer.highestOneBit(Math.max(count, 1)) * 2];
        int[] next = new int[count];
        int[] hashes = new int[count];
        // inserted backwards at the front, so chains are in file order; 0 ends a chain, since symbol 0 is the empty one
        for (int i = count - 1; i > 0; i--) {
            ElfSymbol symbol = table.get(i);
            if (SymbolTable.counts(symbol)) {
                hashes[i] = spread(symbol.name());
                int bucket = hashes[i] & (heads.length - 1);
                next[i] = heads[bucket];
                heads[bucket] = i;
            }
        }
        return new NameIndex(heads, next, hashes);
    }

    private static int spread(String name) {
        int hash = name.hashCode();
        return hash ^ (hash >>> 16);
    }

    /** The first symbol whose name has the same hash, or −1. */
    int first(String name) {
        int hash = spread(name);
        return match(heads[hash & (heads.length - 1)], hash);
    }

    /** The next such symbol, or −1. */
    int next(int symbol) {
        return match(next[symbol], hashes[symbol]);
    }

    private int match(int from, int hash) {
        int at = from;
        while (at != 0 && hashes[at] != hash) {
            at = next[at];
        }
        return at == 0 ? -1 : at;
    }
}
