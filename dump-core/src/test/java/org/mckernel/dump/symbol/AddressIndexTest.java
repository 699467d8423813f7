package org.mckernel.dump.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.testdumps.file.StructBuilder;

class AddressIndexTest {
    /** Symbols 1, 2 ... at these addresses, all in a section that spans the whole address space but its last byte. */
    private static AddressIndex index(long... addresses) throws MalformedFileException {
        StructBuilder symbols = StructBuilder.littleEndian().at(24);
        for (long address : addresses) {
            symbols.u32(1).u8(0x10, 0).u16(1).u64(address, 0);
        }
        byte[] bytes = new TinyElf(ElfHeader.EXECUTABLE, 62)
                .section(".all", 1, 2, 0, new byte[1])
                .symbols(symbols.toBytes())
                .section(".strtab", 3, 0, 0, (byte) 0, (byte) 'a', (byte) 0)
                .toBytes();
        TestSource source = TestSource.of(bytes);
        long sections = ElfFile.open(source).header().sectionOffset();
        source.with(sections + 64 + 32, StructBuilder.littleEndian().u64(-1).toBytes());
        ElfFile elf = ElfFile.open(source);
        return AddressIndex.of(elf.symbols().orElseThrow(), SectionRanges.of(elf));
    }

    @Test
    void findsNothingInAnEmptyIndex() throws MalformedFileException {
        assertThat(index().atOrBelow(0)).isEqualTo(-1);
        assertThat(index().atOrBelow(-1)).isEqualTo(-1);
    }

    @Test
    void ordersAddressesUnsigned() throws MalformedFileException {
        AddressIndex index = index(0xffff_8000_0000_0000L, 0x1000, Long.MAX_VALUE, Long.MIN_VALUE);

        assertThat(index.atOrBelow(0xfff)).isEqualTo(-1);
        assertThat(index.atOrBelow(0x1000)).isEqualTo(2);
        assertThat(index.atOrBelow(Long.MAX_VALUE - 1)).isEqualTo(2);
        assertThat(index.atOrBelow(Long.MAX_VALUE)).isEqualTo(3);
        assertThat(index.atOrBelow(Long.MIN_VALUE)).isEqualTo(4);
        assertThat(index.atOrBelow(0xffff_7fff_ffff_ffffL)).isEqualTo(4);
        assertThat(index.atOrBelow(-1)).isEqualTo(1);
    }

    @Test
    void keepsTheFirstOfEqualSymbolsAtOneAddress() throws MalformedFileException {
        AddressIndex index = index(5, 9, 5, 9, 5);

        assertThat(index.atOrBelow(5)).isEqualTo(1);
        assertThat(index.atOrBelow(8)).isEqualTo(1);
        assertThat(index.atOrBelow(9)).isEqualTo(2);
        assertThat(index.atOrBelow(100)).isEqualTo(2);
    }
}
