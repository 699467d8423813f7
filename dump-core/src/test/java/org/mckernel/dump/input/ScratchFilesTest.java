package org.mckernel.dump.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.fixture.ExampleVmcore;

class ScratchFilesTest {
    @TempDir
    Path dir;

    private Path scratch;
    private Path compressed;

    @BeforeEach
    void files() throws IOException {
        ExampleVmcore.write(dir);
        scratch = Files.createDirectory(dir.resolve("scratch"));
        compressed = dir.resolve("vmcore.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(dir.resolve("vmcore"), gzip);
        }
    }

    /** What has no name cannot stay, however the program ends. */
    @Test
    void aCopyHasNoNameWhileItIsRead() throws IOException {
        try (Dump plain = Dumps.open(dir.resolve("vmcore"));
                InputFiles input = InputFiles.of(List.of(compressed), scratch)) {
            assertThat(scratch).isEmptyDirectory();
            try (Dump dump = input.open()) {
                assertThat(scratch).isEmptyDirectory();
                assertThat(dump.memory().end()).isEqualTo(plain.memory().end()).isPositive();
                long present = plain.memory().nextPresent(0, plain.memory().end());
                assertThat(dump.memory().presence(present))
                        .isEqualTo(plain.memory().presence(present));
            }
        }
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void theDumpIsOpenedAgainFromTheSameCopy() throws IOException {
        try (InputFiles input = InputFiles.of(List.of(compressed), scratch)) {
            long end;
            try (Dump first = input.open()) {
                end = first.memory().end();
            }
            try (Dump second = input.open()) {
                assertThat(second.memory().end()).isEqualTo(end);
            }
        }
    }

    @Test
    void messagesNameTheFileThatWasGiven() throws IOException {
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            gzip.write("no dump at all".getBytes(StandardCharsets.UTF_8));
        }
        try (InputFiles input = InputFiles.of(List.of(compressed), scratch)) {
            assertThat(input.files()).containsExactly(compressed);
            assertThatThrownBy(input::open)
                    .asInstanceOf(InstanceOfAssertFactories.throwable(MalformedFileException.class))
                    .extracting(MalformedFileException::file)
                    .isEqualTo(compressed.toString());
        }
    }

    @Test
    void aFileGivenTwiceIsNamed() throws IOException {
        try (InputFiles input = InputFiles.of(List.of(compressed, compressed), scratch)) {
            assertThatThrownBy(input::open).hasMessageContaining("given twice");
        }
    }
}
