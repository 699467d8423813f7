package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.StructBuilder;

class ElfNotesTest {
    @TempDir
    Path dir;

    private final byte[] notes = Notes.of(ElfMachine.X86_64)
            .prstatus(1)
            .prstatus(2)
            .vmcoreinfo("A=1\nB=2\n")
            .toBytes();

    private ElfNotes parse(byte[] bytes, long offset, long size) throws IOException {
        Path path = Files.write(dir.resolve("notes"), bytes);
        try (MappedFile file = MappedFile.open(path)) {
            return ElfNotes.parse(file, offset, size);
        }
    }

    @Test
    void readsNotesAnywhere() throws IOException {
        byte[] shifted =
                StructBuilder.littleEndian().at(7).bytes(notes).u8(9, 9).toBytes();
        Path path = Files.write(dir.resolve("notes"), shifted);
        try (MappedFile file = MappedFile.open(path)) {
            ElfNotes parsed = ElfNotes.parse(file, 7, notes.length);
            assertThat(parsed.count("CORE", ElfNote.PRSTATUS)).isEqualTo(2);
            assertThat(parsed.problem()).isEmpty();
            assertThat(parsed.first("VMCOREINFO", 0).orElseThrow().text()).isEqualTo("A=1\nB=2\n");
        }
    }

    @Test
    void endsAtZeros() throws IOException {
        byte[] padded = StructBuilder.littleEndian()
                .bytes(notes)
                .at(notes.length + 5000)
                .toBytes();
        ElfNotes parsed = parse(padded, 0, padded.length);
        assertThat(parsed.notes()).hasSize(3);
        assertThat(parsed.problem()).isEmpty();
    }

    @Test
    void reportsNotesThatDoNotFit() throws IOException {
        assertThat(parse(notes, 0, notes.length - 4).problem())
                .hasValueSatisfying(p -> assertThat(p).contains("do not fit"));
        assertThat(parse(notes, 0, notes.length + 1).problem())
                .hasValueSatisfying(p -> assertThat(p).contains("the file ends after"));
        assertThat(parse(notes, notes.length + 1, 1).problem()).isPresent();
        assertThat(parse(notes, -1, Long.MIN_VALUE).problem()).isPresent();
    }

    @Test
    void boundsEveryNumber() throws IOException {
        for (int field = 0; field < 12; field += 4) {
            for (long number : Faults.hostileNumbers()) {
                byte[] damaged = notes.clone();
                byte[] value = StructBuilder.littleEndian().u32((int) number).toBytes();
                System.arraycopy(value, 0, damaged, field, 4);
                assertThat(parse(damaged, 0, damaged.length).notes()).hasSizeLessThanOrEqualTo(damaged.length / 12);
            }
        }
    }

    @Test
    void alignsDescriptorsAndNotesToEightWhereTold() {
        byte[] eight = StructBuilder.littleEndian()
                .u32(4, 1, 5)
                .text("GNU")
                .u8(0, 7)
                .align(8)
                .u32(3, 2, 6)
                .text("AB")
                .u8(0)
                .align(8)
                .u8(8, 9)
                .toBytes();
        TestSource source = TestSource.of(eight);

        assertThat(ElfNotes.parse(source, 0, eight.length, 8))
                .isEqualTo(new ElfNotes(
                        List.of(new ElfNote("GNU", 5, source, 16, 1), new ElfNote("AB", 6, source, 40, 2)),
                        Optional.empty()));
        assertThat(ElfNotes.parse(source, 0, eight.length, 4).first("AB", 6))
                .as("read with the other alignment")
                .isEmpty();
    }

    private static byte[] note(int nameSize, int descriptorSize, int type, int bytes) {
        return StructBuilder.littleEndian()
                .u32(nameSize, descriptorSize, type)
                .bytes(new byte[bytes])
                .toBytes();
    }

    private static ElfNotes parse(byte... bytes) {
        return ElfNotes.parse(TestSource.of(bytes), 0, bytes.length);
    }

