package org.mckernel.testdumps.mckdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.file.FileBytes;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.Tool;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.text.MachineText;

/** Judged by readelf and by byte positions seen in files of the original writer. */
class MckdumpWriterTest {
    @TempDir
    Path directory;

    private final SimulatedMemory memory = MachineText.parse("""
        ram 0x1000 1 page
        ram 0x200000 4 pages
        fill 0x1000 1 page 0x11
        fill 0x200000 1 page 0x22
        fill 0x203000 1 page 0x33
        """);

    private Path file() {
        return directory.resolve("mcdump");
    }

    private FileBytes bytes() {
        return new FileBytes(file());
    }

    private MckdumpWriter writer(Variant variant) {
        return MckdumpWriter.of(memory)
                .variant(variant)
                .chunk(0x200000, 0x4000)
                .chunk(0x1000, 0x1000)
                .kernelBase(0x400000)
                .physStart(0x80000000L);
    }

    /** Section lines of readelf: name, type, address, offset, size, flags. */
    private List<String> sections() throws Exception {
        return Tool.run("readelf", "-SW", file())
                .lines()
                .map(String::strip)
                .filter(l -> l.matches("\\[ *\\d+] [a-z.].*"))
                .map(l -> l.replaceFirst("\\[ *\\d+] ", "").replaceAll(" +", " "))
                .toList();
    }

    @Test
    void currentVariantHasOneSectionPerChunkInOrderWithoutGaps() throws Exception {
        writer(Variant.D).write(file());
        assertThat(sections())
                .containsExactly(
                        "date PROGBITS 0000000000000000 000040 000018 00 W 0 0 1",
                        "hostname PROGBITS 0000000000000000 000058 000006 00 W 0 0 1",
                        "user PROGBITS 0000000000000000 00005e 000004 00 W 0 0 1",
                        "physchunks PROGBITS 0000000000000000 000062 000038 00 WA 0 0 1",
                        "physmem0 PROGBITS 0000000000200000 00009a 004000 00 WA 0 0 1",
                        "physmem1 PROGBITS 0000000000001000 00409a 001000 00 WA 0 0 1",
                        ".shstrtab STRTAB 0000000000000000 00509a 00003b 00 0 0 1");
        assertThat(bytes().bytes(0x9a, 0x4000)).isEqualTo(memory.read(0x200000, 0x4000));
        assertThat(bytes().bytes(0x409a, 0x1000)).containsOnly(0x11);
    }

    @Test
    void headerIsThatOfAnObjectForNoMachine() throws Exception {
        FileLayout layout = writer(Variant.D).write(file());
        assertThat(Tool.run("readelf", "-hW", file()))
                .containsPattern("Type: +REL")
                .containsPattern("Machine: +None");
        assertThat(bytes().u16(52)).as("e_ehsize").isEqualTo(64);
        assertThat(bytes().u32(54)).as("e_phentsize, e_phnum").isZero();
        assertThat(bytes().u16(58)).as("e_shentsize").isEqualTo(64);
        assertThat(bytes().u16(60)).as("e_shnum").isEqualTo(2 + 6);
        assertThat(bytes().u16(62)).as("e_shstrndx").isEqualTo(2 + 5);
        long names = layout.offsetOf(".shstrtab");
        assertThat(bytes().text(names, 50)).isEqualTo("\0.shstrtab\0date\0hostname\0user\0physchunks\0physmem0\0");
        assertThat(bytes().u64(40))
                .as("e_shoff")
                .isEqualTo((layout.region(".shstrtab").end() + 7) / 8 * 8);
        assertThat(Files.size(file())).isEqualTo(layout.region("shdrs").end());
    }

