package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

class ElfFileTest {
    @TempDir
    Path dir;

    /** The Java launcher and one of its libraries: real linker output on every machine that runs this test. */
    @ParameterizedTest
    @ValueSource(strings = {"bin/java", "lib/libjava.so"})
    void agreesWithAnotherReaderOnRealImages(String image) throws IOException {
        Path path = Path.of(System.getProperty("java.home"), image);
        net.fornwall.jelf.ElfFile other = net.fornwall.jelf.ElfFile.from(path);
        try (MappedFile file = MappedFile.open(path)) {
            ElfFile elf = ElfFile.open(file);

            assertThat(elf.header().type()).isEqualTo(other.e_type);
            assertThat(elf.header().machine()).isEqualTo(other.e_machine);
            assertThat(elf.segmentCount()).isEqualTo(other.e_phnum);
            for (int i = 0; i < elf.segmentCount(); i++) {
                var expected = other.getProgramHeader(i);
                assertThat(elf.segment(i))
                        .isEqualTo(new ElfSegment(
                                expected.p_type,
                                expected.p_flags,
                                expected.p_offset,
                                expected.p_vaddr,
                                expected.p_paddr,
                                expected.p_filesz,
                                expected.p_memsz,
                                expected.p_align));
            }
            assertThat(elf.sections()).hasSize(other.e_shnum);
            for (ElfSection section : elf.sections()) {
                var expected = other.getSection(section.index()).header;
                assertThat(section.name()).isEqualTo(expected.getName() == null ? "" : expected.getName());
                assertThat(section.offset()).isEqualTo(expected.sh_offset);
                assertThat(section.size()).isEqualTo(expected.sh_size);
                assertThat(section.address()).isEqualTo(expected.sh_addr);
            }
            var own = other.getSymbolTableSection();
            var symbols = (own == null ? other.getDynamicSymbolTableSection() : own).symbols;
            ElfSymbolTable table = elf.symbols().orElseThrow();
            assertThat(table.count()).isEqualTo(symbols.length);
            for (int i = 0; i < symbols.length; i++) {
                assertThat(table.get(i).value()).isEqualTo(symbols[i].st_value);
                assertThat(table.get(i).name()).isEqualTo(symbols[i].getName() == null ? "" : symbols[i].getName());
            }
        }
    }

    /** One header field after another, in a file of 64 bytes of header and what is put after it. */
    static TestSource file(long size, long programOffset, int programCount, long sectionOffset, int sections) {
        return TestSource.ofSize(size)
                .with(
                        0,
                        StructBuilder.littleEndian()
                                .u8(0x7f)
                                .text("ELF")
                                .u8(2, 1, 1)
                                .at(16)
                                .u16(ElfHeader.CORE, 62)
                                .u32(1)
                                .u64(0, programOffset, sectionOffset)
                                .u32(0)
                                .u16(64, 56, programCount, 64, sections, 0)
                                .toBytes());
    }

    private static void u16(TestSource source, long offset, int value) {
        source.with(offset, StructBuilder.littleEndian().u16(value).toBytes());
    }

    static void u32(TestSource source, long offset, int value) {
        source.with(offset, StructBuilder.littleEndian().u32(value).toBytes());
    }

    static void u64(TestSource source, long offset, long... values) {
        source.with(offset, StructBuilder.littleEndian().u64(values).toBytes());
    }

