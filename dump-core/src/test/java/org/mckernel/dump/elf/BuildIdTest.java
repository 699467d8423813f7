package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

class BuildIdTest {
    @TempDir
    Path dir;

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

    /** Note segment of a build id, 4-byte and 8-byte aligned (name GNU, NUL; descriptor of 2 bytes). */
    @Test
    void findsABuildIdInNoteSegmentsOfEachAlignment() throws MalformedFileException {
        byte[] other = StructBuilder.littleEndian()
                .u32(4, 4, 1)
                .text("GNU")
                .u8(0, 1, 2, 3, 4)
                .toBytes();
        byte[] four = StructBuilder.littleEndian()
                .bytes(other)
                .u32(4, 2, 3)
                .text("GNU")
                .u8(0, 0xab, 0xcd)
                .toBytes();
        byte[] eight = StructBuilder.littleEndian()
                .bytes(other)
                .align(8)
                .u32(4, 2, 3)
                .text("GNU")
                .u8(0, 0xab, 0xcd)
                .toBytes();
        for (int alignment : new int[] {1, 4, 8}) {
            byte[] notes = alignment == 8 ? eight : four;
            TestSource source =
                    ElfFileTest.file(64 + 3 * 56 + notes.length, 64, 3, 0, 0).with(64 + 3 * 56, notes);
            ElfFileTest.u32(source, 64, ElfSegment.LOAD);
            ElfFileTest.u64(source, 64 + 8, 64 + 3 * 56, 0, 0, notes.length, 0, 4);
            ElfFileTest.u32(source, 120, ElfSegment.NOTE);
            ElfFileTest.u32(source, 176, ElfSegment.NOTE);
            ElfFileTest.u64(source, 176 + 8, 64 + 3 * 56, 0, 0, notes.length, 0, alignment);
            ElfFile elf = ElfFile.open(source);
            assertThat(elf.buildId()).contains(new BuildId("abcd"));
            assertThat(elf.buildIdNote().orElseThrow().offset()).isEqualTo(64 + 3 * 56 + notes.length - 2);
        }
    }

    @Test
    void takesNoOtherNoteForABuildId() throws MalformedFileException {
        TestSource source = TestSource.ofSize(100).with(10, (byte) 0xab, (byte) 1);

        assertThat(BuildId.of(new ElfNote("GNU", 3, source, 10, 2))).contains(new BuildId("ab01"));
        assertThat(BuildId.of(new ElfNote("GNU", 3, source, 10, 64))).isPresent();
        assertThat(BuildId.of(new ElfNote("GNU", 3, source, 10, 65))).isEmpty();
        assertThat(BuildId.of(new ElfNote("GNU", 3, source, 10, 1))).isPresent();
        assertThat(BuildId.of(new ElfNote("GNU", 3, source, 10, 0))).isEmpty();
        assertThat(BuildId.of(new ElfNote("GNU", 1, source, 10, 2))).isEmpty();
        assertThat(BuildId.of(new ElfNote("CORE", 3, source, 10, 2))).isEmpty();
        assertThat(new BuildId("ab01").bytes()).containsExactly(0xab, 1);
        assertThat(BuildId.of(new byte[] {(byte) 0xab, 1})).hasToString("ab01");
    }
}
