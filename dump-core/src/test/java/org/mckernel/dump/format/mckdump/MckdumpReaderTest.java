package org.mckernel.dump.format.mckdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.testdumps.file.StructBuilder;

/** Tables written number by number, in the layouts that IHK's writers had. */
class MckdumpReaderTest {
    private final TinyElf elf = new TinyElf(ElfHeader.RELOCATABLE, 0);

    private Mckdump read() throws MalformedFileException {
        return MckdumpReader.read(ElfFile.open(TestSource.of(elf.toBytes())));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** A table of chunk count, header words and chunks, in a section of at least so many bytes. */
    private TinyElf table(int count, int size, long... words) {
        byte[] bytes = StructBuilder.littleEndian().u32(count, 0).u64(words).toBytes();
        return elf.section("physchunks", 1, 3, 0, Arrays.copyOf(bytes, Math.max(bytes.length, size)));
    }

    private static int at(Mckdump dump, long address) {
        byte[] one = new byte[1];
        return dump.memory().read(address, MemorySegment.ofArray(one), 0, 1) == 1 ? one[0] : -1;
    }

    @Test
    void readsOneSectionWithoutATableAsVariantA() throws MalformedFileException {
        elf.section("physmem", 1, 3, 0x40_0000, filled(0x1000, 5));
        Mckdump dump = read();

        assertThat(dump.variant()).isEqualTo(MckdumpVariant.A);
        assertThat(dump.kernelBase()).isEqualTo(OptionalLong.of(0x60_0000));
        assertThat(dump.physStart()).isEmpty();
        assertThat(dump.chunks()).containsExactly(new MckdumpChunk(0x40_0000, 0x1000, 0x1000));
        assertThat(at(dump, 0x40_0fff)).isEqualTo(5);
        assertThat(at(dump, 0x40_1000)).isEqualTo(-1);
    }

    @Test
    void readsJoinedChunksByTheFirstAddressAndTheSum() throws MalformedFileException {
        table(2, 8192, 0x40_0000, 0x1000, 0x80_0000, 0x2000);
        elf.section("physmem", 1, 3, 0x40_0000, filled(0x3000, 6));
        Mckdump dump = read();

        assertThat(dump.variant()).isEqualTo(MckdumpVariant.B1);
        assertThat(dump.kernelBase()).isEqualTo(OptionalLong.of(0x60_0000));
        assertThat(dump.chunks())
                .containsExactly(
                        new MckdumpChunk(0x40_0000, 0x1000, 0x1000), new MckdumpChunk(0x80_0000, 0x2000, 0x2000));
        assertThat(at(dump, 0x80_1fff)).isEqualTo(6);
    }

    @Test
    void readsJoinedChunksAfterAKernelBase() throws MalformedFileException {
        table(2, 8192, 0x70_0000, 0x40_0000, 0x1000, 0x80_0000, 0x2000);
        elf.section("physmem", 1, 3, 0x40_0000, filled(0x3000, 6));
        Mckdump dump = read();

        assertThat(dump.variant()).isEqualTo(MckdumpVariant.B2);
        assertThat(dump.kernelBase()).isEqualTo(OptionalLong.of(0x70_0000));
        assertThat(dump.physStart()).isEmpty();
        assertThat(dump.chunks()).hasSize(2);
    }

    /** A kernel base that equals the section's address looks like a first chunk: the sum of sizes decides. */
    @Test
    void letsTheSumDecideWhereBothAddressesFit() throws MalformedFileException {
        table(1, 8192, 0x40_0000, 0x40_0000, 0x1000);
        elf.section("physmem", 1, 3, 0x40_0000, filled(0x1000, 6));
        assertThat(read().variant()).isEqualTo(MckdumpVariant.B2);
    }

    @Test
    void takesTheAddressAloneWhereNoSumFits() throws MalformedFileException {
        table(1, 8192, 0x40_0000, 0x1800);
        elf.section("physmem", 1, 3, 0x40_0000, filled(0x1200, 6));
        Mckdump dump = read();

        assertThat(dump.variant()).isEqualTo(MckdumpVariant.B1);
        assertThat(dump.chunks()).containsExactly(new MckdumpChunk(0x40_0000, 0x1800, 0x1200));
        assertThat(dump.warnings())
                .singleElement()
                .asString()
                .startsWith("1 of 1 chunks have fewer bytes in the file than the table says: ");
    }

    @Test
    void refusesJoinedChunksOfAnotherAddress() {
        table(1, 8192, 0x41_0000, 0x42_0000, 0x1000);
        elf.section("physmem", 1, 3, 0x40_0000, filled(0x1000, 6));
        assertThatThrownBy(this::read)
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("first chunk at offset 72: expected address 0x400000 of section physmem, "
                        + "found 0x410000 or 0x420000");
    }

    @Test
    void readsAJoinedTableWithoutChunks() throws MalformedFileException {
        table(0, 8192, 0x70_0000);
        elf.section("physmem", 1, 3, 0x40_0000);
        assertThat(read().variant()).isEqualTo(MckdumpVariant.B2);
    }

    @Test
    void tellsNumberedVariantsByTheSizeOfTheHeader() throws MalformedFileException {
        table(1, 0, 0x70_0000, 0x40_0000, 0x1000);
        elf.section("physmem0", 1, 3, 0x40_0000, filled(0x1000, 7));
        Mckdump dump = read();

        assertThat(dump.variant()).isEqualTo(MckdumpVariant.C);
        assertThat(dump.kernelBase()).isEqualTo(OptionalLong.of(0x70_0000));
        assertThat(dump.physStart()).isEmpty();
        assertThat(at(dump, 0x40_0000)).isEqualTo(7);
    }

    @Test
    void readsThePhysicalStartOfTheNewestVariant() throws MalformedFileException {
        table(1, 0, 0x70_0000, 0x8000_0000L, 0x40_0000, 0x1000);
        elf.section("physmem0", 1, 3, 0x40_0000, filled(0x1000, 7));
        Mckdump dump = read();

        assertThat(dump.variant()).isEqualTo(MckdumpVariant.D);
        assertThat(dump.kernelBase()).isEqualTo(OptionalLong.of(0x70_0000));
        assertThat(dump.physStart()).isEqualTo(OptionalLong.of(0x8000_0000L));
        assertThat(dump.chunks()).containsExactly(new MckdumpChunk(0x40_0000, 0x1000, 0x1000));
        assertThat(dump.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"C, 16", "D, 24"})
    void letsAddressesTellTheVariantOfATableWithRoomToSpare(MckdumpVariant variant, int header)
            throws MalformedFileException {
        long[] words = header == 24
                ? new long[] {0x70_0000, 0, 0x40_0000, 0x1000, 0x80_0000, 0x1000}
                : new long[] {0x70_0000, 0x40_0000, 0x1000, 0x80_0000, 0x1000};
        table(2, 100, words);
        elf.section("physmem0", 1, 3, 0x40_0000, filled(0x1000, 7))
                .section("physmem1", 1, 3, 0x80_0000, filled(0x1000, 8));
        Mckdump dump = read();

        assertThat(dump.variant()).isEqualTo(variant);
        assertThat(at(dump, 0x80_0000)).isEqualTo(8);
        assertThat(dump.warnings())
                .singleElement()
                .asString()
                .startsWith("section physchunks: 100 bytes for 2 chunks, expected %d; ".formatted(header + 32))
                .endsWith(" variant " + variant);
    }

    @Test
    void refusesATableOfAnotherSize() {
        table(1, 50, 0x70_0000, 0, 0x40_0000, 0x1000);
        elf.section("physmem0", 1, 3, 0x41_0000, filled(0x1000, 7));
        assertThatThrownBy(this::read)
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("size of section physchunks for 1 chunks at offset 64: expected 32 or 40, found 50");
    }

    @ParameterizedTest
    @CsvSource({"-1", "3", "2147483647"})
    void refusesMoreChunksThanTheTableHolds(int count) {
        table(count, 0, 1, 2, 3, 4, 5);
        assertThatThrownBy(this::read)
                .hasMessage(
                        "number of chunks at offset 64: expected 0 to 2 (the section has 48 bytes), found " + count);
    }

    @Test
    void refusesATableWithoutBytes() {
        elf.section("physchunks", 1, 3, 0, new byte[7]);
        assertThatThrownBy(this::read)
                .hasMessage("size of section physchunks at offset 64: expected at least 8, found 7");
        TinyElf noBits =
                new TinyElf(ElfHeader.RELOCATABLE, 0).section("physchunks", ElfSection.NOBITS, 3, 0, new byte[100]);
        assertThatThrownBy(() -> MckdumpReader.read(ElfFile.open(TestSource.of(noBits.toBytes()))))
                .hasMessage("size of section physchunks at offset 64: expected at least 8, found 100");
    }

    @Test
    void refusesAFileWithoutMemorySections() {
        elf.section("physmem0", 1, 3, 0x40_0000, filled(8, 1));
        assertThatThrownBy(this::read)
                .hasMessageStartingWith("sections of an mckdump at offset ")
                .hasMessageEndingWith(": expected physchunks or physmem, found neither");
    }

    @Test
    void saysWhereALostSectionTableShouldBe() {
        elf.section("physchunks", 1, 3, 0, new byte[64]);
        byte[] whole = elf.toBytes();
        byte[] cut = Arrays.copyOf(whole, whole.length - 1);
        assertThatThrownBy(() -> MckdumpReader.read(ElfFile.open(TestSource.of(cut))))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.TRUNCATED))
                .hasMessageStartingWith("truncated: the table of 3 section headers needs offset ")
                .hasMessageEndingWith(" at the end: copy or write it again");
    }
}
