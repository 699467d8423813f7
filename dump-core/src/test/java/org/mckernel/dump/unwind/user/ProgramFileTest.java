package org.mckernel.dump.unwind.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.testdumps.dwarf.SectionFileWriter;
import org.mckernel.testdumps.fixture.ApplicationCapture;

class ProgramFileTest {
    @ParameterizedTest
    @CsvSource({"x86_64, 62, 183", "arm64, 183, 62"})
    void aProgramIsForOneProcessor(String directory, int machine, int other) throws Exception {
        Path program = ApplicationCapture.of(directory).program();
        try (ProgramFile file = ProgramFile.open(program, machine)) {
            assertThat(file.name()).isEqualTo(program.toString());
            long entry = file.image().elf().header().entry();
            assertThat(file.row(entry)).isPresent();
            assertThat(file.row(0x10)).isEmpty();
        }
        assertThatThrownBy(() -> ProgramFile.open(program, other))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("is not a program or library for the dump's architecture; "
                        + "give the file that the process ran");
    }

    @Test
    void aFileWithoutPartsThatAreLoadedIsNoProgram(@TempDir Path dir) throws Exception {
        Path file = Files.write(dir.resolve("empty"), new SectionFileWriter(SectionFileWriter.EXECUTABLE).file());

        assertThatThrownBy(() -> ProgramFile.open(file, 62))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("is not a program or library");
    }
}