    @Test
    void takesANoteThatJustFits() {
        assertThat(parse(note(4, 4, 1, 8)).notes()).hasSize(1);
        assertThat(parse(note(4, 4, 1, 7)).problem())
                .contains("note at offset 0: name of 4 and descriptor of 4 bytes do not fit the 19 bytes left");
        assertThat(parse(note(4, 0, 1, 4)).notes()).hasSize(1);
        assertThat(parse(note(4, 0, 1, 3)).notes()).isEmpty();
        assertThat(parse(note(256, 0, 1, 256)).notes()).hasSize(1);
        assertThat(parse(note(257, 0, 1, 300)).problem())
                .contains("note at offset 0: name of 257 and descriptor of 0 bytes do not fit the 312 bytes left");
        assertThat(parse(note(0, -1, 1, 8)).problem())
                .contains(
                        "note at offset 0: name of 0 and descriptor of 4294967295 bytes do not fit the 20 bytes left");
    }

    @Test
    void endsOnlyAtAHeaderOfZeros() {
        assertThat(parse(note(0, 0, 0, 100)).problem()).isEmpty();
        assertThat(parse(note(0, 0, 0, 100)).notes()).isEmpty();
        assertThat(parse(note(0, 0, 7, 12)).notes()).as("type alone").hasSize(1);
        assertThat(parse(note(0, 4, 0, 4)).notes()).as("descriptor alone").hasSize(1);
        assertThat(parse(note(4, 0, 0, 4)).notes()).as("name alone").hasSize(1);
        assertThat(parse(new byte[11]).problem()).as("less than a header").isEmpty();
    }

    @Test
    void saysWhereAnAreaLeavesTheFile() {
        TestSource source = TestSource.of(note(4, 4, 1, 8));

        assertThat(ElfNotes.parse(source, 0, 30)).satisfies(n -> {
            assertThat(n.notes()).hasSize(1);
            assertThat(n.problem()).contains("notes at offset 0: 30 bytes announced, the file ends after 20");
        });
        assertThat(ElfNotes.parse(source, 20, 0).problem()).isEmpty();
        assertThat(ElfNotes.parse(source, 21, 0).problem())
                .hasValueSatisfying(p -> assertThat(p).matches("notes at offset 0x15: .* at 20"));
        assertThat(ElfNotes.parse(source, -1, 4).problem())
                .hasValueSatisfying(p -> assertThat(p).matches("notes at offset 0xffffffffffffffff: .* at 20"));
        assertThat(ElfNotes.parse(source, 0, -1).problem())
                .hasValueSatisfying(p -> assertThat(p).matches("notes at offset 0x0: .* at 20"));
        assertThat(ElfNotes.parse(TestSource.of(note(4, 4, 1, 8)).without(8, 1), 0, 20)
                        .problem())
                .contains("notes at offset 0: byte at offset 8: expected one that is stored, found a gap");
    }

    @Test
    void countsOffsetsFromTheAreasStart() {
        byte[] shifted = StructBuilder.littleEndian()
                .u8(9, 9, 9, 9, 9)
                .bytes(note(4, 4, 1, 8))
                .bytes(note(4, 2, 7, 8))
                .toBytes();
        TestSource source = TestSource.of(shifted);

        assertThat(ElfNotes.parse(source, 5, 100))
                .isEqualTo(new ElfNotes(
                        List.of(new ElfNote("", 1, source, 21, 4), new ElfNote("", 7, source, 41, 2)),
                        Optional.of("notes at offset 5: 100 bytes announced, the file ends after 40")));
        assertThat(ElfNotes.parse(source, 5, 36).problem())
                .contains("note at offset 25: name of 4 and descriptor of 2 bytes do not fit the 16 bytes left");
    }

    @Test
    void findsNotesByOwnerAndType() throws IOException {
        byte[] two = StructBuilder.littleEndian()
                .bytes(note(4, 4, 1, 8))
                .u32(4, 4, 2)
                .text("ABC")
                .u8(0)
                .text("text")
                .toBytes();
        ElfNotes parsed = parse(two);

        assertThat(parsed.first("", 1)).contains(parsed.notes().get(0));
        assertThat(parsed.first("ABC", 1)).isEmpty();
        assertThat(parsed.count("ABC", 2)).isEqualTo(1);
        assertThat(parsed.count("", 2)).isZero();
        assertThat(parsed.notes().get(1).text()).isEqualTo("text");
        assertThat(parsed.notes().get(1).descriptor().byteSize()).isEqualTo(4);
    }
}
