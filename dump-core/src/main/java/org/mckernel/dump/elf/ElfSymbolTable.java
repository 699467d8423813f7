package org.mckernel.dump.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.mckernel.dump.bytes.ByteSource;

/** A symbol table, read in place: a symbol object is created on demand. */
public final class ElfSymbolTable {
    private static final int ENTRY = 24;
    private static final int LONGEST_NAME = 1 << 16;

    private final MemorySegment symbols;
    private final MemorySegment strings;

    ElfSymbolTable(MemorySegment symbols, MemorySegment strings) {
        this.symbols = symbols;
        this.strings = strings;
    }

    /** Number of symbols, including the empty one at index 0. */
    public long count() {
        return symbols.byteSize() / ENTRY;
    }

    /** The symbol at {@code index}, from 0 to {@link #count} − 1. */
    public ElfSymbol get(long index) {
        long at = index * ENTRY;
        return new ElfSymbol(
                name(Integer.toUnsignedLong(symbols.get(ByteSource.LE32, at))),
                symbols.get(ByteSource.LE64, at + 8),
                symbols.get(ByteSource.LE64, at + 16),
                Byte.toUnsignedInt(symbols.get(ValueLayout.JAVA_BYTE, at + 4)),
                Short.toUnsignedInt(symbols.get(ByteSource.LE16, at + 6)));
    }

    /** All symbols in table order, created lazily. */
    public Stream<ElfSymbol> stream() {
        return LongStream.range(0, count()).mapToObj(this::get);
    }

    private String name(long offset) {
        long limit = Math.min(strings.byteSize(), offset + LONGEST_NAME);
        long end = offset;
        while (end < limit && strings.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        if (offset >= end) {
            return "";
        }
        return new String(
                strings.asSlice(offset, end - offset).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }
}
