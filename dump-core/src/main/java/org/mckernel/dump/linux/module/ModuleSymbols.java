package org.mckernel.dump.linux.module;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * Symbols that Linux keeps of one loaded module: an array of {@code Elf64_Sym} whose values are addresses, and names.
 */
public final class ModuleSymbols {
    private static final int ENTRY = 24;
    private static final int VALUE = 8;
    /** Limit, above the number of symbols of any module: 6 MiB. */
    private static final long MAX_SYMBOLS = 1 << 18;

    private static final long MAX_STRINGS = 16 << 20;
    private static final int LONGEST_NAME = 512;
    private static final int SAMPLE = 32;

    private final MemorySegment symbols;
    private final int count;
    private final byte[] strings;
    private final int stringsLength;

    private ModuleSymbols(MemorySegment symbols, int count, byte[] strings, int stringsLength) {
        this.symbols = symbols;
        this.count = count;
        this.strings = strings;
        this.stringsLength = stringsLength;
    }

    /**
     * Reads a table.
     *
     * @throws LinuxSideException when the count or the names' offsets are invalid, or when it is not in the dump
     */
    static ModuleSymbols read(KernelMemory memory, long symbolsAt, long count, long stringsAt)
            throws LinuxSideException {
        if (count < 1 || count > MAX_SYMBOLS) {
            throw new LinuxSideException("symbol table of the module at 0x%x: expected 1 to %d symbols, found %d"
                    .formatted(symbolsAt, MAX_SYMBOLS, count));
        }
        MemorySegment symbols = memory.bytes(symbolsAt, (int) count * ENTRY);
        long furthest = 0;
        for (int i = 0; i < count; i++) {
            furthest = Math.max(furthest, name(symbols, i));
        }
        if (furthest > MAX_STRINGS) {
            throw new LinuxSideException("symbol table of the module at 0x%x: a name at %d, expected at most %d"
                    .formatted(symbolsAt, furthest, MAX_STRINGS));
        }
        byte[] strings = new byte[(int) furthest + LONGEST_NAME];
        int got = memory.read(stringsAt, MemorySegment.ofArray(strings), strings.length);
        if (got <= furthest) {
            throw memory.unreadable(stringsAt + got);
        }
        return new ModuleSymbols(symbols, (int) count, strings, got);
    }

    private static long name(MemorySegment symbols, int index) {
        return Integer.toUnsignedLong(symbols.get(ByteSource.LE32, (long) index * ENTRY));
    }

    /** Number of symbols, including the empty one at index 0. */
    public int count() {
        return count;
    }

    /** Address of the symbol with that name; empty when there is none. */
    public OptionalLong address(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 1; i < count; i++) {
            if (isName((int) name(symbols, i), wanted)) {
                return OptionalLong.of(symbols.get(ByteSource.LE64, (long) i * ENTRY + VALUE));
            }
        }
        return OptionalLong.empty();
    }

    private boolean isName(int at, byte[] wanted) {
        if (at + wanted.length >= stringsLength || strings[at + wanted.length] != 0) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (strings[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * True if this looks like a symbol table and not like other data: the first symbol and name are empty, the next
     * ones have printable names.
     */
    boolean plausible() {
        for (int i = 0; i < ENTRY; i++) {
            if (symbols.get(ValueLayout.JAVA_BYTE, i) != 0) {
                return false;
            }
        }
        int named = 0;
        int last = Math.min(count, SAMPLE);
        for (int i = 1; i < last; i++) {
            int at = (int) name(symbols, i);
            boolean printable = at < stringsLength && strings[at] > 0x20 && strings[at] < 0x7f;
            named += printable ? 1 : 0;
        }
        return strings[0] == 0 && last > 1 && 2 * named >= last - 1;
    }
}
