package org.mckernel.dump.format.mckdump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.elf.TinyElf;

class MemorySectionsTest {
    private final TinyElf elf = new TinyElf(ElfHeader.RELOCATABLE, 0);

    private MemorySections read() throws MalformedFileException {
        return MemorySections.of(ElfFile.open(TestSource.of(elf.toBytes())));
    }

    @Test
    void findsNothingInAnotherFile() throws MalformedFileException {
        elf.section(".text", 1, 0, 0, (byte) 1).section("xphysmem0", 1, 0, 0, (byte) 1);
        MemorySections sections = read();

        assertThat(sections.joined()).isNull();
        assertThat(sections.table()).isNull();
        assertThat(sections.numbered()).isZero();
        assertThat(sections.has(0)).isFalse();
        assertThat(sections.has(1000)).isFalse();
    }

    @Test
    void findsSectionsByTheirNumberInAnyOrder() throws MalformedFileException {
        elf.section("physmem1", 1, 3, 0x8000, new byte[20])
                .section("physmem0", 1, 3, 0x4000, new byte[10])
                .section("physchunks", 1, 3, 1, new byte[8])
                .section("physmem3", ElfSection.NOBITS, 3, 0x9000, new byte[30]);
        MemorySections sections = read();

        assertThat(sections.numbered()).isEqualTo(3);
        assertThat(sections.has(0)).isTrue();
        assertThat(sections.has(1)).isTrue();
        assertThat(sections.has(2)).isFalse();
        assertThat(sections.address(0)).isEqualTo(0x4000);
        assertThat(sections.address(1)).isEqualTo(0x8000);
        assertThat(sections.offset(1)).isEqualTo(64);
        assertThat(sections.offset(0)).isEqualTo(84);
        assertThat(sections.size(0)).isEqualTo(10);
        assertThat(sections.size(1)).isEqualTo(20);
        assertThat(sections.size(3)).as("no bits").isZero();
        assertThat(sections.table().address()).isEqualTo(1);
        assertThat(sections.joined()).isNull();
    }

    @Test
    void takesTheFirstOfEqualNames() throws MalformedFileException {
        elf.section("physmem", 1, 3, 1, (byte) 1)
                .section("physmem", 1, 3, 2, (byte) 1)
                .section("physchunks", 1, 3, 3, (byte) 1)
                .section("physchunks", 1, 3, 4, (byte) 1)
                .section("physmem0", 1, 3, 5, (byte) 1)
                .section("physmem0", 1, 3, 6, (byte) 1);
        MemorySections sections = read();

        assertThat(sections.joined().address()).isEqualTo(1);
        assertThat(sections.table().address()).isEqualTo(3);
        assertThat(sections.address(0)).isEqualTo(5);
        assertThat(sections.numbered()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "physmem00",
                "physmem01",
                "physmemx",
                "physmem0x",
                "physmem-1",
                "physmem/",
                "physmem:",
                "physmem9999999999",
                "physmem3",
                "physmem999999999"
            })
    void takesNoOtherNameForANumber(String name) throws MalformedFileException {
        elf.section(name, 1, 3, 5, (byte) 1);
        assertThat(read().numbered()).isZero();
    }

    /** With one section the table has three: the empty one, this, and the names. */
    @Test
    void takesNumbersBelowTheNumberOfSections() throws MalformedFileException {
        elf.section("physmem2", 1, 3, 5, (byte) 1);
        assertThat(read().has(2)).isTrue();
    }

    @Test
    void readsNumbersOfTwoDigits() throws MalformedFileException {
        for (int i = 0; i < 10; i++) {
            elf.section("x", 1, 0, 0, (byte) 0);
        }
        elf.section("physmem10", 1, 3, 7, (byte) 1);
        MemorySections sections = read();
        assertThat(sections.has(10)).isTrue();
        assertThat(sections.address(10)).isEqualTo(7);
    }
}
