package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.file.StructBuilder;

class ElfSymbolTableTest {
    private static final byte[] STRINGS =
            StructBuilder.littleEndian().u8(0).text("main").u8(0).text("end").toBytes();

    private static ElfSymbolTable table(int... names) {
        StructBuilder symbols = StructBuilder.littleEndian();
        for (int name : names) {
            symbols.u32(name).u8(0x12, 0).u16(0xfff1).u64(0x1000L + name, 0x8000_0000_0000_0000L);
        }
        return new ElfSymbolTable(MemorySegment.ofArray(symbols.toBytes()), MemorySegment.ofArray(STRINGS));
    }

    @Test
    void readsEachFieldAtItsPlace() {
        ElfSymbol symbol = table(1).get(0);

        assertThat(symbol).isEqualTo(new ElfSymbol("main", 0x1001, Long.MIN_VALUE, 0x12, 0xfff1));
        assertThat(symbol.type()).isEqualTo(ElfSymbol.FUNCTION);
        assertThat(symbol.binding()).isEqualTo(1);
        assertThat(symbol.defined()).isTrue();
        assertThat(new ElfSymbol("", 0, 0, 0xff, 0).defined()).isFalse();
        assertThat(new ElfSymbol("", 0, 0, 0xff, 0).type()).isEqualTo(15);
        assertThat(new ElfSymbol("", 0, 0, 0xff, 0).binding()).isEqualTo(15);
    }

    @Test
    void namesSymbolsUpToANulOrTheTablesEnd() {
        assertThat(table(0, 1, 3, 6, 8, 9, 10, -1).stream().map(ElfSymbol::name))
                .containsExactly("", "main", "in", "end", "d", "", "", "");
    }

    @Test
    void cutsNamesLongerThanAnyCompilerWrites() {
        byte[] strings = new byte[70_000];
        Arrays.fill(strings, (byte) 'x');
        ElfSymbolTable table = new ElfSymbolTable(MemorySegment.ofArray(new byte[24]), MemorySegment.ofArray(strings));

        assertThat(table.get(0).name()).hasSize(65_536);
    }

    @Test
    void countsWholeSymbolsOnly() {
        MemorySegment strings = MemorySegment.ofArray(STRINGS);

        assertThat(new ElfSymbolTable(MemorySegment.ofArray(new byte[0]), strings).count())
                .isZero();
        assertThat(new ElfSymbolTable(MemorySegment.ofArray(new byte[23]), strings).count())
                .isZero();
        assertThat(new ElfSymbolTable(MemorySegment.ofArray(new byte[71]), strings).count())
                .isEqualTo(2);
        assertThat(table(1, 6).stream()).hasSize(2);
    }
}