    @Test
    void tablesOfTheVariants() throws Exception {
        long d = writer(Variant.D).write(file()).offsetOf("physchunks");
        assertThat(bytes().u64(d)).isEqualTo(2);
        assertThat(bytes().u64(d + 8)).isEqualTo(0x400000);
        assertThat(bytes().u64(d + 16)).isEqualTo(0x80000000L);
        assertThat(bytes().u64(d + 24)).isEqualTo(0x200000);
        assertThat(bytes().u64(d + 32)).isEqualTo(0x4000);
        assertThat(bytes().u64(d + 40)).isEqualTo(0x1000);

        FileLayout c = writer(Variant.C).write(file());
        assertThat(c.region("physchunks").length()).isEqualTo(16 + 2 * 16);
        assertThat(bytes().u64(c.offsetOf("physchunks") + 8)).isEqualTo(0x400000);
        assertThat(bytes().u64(c.offsetOf("physchunks") + 16)).isEqualTo(0x200000);

        FileLayout b1 = writer(Variant.B1).write(file());
        assertThat(b1.region("physchunks").length()).isEqualTo(8192);
        assertThat(bytes().u64(b1.offsetOf("physchunks") + 8)).isEqualTo(0x200000);

        FileLayout b2 = writer(Variant.B2).write(file());
        assertThat(b2.region("physchunks").length()).isEqualTo(8192);
        assertThat(bytes().u64(b2.offsetOf("physchunks") + 8)).isEqualTo(0x400000);
        assertThat(bytes().u64(b2.offsetOf("physchunks") + 16)).isEqualTo(0x200000);
    }

    @Test
    void oldVariantsHaveOneMemorySection() throws Exception {
        FileLayout b = writer(Variant.B2).write(file());
        assertThat(sections()).contains("physmem PROGBITS 0000000000200000 002062 005000 00 WA 0 0 1");
        assertThat(bytes().bytes(b.offsetOf("physmem") + 0x3fff, 2)).containsExactly(0x33, 0x11);

        MckdumpWriter.of(memory).variant(Variant.A).chunk(0x200000, 0x4000).write(file());
        assertThat(sections())
                .contains("physmem PROGBITS 0000000000200000 000062 004000 00 WA 0 0 1")
                .noneMatch(s -> s.startsWith("physchunks"));

        FileLayout span =
                MckdumpWriter.of(memory).variant(Variant.A_SPAN).allRam().write(file());
        assertThat(span.region("physmem").length()).isEqualTo(0x204000 - 0x1000);
        assertThat(bytes().bytes(span.offsetOf("physmem") + 0x1000, 0x1000)).containsOnly(0);
        assertThat(bytes().bytes(span.offsetOf("physmem") + 0x1ff000, 0x1000)).containsOnly(0x22);
    }

    @Test
    void interactiveSectionsAreOnePageOfNothing() throws Exception {
        FileLayout layout = writer(Variant.D).interactive().write(file());
        assertThat(layout.region("physmem0").length()).isEqualTo(4096);
        assertThat(bytes().bytes(layout.offsetOf("physmem0"), 8192)).containsOnly(0);
        assertThat(bytes().u64(layout.offsetOf("physchunks") + 32)).isEqualTo(0x4000);
    }

    @Test
    void manySectionsAreCountedInSectionZero() throws Exception {
        long last = 65280 - 6;
        assertThat(shnumWith(last - 1)).isEqualTo(65279);
        assertThat(shnumWith(last)).isZero();
        assertThat(bytes().u16(62)).as("e_shstrndx").isEqualTo(0xffff);
        long shoff = bytes().u64(40);
        assertThat(bytes().u64(shoff + 32)).as("sh_size").isEqualTo(65280);
        assertThat(bytes().u32(shoff + 40)).as("sh_link").isEqualTo(65279);
        assertThat(Tool.run("readelf", "-hW", file()))
                .containsPattern("Number of section headers: +0 \\(65280\\)")
                .containsPattern("string table index: +65535 \\(65279\\)");
    }

    private int shnumWith(long chunks) throws Exception {
        SimulatedMemory large = new SimulatedMemory(4096).ram(0, 1L << 30);
        MckdumpWriter writer = MckdumpWriter.of(large);
        for (long i = 0; i < chunks; i++) {
            writer.chunk(i * 0x2000, 0x1000);
        }
        writer.write(file());
        return bytes().u16(60);
    }
}
