package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MappedFile;
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
}