    @Test
    void readsSegmentsAtTheirPlaces() throws MalformedFileException {
        TestSource source = file(100 + 2 * 56, 100, 2, 0, 0);
        u32(source, 156, ElfSegment.LOAD);
        u32(source, 160, 5);
        u64(source, 164, 1, 2, -3, 4, 5, 6);
        ElfFile elf = ElfFile.open(source);

        assertThat(elf.segmentCount()).isEqualTo(2);
        assertThat(elf.segment(0)).isEqualTo(new ElfSegment(0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(elf.segment(1)).isEqualTo(new ElfSegment(ElfSegment.LOAD, 5, 1, 2, -3, 4, 5, 6));
        assertThat(elf.source()).isSameAs(source);
        assertThat(elf.sectionCount()).isZero();
        assertThat(elf.sections()).isEmpty();
        assertThat(elf.section(".text")).isEmpty();
        assertThat(elf.symbols()).isEmpty();
        assertThat(elf.buildId()).isEmpty();
    }

    @Test
    void refusesProgramHeadersThatTheFileCannotHold() {
        assertThatThrownBy(() -> ElfFile.open(file(211, 100, 2, 0, 0)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("truncated: the table of 2 program headers needs offset 100 to 212, the file ends at 211");
        assertThatThrownBy(() -> ElfFile.open(file(211, -1, 1, 0, 0)))
                .hasMessage("offset of the program headers at offset 32: "
                        + "expected a value below 2^63, found 0xffffffffffffffff");
        TestSource odd = file(1000, 100, 2, 0, 0);
        u16(odd, 54, 32);
        assertThatThrownBy(() -> ElfFile.open(odd))
                .hasMessage("size of a program header at offset 54: expected 56, found 32");
    }

    @Test
    void asksNoSizeOfProgramHeadersThatAreNotThere() throws MalformedFileException {
        TestSource none = file(64, -1, 0, 0, 0);
        u16(none, 54, 0);

        assertThat(ElfFile.open(none).segmentCount()).isZero();
    }

    @Test
    void findsTheRealNumberOfSegmentsInTheFirstSection() throws MalformedFileException {
        TestSource source = file(128 + 3 * 56, 128, 0xffff, 64, 1);
        u32(source, 64 + 44, 3);
        assertThat(ElfFile.open(source).segmentCount()).isEqualTo(3);

        u32(source, 64 + 44, (1 << 22) + 1);
        assertThatThrownBy(() -> ElfFile.open(source))
                .hasMessage("number of program headers at offset 56: expected at most 4194304, found 4194305");
        u32(source, 64 + 44, 1 << 22);
        assertThatThrownBy(() -> ElfFile.open(source))
                .hasMessageStartingWith(
                        "truncated: the table of 4194304 program headers needs offset 128 to 234881152");
        u32(source, 64 + 44, 0);
        assertThat(ElfFile.open(source).segmentCount()).isZero();
    }

    @Test
    void takes65535SegmentsAsSuchWithoutASectionTable() throws MalformedFileException {
        assertThat(ElfFile.open(file(64 + 65_535L * 56, 64, 0xffff, 0, 0)).segmentCount())
                .isEqualTo(65_535);
    }

    @Test
    void findsTheRealNumberOfSectionsInTheFirst() throws MalformedFileException {
        TestSource source = file(64 + 3 * 64, 0, 0, 64, 0);
        u64(source, 64 + 32, 3);
        ElfFile elf = ElfFile.open(source);
        assertThat(elf.sectionCount()).isEqualTo(3);
        assertThat(elf.sections()).extracting(ElfSection::index).containsExactly(0, 1, 2);
        assertThat(elf.sections()).extracting(ElfSection::name).containsOnly("");

        u64(source, 64 + 32, 4);
        assertThatThrownBy(elf::sectionCount)
                .hasMessage("truncated: the table of 4 section headers needs offset 64 to 320, the file ends at 256");
        u64(source, 64 + 32, (1 << 20) + 1);
        assertThatThrownBy(elf::sectionCount)
                .hasMessage("number of sections at offset 96: expected at most 1048576, found 1048577");
        u64(source, 64 + 32, -1);
        assertThatThrownBy(elf::sectionCount)
                .hasMessage("number of sections at offset 96: expected at most 1048576, found 18446744073709551615");
    }

    @Test
    void refusesSectionHeadersThatTheFileCannotHold() throws MalformedFileException {
        ElfFile low = ElfFile.open(file(127, 0, 0, 64, 1));
        assertThatThrownBy(low::sections)
                .hasMessage("truncated: the table of 1 section headers needs offset 64 to 128, the file ends at 127");
        ElfFile negative = ElfFile.open(file(127, 0, 0, Long.MIN_VALUE, 1));
        assertThatThrownBy(negative::sectionCount)
                .hasMessage("offset of the section headers at offset 40: "
                        + "expected a value below 2^63, found 0x8000000000000000");
        TestSource odd = file(1000, 0, 0, 64, 1);
        u16(odd, 58, 40);
        ElfFile small = ElfFile.open(odd);
        assertThatThrownBy(small::sectionCount)
                .hasMessage("size of a section header at offset 58: expected 64, found 40");
    }

    @Test
    void readsEachSectionFieldAtItsPlace() throws MalformedFileException {
        TestSource source = file(64 + 2 * 64, 0, 0, 64, 2);
        u32(source, 132, 7);
        u64(source, 136, 1, 2, 3, 4);
        u32(source, 168, 5);
        u32(source, 172, 6);
        u64(source, 176, 8, 9);

        assertThat(ElfFile.open(source).section(1)).isEqualTo(new ElfSection(1, "", 7, 1, 2, 3, 4, 5, 6, 8, 9));
        assertThat(ElfFile.open(source).sections().get(1).entrySize()).isEqualTo(9);
    }

    @Test
    void givesOnlySectionsThatAre() throws MalformedFileException {
        ElfFile elf = ElfFile.open(file(64 + 2 * 64, 0, 0, 64, 2));

        assertThat(elf.section(1).index()).isEqualTo(1);
        assertThatThrownBy(() -> elf.section(2))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("index of a section at offset 64: expected one of 2 sections, found 2");
        assertThatThrownBy(() -> elf.section(-1)).hasMessageEndingWith("found -1");
    }

    /** Three sections, the third holds the names at offset 256. */
    private static TestSource named(String names, int first, int second) {
        TestSource source = file(256 + names.length(), 0, 0, 64, 3);
        u16(source, 62, 2);
        u32(source, 128, first);
        u32(source, 192, second);
        u64(source, 192 + 24, 256, names.length());
        return source.with(256, names.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void namesSectionsUpToTheNameTablesEnd() throws MalformedFileException {
        ElfFile elf = ElfFile.open(named("\0.text\0.data", 1, 7));
        assertThat(elf.sections()).extracting(ElfSection::name).containsExactly("", ".text", ".data");
        assertThat(elf.section(".data").orElseThrow().index()).isEqualTo(2);
        assertThat(elf.section("")).as("the section at index 0 is none").isEmpty();

        assertThat(ElfFile.open(named("\0.text\0.data", 12, 11)).sections())
                .extracting(ElfSection::name)
                .as("one past the table, and its last byte")
                .containsExactly("", "", "a");
        assertThat(ElfFile.open(named("\0.text\0.data", -1, 11)).section(1).name())
                .isEmpty();
    }

    @Test
    void readsLongNamesWhole() throws MalformedFileException {
        String name31 = "a".repeat(31);
        String name32 = "b".repeat(32);
        ElfFile elf = ElfFile.open(named("\0" + name31 + "\0" + name32 + "\0", 1, 33));
        assertThat(elf.section(1).name()).isEqualTo(name31);
        assertThat(elf.section(2).name()).isEqualTo(name32);

        ElfFile endless = ElfFile.open(named("c".repeat(5000), 0, 1000));
        assertThat(endless.section(1).name()).as("a bound on a name").hasSize(4096);
        assertThat(endless.section(2).name()).hasSize(4000);
    }

    @Test
    void findsTheNameTablesRealIndexInTheFirstSection() throws MalformedFileException {
        TestSource source = named("\0.text\0.data", 1, 7);
        u16(source, 62, 0xffff);
        u32(source, 64 + 40, 2);
        assertThat(ElfFile.open(source).section(1).name()).isEqualTo(".text");
        u32(source, 64 + 40, 3);
        assertThat(ElfFile.open(source).section(1).name()).isEmpty();
        u16(source, 62, 0);
        assertThat(ElfFile.open(source).section(1).name()).isEmpty();
    }

    @Test
    void givesDataInsideTheFileOnly() throws MalformedFileException {
        ElfFile elf = ElfFile.open(file(64, 0, 0, 0, 0));

        assertThat(elf.data(section(1, 0, 60, 4, 1)).toArray(ValueLayout.JAVA_BYTE))
                .hasSize(4)
                .containsOnly(0);
        assertThat(elf.data(section(ElfSection.NOBITS, 0, -1, 400, 1)).byteSize())
                .isZero();
        assertThat(elf.data(section(1, 0, -1, 0, 1)).byteSize()).isZero();
        assertThatThrownBy(() -> elf.data(section(1, 0, 61, 4, 1)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("truncated: section .x needs offset 61 to 65, the file ends at 64");
        assertThatThrownBy(() -> elf.data(section(1, 0, -1, 4, 1))).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> elf.data(section(1, 0, 0, -1, 1))).isInstanceOf(MalformedFileException.class);
    }

    private static ElfSection section(int type, long flags, long offset, long size, long alignment) {
        return new ElfSection(1, ".x", type, flags, 0, offset, size, 0, 0, alignment, 0);
    }

    @Test
    void prefersOwnSymbolsToDynamicOnes() throws IOException {
        byte[] one = new byte[24];
        byte[] two = new byte[48];
        TinyElf both = new TinyElf(ElfHeader.SHARED, 62)
                .section(".dynsym", ElfSection.DYNSYM, 0, 0, one)
                .symbols(two)
                .section(".strtab", 3, 0, 0, (byte) 0);
        try (MappedFile file = MappedFile.open(both.write(dir.resolve("both")))) {
            assertThat(ElfFile.open(file).symbols().orElseThrow().count()).isEqualTo(2);
        }
        TinyElf dynamic = new TinyElf(ElfHeader.SHARED, 62).section(".dynsym", ElfSection.DYNSYM, 0, 0, one);
        try (MappedFile file = MappedFile.open(dynamic.write(dir.resolve("dynamic")))) {
            assertThat(ElfFile.open(file).symbols().orElseThrow().count()).isEqualTo(1);
        }
    }

    @Test
    void findsDebugSectionsThatHaveContent() throws IOException {
        TinyElf elf = new TinyElf(ElfHeader.EXECUTABLE, 62)
                .section(".debug_info", 1, 0, 0, (byte) 1)
                .section(".zdebug_info", 1, 0, 0, (byte) 2)
                .section(".zdebug_str", 1, 0, 0, (byte) 3)
                .section(".debug_line", ElfSection.NOBITS, 0, 0, (byte) 4)
                .section(".debug_abbrev", 1, 0, 0);
        try (MappedFile file = MappedFile.open(elf.write(dir.resolve("image")))) {
            ElfFile image = ElfFile.open(file);
            assertThat(image.debugSection("info").map(ElfSection::name)).contains(".debug_info");
            assertThat(image.debugSection("str").map(ElfSection::name)).contains(".zdebug_str");
            assertThat(image.debugSection("line")).as("no bits").isEmpty();
            assertThat(image.debugSection("abbrev")).as("empty").isEmpty();
            assertThat(image.debugSection("loc")).as("not there").isEmpty();
        }
    }

    @Test
    void unpacksSectionsByFlagAndByName() throws IOException {
        byte[] stream = {0x78, (byte) 0x9c, 0x4b, 0x04, 0x00, 0x00, 0x62, 0x00, 0x62};
        byte[] flagged =
                StructBuilder.littleEndian().u32(1, 0).u64(1, 1).bytes(stream).toBytes();
        byte[] named =
                StructBuilder.bigEndian().text("ZLIB").u64(1).bytes(stream).toBytes();
        TinyElf elf = new TinyElf(ElfHeader.EXECUTABLE, 62)
                .section(".debug_info", 1, ElfSection.COMPRESSED, 0, flagged)
                .section(".zdebug_info", 1, 0, 0, named)
                .section(".debug_plain", 1, 0, 0, flagged);
        try (MappedFile file = MappedFile.open(elf.write(dir.resolve("image")))) {
            ElfFile image = ElfFile.open(file);
            assertThat(image.data(image.section(1)).toArray(ValueLayout.JAVA_BYTE))
                    .containsExactly('a');
            assertThat(image.data(image.section(2)).toArray(ValueLayout.JAVA_BYTE))
                    .containsExactly('a');
            assertThat(image.data(image.section(3)).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(flagged);
        }
    }
}
