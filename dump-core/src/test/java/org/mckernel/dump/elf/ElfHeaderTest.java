package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

class ElfHeaderTest {
    /** Each field of {@code Elf64_Ehdr} has a value of its own. */
    private static final byte[] HEADER = StructBuilder.littleEndian()
            .u8(0x7f)
            .text("ELF")
            .u8(2, 1, 1)
            .at(16)
            .u16(4, 183)
            .u32(1)
            .u64(0x1111_2222_3333_4444L, 0x40, 0x8877_6655_4433_2211L)
            .u32(0xcafe_babe)
            .u16(64, 56, 0xfffe, 64, 0xff00, 0xffff)
            .toBytes();

    private static byte[] with(int offset, int value) {
        byte[] bytes = HEADER.clone();
        bytes[offset] = (byte) value;
        return bytes;
    }

    @Test
    void readsEachFieldAtItsPlace() throws MalformedFileException {
        assertThat(HEADER).hasSize(ElfHeader.SIZE);
        assertThat(ElfHeader.read(TestSource.of(HEADER)))
                .isEqualTo(new ElfHeader(
                        ElfHeader.CORE,
                        183,
                        0x1111_2222_3333_4444L,
                        0xcafe_babe,
                        0x40,
                        56,
                        0xfffe,
                        0x8877_6655_4433_2211L,
                        64,
                        0xff00,
                        0xffff));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void recognisesOnlyTheWholeMagicNumber(int damaged) {
        assertThat(ElfHeader.magicAt0(TestSource.of(HEADER))).isTrue();
        assertThat(ElfHeader.magicAt0(TestSource.of(Arrays.copyOf(HEADER, 4)))).isTrue();
        assertThat(ElfHeader.magicAt0(TestSource.of(Arrays.copyOf(HEADER, 3)))).isFalse();
        assertThat(ElfHeader.magicAt0(TestSource.of())).isFalse();
        assertThat(ElfHeader.magicAt0(TestSource.of(with(damaged, 0)))).isFalse();
        assertThat(ElfHeader.magicAt0(TestSource.of(HEADER).without(2, 1)))
                .as("never stored")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'ELF magic number at offset 0: expected 0x7f454c46, found 0 bytes'",
        "3, 'ELF magic number at offset 0: expected 0x7f454c46, found 3 bytes'",
        "4, 'truncated: the ELF header needs offset 0 to 64, the file ends at 4'",
        "5, 'truncated: the ELF header needs offset 0 to 64, the file ends at 5'",
        "6, 'truncated: the ELF header needs offset 0 to 64, the file ends at 6'",
        "63, 'truncated: the ELF header needs offset 0 to 64, the file ends at 63'"
    })
    void saysWhereAShortFileEnds(int length, String message) {
        assertThatThrownBy(() -> ElfHeader.read(TestSource.of(Arrays.copyOf(HEADER, length))))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0x4b|CORRUPT|ELF magic number at offset 0: expected 0x7f454c46, found 0x4b454c46",
                "4|1|UNSUPPORTED|32-bit ELF file; only 64-bit files are read "
                        + "(makedumpfile and QEMU write ELF64 for every 64-bit machine)",
                "4|3|CORRUPT|ELF class at offset 4: expected 2 (64-bit), found 3",
                "5|2|UNSUPPORTED|big-endian ELF file; only little-endian machines (x86_64, aarch64) run McKernel",
                "5|0|CORRUPT|ELF byte order at offset 5: expected 1 (little endian), found 0"
            })
    void namesWhatIsForeign(int offset, String value, MalformedFileException.Kind kind, String message) {
        assertThatThrownBy(() -> ElfHeader.read(TestSource.of(with(offset, Integer.decode(value)))))
                .isInstanceOfSatisfying(
                        MalformedFileException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    @Test
    void namesAForeignClassOfAShortFileFirst() {
        assertThatThrownBy(() -> ElfHeader.read(TestSource.of(Arrays.copyOf(with(4, 1), 52))))
                .hasMessageStartingWith("32-bit ELF file;");
    }
}
