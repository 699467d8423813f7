package org.mckernel.dump.format.mckdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemory;

class ChunkPlacementTest {
    private final TinyElf elf = new TinyElf(ElfHeader.RELOCATABLE, 0);
    private final List<String> warnings = new ArrayList<>();
    private ChunkTable chunks;
    private boolean interactive;

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Addresses and sizes of the chunks. */
    private StoredMemory place(MckdumpVariant variant, long... table) throws MalformedFileException {
        chunks = new ChunkTable(table.length / 2);
        for (int i = 0; i < table.length / 2; i++) {
            chunks.put(i, table[2 * i], table[2 * i + 1]);
        }
        TestSource source = TestSource.of(elf.toBytes());
        MemorySections sections = MemorySections.of(ElfFile.open(source));
        ChunkPlacement placement = new ChunkPlacement(source, sections, chunks, variant, warnings);
        placement.place();
        interactive = placement.interactive();
        return placement.build();
    }

    private static Object at(StoredMemory memory, long address) {
        byte[] one = new byte[1];
        return memory.read(address, MemorySegment.ofArray(one), 0, 1) == 1
                ? Integer.valueOf(one[0])
                : memory.presence(address);
    }

    private static final Presence NOT_IN_DUMP = Presence.NOT_IN_DUMP;

    @Test
    void takesEachChunkFromItsSection() throws MalformedFileException {
        elf.section("physmem0", 1, 3, 0x8000, filled(0x1000, 1)).section("physmem1", 1, 3, 0x4000, filled(0x2000, 2));
        StoredMemory memory = place(MckdumpVariant.D, 0x8000, 0x1000, 0x4000, 0x2000);

        assertThat(at(memory, 0x8fff)).isEqualTo(1);
        assertThat(at(memory, 0x4000)).isEqualTo(2);
        assertThat(at(memory, 0x6000)).isEqualTo(NOT_IN_DUMP);
        assertThat(chunks.get(0)).isEqualTo(new MckdumpChunk(0x8000, 0x1000, 0x1000));
        assertThat(chunks.get(1)).isEqualTo(new MckdumpChunk(0x4000, 0x2000, 0x2000));
        assertThat(interactive).isFalse();
        assertThat(warnings).isEmpty();
        assertThat(memory.pageSize()).isEqualTo(4096);
    }

    @Test
    void marksWhatItsSectionDoesNotHold() throws MalformedFileException {
        elf.section("physmem0", 1, 3, 0x4000, filled(0x800, 1)).section("physmem2", 1, 3, 0x9000, filled(0x1000, 3));
        StoredMemory memory = place(MckdumpVariant.D, 0x4000, 0x1000, 0x6000, 0x1000, 0x8000, 0x800);

        assertThat(at(memory, 0x47ff)).isEqualTo(1);
        assertThat(at(memory, 0x4800)).isEqualTo(NOT_IN_DUMP);
        assertThat(at(memory, 0x6000)).isEqualTo(NOT_IN_DUMP);
        assertThat(at(memory, 0x87ff)).isEqualTo(3);
        assertThat(at(memory, 0x8800)).as("no more than the table says").isEqualTo(NOT_IN_DUMP);
        assertThat(chunks.get(0).held()).isEqualTo(0x800);
        assertThat(chunks.get(1).held()).isZero();
        assertThat(chunks.get(2).held()).isEqualTo(0x800);
        assertThat(warnings).hasSize(3);
        assertThat(warnings.get(0)).startsWith("1 of 3 chunks have no section physmem<i>: ");
        assertThat(warnings.get(1)).startsWith("1 of 3 chunks have fewer bytes in the file than the table says: ");
        assertThat(warnings.get(2)).startsWith("1 of 3 chunks have another address in their section: ");
    }

