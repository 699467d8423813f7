package org.mckernel.dump.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
    private static final String GZIP_A = "1f8b08000000000000034b040043beb7e801000000";

    @TempDir
    Path dir;

    private Path copies;

    @BeforeEach
    void directory() throws IOException {
        copies = Files.createDirectory(dir.resolve("copies"));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes);
    }

    private List<Path> inCopies() throws IOException {
        try (Stream<Path> all = Files.list(copies)) {
            return all.toList();
        }
    }

    @Test
    void opensWhatIsNotCompressedInPlace() throws IOException {
        Path plain = file("plain", "KDUMP   ".getBytes(StandardCharsets.US_ASCII));
        Path empty = file("empty", new byte[0]);
        Path missing = dir.resolve("missing");
        List<String> notices = new ArrayList<>();
        try (InputFiles input = InputFiles.of(List.of(plain, dir, missing, empty), copies, notices::add)) {
            assertThat(input.files()).containsExactly(plain, dir, missing, empty);
        }
        assertThat(plain).exists();
        assertThat(notices).isEmpty();
        assertThat(inCopies()).isEmpty();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void leavesNoCopyOfADamagedStream() throws IOException {
        Path good = file("good", HexFormat.of().parseHex(GZIP_A));
        byte[] whole = gzip(new byte[600_000]);
        Path cut = file("cut", Arrays.copyOf(whole, whole.length - 5));

        assertThatThrownBy(() -> InputFiles.of(List.of(good, cut), copies))
                .isInstanceOfSatisfying(FileSystemException.class, e -> {
                    assertThat(e.getFile()).isEqualTo(cut.toString());
                    assertThat(e.getReason())
                            .startsWith("gzip stream is damaged or ")
                            .contains(" bytes of content")
                            .endsWith("; copy it again");
                });
        assertThat(inCopies()).isEmpty();
    }

    @Test
    void needsADirectoryForCopies() throws IOException {
        Path compressed = file("a", HexFormat.of().parseHex(GZIP_A));
        Path none = dir.resolve("none");
        assertThatThrownBy(() -> InputFiles.of(List.of(compressed), none)).isInstanceOf(IOException.class);
    }
}
