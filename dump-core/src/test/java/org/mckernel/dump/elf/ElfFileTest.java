package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.testdumps.fault.Faults;
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

    @Test
    void readsSymbolsAndBuildId() throws IOException {
        byte[] entry = StructBuilder.littleEndian()
                .at(24)
                .u32(1)
                .u8(0x12, 0)
                .u16(1)
                .u64(0x1000, 8)
                .toBytes();
        byte[] note = StructBuilder.littleEndian()
                .u32(4, 3, 3)
                .text("GNU")
                .u8(0, 0xab, 0xcd, 0x01, 0)
                .toBytes();
        Path path = new TinyElf(ElfHeader.EXECUTABLE, 62)
                .symbols(entry)
                .section(
                        ".strtab",
                        3,
                        0,
                        0,
                        StructBuilder.littleEndian().u8(0).text("start").u8(0).toBytes())
                .section(".note.gnu.build-id", ElfSection.NOTE, 2, 0, note)
                .write(dir.resolve("image"));
        try (MappedFile file = MappedFile.open(path)) {
            ElfFile elf = ElfFile.open(file);

            assertThat(elf.buildId()).contains(new BuildId("abcd01"));
            assertThat(elf.symbols().orElseThrow().stream())
                    .element(1)
                    .isEqualTo(new ElfSymbol("start", 0x1000, 8, 0x12, 1));
        }
    }

    @Test
    void decompressesSections() throws IOException {
        byte[] text = "debug ".repeat(500).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(text);
        }
        Path path = new TinyElf(ElfHeader.EXECUTABLE, 62)
                .section(".debug_info", 1, ElfSection.COMPRESSED, 0, compressed(1, text.length, deflated.toByteArray()))
                .section(".debug_zstd", 1, ElfSection.COMPRESSED, 0, compressed(2, text.length, deflated.toByteArray()))
                .section(".debug_lie", 1, ElfSection.COMPRESSED, 0, compressed(1, 1L << 40, deflated.toByteArray()))
                .section(".debug_bad", 1, ElfSection.COMPRESSED, 0, compressed(1, 100, new byte[50]))
                .section(".zdebug_str", 1, 0, 0, zdebug(text.length, deflated.toByteArray()))
                .section(".zdebug_lie", 1, 0, 0, zdebug(1L << 40, deflated.toByteArray()))
                .section(".zdebug_bad", 1, 0, 0, new byte[50])
                .section(".debug_more", 1, ElfSection.COMPRESSED, 0, compressed(1, 9999, deflated.toByteArray()))
                .write(dir.resolve("image"));
        try (MappedFile file = MappedFile.open(path)) {
            ElfFile elf = ElfFile.open(file);

            assertThat(elf.data(elf.section(".debug_info").orElseThrow()).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(text);
            assertThatThrownBy(() -> elf.data(elf.section(".debug_zstd").orElseThrow()))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("objcopy");
            assertThat(elf.data(elf.debugSection("str").orElseThrow()).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(text);
            assertThat(elf.debugSection("none")).isEmpty();
            for (String name : new String[] {".debug_lie", ".debug_bad", ".debug_more", ".zdebug_lie", ".zdebug_bad"}) {
                assertThatThrownBy(() -> elf.data(elf.section(name).orElseThrow()))
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessageContaining(name);
            }
        }
    }

    private static byte[] zdebug(long size, byte[] stream) {
        return StructBuilder.littleEndian()
                .bytes("ZLIB".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .u64(Long.reverseBytes(size))
                .bytes(stream)
                .toBytes();
    }

    private static byte[] compressed(int type, long size, byte[] stream) {
        return StructBuilder.littleEndian()
                .u32(type, 0)
                .u64(size, 1)
                .bytes(stream)
                .toBytes();
    }

    @Test
    void reportsOtherElfClassesAndByteOrders() throws IOException {
        Path path = new TinyElf(ElfHeader.CORE, 62).write(dir.resolve("core"));
        assertThatThrownBy(() -> open(Faults.inCopy(path, dir.resolve("32"))
                        .bytes(4, (byte) 1)
                        .path()))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith("32-bit ELF file");
        assertThatThrownBy(() -> open(Faults.inCopy(path, dir.resolve("be"))
                        .bytes(5, (byte) 2)
                        .path()))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith("big-endian ELF file");
        assertThatThrownBy(() -> open(
                        Faults.inCopy(path, dir.resolve("short")).truncate(63).path()))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> open(Faults.inCopy(path, dir.resolve("no"))
                        .bytes(0, (byte) 'x')
                        .path()))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("expected 0x7f454c46");
    }

    @Test
    void survivesAnyNumberInAnyField() throws IOException {
        Path path = new TinyElf(ElfHeader.EXECUTABLE, 62)
                .symbols(new byte[48])
                .section(".strtab", 3, 0, 0, (byte) 0, (byte) 'a')
                .write(dir.resolve("image"));
        long size = java.nio.file.Files.size(path);
        int refused = 0;
        for (long offset = 16; offset + 8 <= size; offset += 2) {
            for (long number : Faults.hostileNumbers()) {
                Path copy = Faults.inCopy(path, dir.resolve("copy"))
                        .u64(offset, number)
                        .path();
                refused += touchAll(copy) ? 0 : 1;
            }
        }
        assertThat(refused).isPositive();
    }

    private void open(Path path) throws IOException {
        try (MappedFile file = MappedFile.open(path)) {
            ElfFile.open(file);
        }
    }

    /** False when the file was refused; any other exception is a failure of the test. */
    private static boolean touchAll(Path path) throws IOException {
        try (MappedFile file = MappedFile.open(path)) {
            ElfFile elf = ElfFile.open(file);
            for (int i = 0; i < Math.min(elf.segmentCount(), 1000); i++) {
                elf.notes(elf.segment(i));
            }
            elf.buildId();
            if (elf.symbols().isPresent()) {
                assertThat(elf.symbols().get().stream().limit(1000))
                        .isNotNull()
                        .allSatisfy(s -> assertThat(s.name()).isNotNull());
            }
            for (ElfSection section : elf.sections()) {
                elf.notes(section);
                elf.data(section);
            }
            return true;
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).doesNotContain("\n").isNotBlank();
            return false;
        }
    }
}