    @Test
    void takesJoinedChunksOneAfterTheOther() throws MalformedFileException {
        elf.section("physmem", 1, 3, 0x4000, concat(filled(0x1000, 1), filled(0x800, 2)));
        StoredMemory memory = place(MckdumpVariant.B1, 0x4000, 0x1000, 0x8000, 0x1000, 0xa000, 0x1000);

        assertThat(at(memory, 0x4fff)).isEqualTo(1);
        assertThat(at(memory, 0x8000)).isEqualTo(2);
        assertThat(at(memory, 0x8800)).isEqualTo(NOT_IN_DUMP);
        assertThat(at(memory, 0xa000)).isEqualTo(NOT_IN_DUMP);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("2 of 3 chunks have fewer bytes in the file than the table says: ");
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void hasNothingOfASectionWithoutBits() throws MalformedFileException {
        elf.section("physmem", ElfSection.NOBITS, 3, 0x4000, filled(0x1000, 1));
        StoredMemory memory = place(MckdumpVariant.A, 0x4000, 0x1000);

        assertThat(at(memory, 0x4000)).isEqualTo(NOT_IN_DUMP);
        assertThat(chunks.get(0).held()).isZero();
    }

    @Test
    void ignoresChunksThatCannotBe() throws MalformedFileException {
        elf.section("physmem0", 1, 3, 0x4000, filled(0x1000, 1)).section("physmem1", 1, 3, -1, filled(0x1000, 2));
        StoredMemory memory = place(MckdumpVariant.D, 0x4000, 0, -1, 0x1000);

        assertThat(memory.end()).isZero();
        assertThat(warnings).singleElement().asString().startsWith("2 of 2 chunks are empty or ");
    }

    /** One page each, and a chunk that is larger: made for interactive use, nothing was written. */
    @ParameterizedTest
    @CsvSource({
        "4096, 4096, 0x2000, true",
        "65536, 65536, 0x20000, true",
        "4096, 4096, 0x1000, false",
        "4096, 8192, 0x4000, false",
        "2048, 2048, 0x2000, false",
        "12288, 12288, 0x4000, false",
        "131072, 131072, 0x40000, false"
    })
    void knowsFilesForInteractiveUseBySectionsOfOnePage(int first, int second, String size, boolean expected)
            throws MalformedFileException {
        elf.section("physmem0", 1, 3, 0x10_0000, filled(first, 1))
                .section("physmem1", 1, 3, 0x80_0000, filled(second, 1));
        StoredMemory memory =
                place(MckdumpVariant.D, 0x10_0000, Long.decode(size), 0x80_0000, Math.min(second, Long.decode(size)));

        assertThat(interactive).isEqualTo(expected);
        assertThat(memory.presence(0x10_0000) == Presence.EXCLUDED).isEqualTo(expected);
        assertThat(warnings.stream().anyMatch(w -> w.startsWith("made for interactive use: a table of 2 chunks ")))
                .isEqualTo(expected);
    }

    @Test
    void takesNoFileWithAMissingSectionForInteractive() throws MalformedFileException {
        elf.section("physmem0", 1, 3, 0x10_0000, filled(4096, 1));
        place(MckdumpVariant.D, 0x10_0000, 0x2000, 0x80_0000, 0x2000);
        assertThat(interactive).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "B1, 4096, 2, 0x1000, true",
        "B2, 4096, 1, 0x2000, true",
        "B2, 4096, 1, 0x1000, false",
        "B2, 8191, 1, 0x2000, false",
        "A, 4096, 1, 0x2000, false"
    })
    void knowsJoinedFilesForInteractiveUse(MckdumpVariant variant, int size, int count, String length, boolean expected)
            throws MalformedFileException {
        elf.section("physmem", 1, 3, 0x10_0000, filled(size, 1));
        long[] table = {0x10_0000, Long.decode(length), 0x80_0000, 0x1000};
        place(variant, Arrays.copyOf(table, 2 * count));
        assertThat(interactive).isEqualTo(expected);
    }

    @Test
    void readsTheFirstOfOverlappingChunksWithAWarning() throws MalformedFileException {
        elf.section("physmem0", 1, 3, 0x4000, filled(0x2000, 1)).section("physmem1", 1, 3, 0x5000, filled(0x2000, 2));
        StoredMemory memory = place(MckdumpVariant.D, 0x4000, 0x2000, 0x5000, 0x2000);

        assertThat(at(memory, 0x5fff)).isEqualTo(1);
        assertThat(at(memory, 0x6000)).isEqualTo(2);
        assertThat(chunks.get(1).held()).as("what its section holds").isEqualTo(0x2000);
        assertThat(warnings).containsExactly("chunks overlap: where they do, the first is read");
    }

    @Test
    void takesTouchingChunksForNoOverlap() throws MalformedFileException {
        elf.section("physmem0", 1, 3, 0x5000, filled(0x1000, 1)).section("physmem1", 1, 3, 0x4000, filled(0x1000, 2));
        place(MckdumpVariant.D, 0x5000, 0x1000, 0x4000, 0x1000);
        assertThat(warnings).isEmpty();
    }

    @Test
    void marksWhatTheFilesEndCutsOff() throws MalformedFileException {
        elf.section("physmem0", 1, 3, 0x4000, filled(0x1000, 1));
        byte[] bytes = elf.toBytes();
        TestSource source = TestSource.of(bytes);
        MemorySections sections = MemorySections.of(ElfFile.open(source));
        TestSource cut = TestSource.of(Arrays.copyOf(bytes, 64 + 0x400));
        chunks = new ChunkTable(1);
        chunks.put(0, 0x4000, 0x1000);
        ChunkPlacement placement = new ChunkPlacement(cut, sections, chunks, MckdumpVariant.D, warnings);
        placement.place();
        StoredMemory memory = placement.build();

        assertThat(at(memory, 0x43ff)).isEqualTo(1);
        assertThat(memory.presence(0x4400)).isEqualTo(Presence.TRUNCATED);
        assertThat(chunks.get(0).held()).isEqualTo(0x400);
        assertThat(warnings)
                .containsExactly("truncated: the file ends at 1088, 3072 bytes of memory in 1 of 1 chunks are lost");
    }
}
