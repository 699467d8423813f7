package org.mckernel.dump.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** "a" as gzip -n, xz --check=none, bzip2 and zstd --no-check write it; two streams in a row are one file. */
    @ParameterizedTest
    @CsvSource({
        "gzip, " + GZIP_A,
        "xz, fd377a585a000000ff12d941020021010c0000008f98419c010000610000000000011101ada6580406729e7a010000000000595a",
        "bzip2, 425a683931415926535919939b6b00000001002000200021184682ee48a70a120332736d60",
        "zstd, 28b52ffd005809000061"
    })
    void readsCompressedFilesFromACopyThatIsRemoved(String format, String hex) throws IOException {
        Path compressed = file("a", HexFormat.of().parseHex(hex + hex));
        List<String> notices = new ArrayList<>();
        Path copy;
        try (InputFiles input = InputFiles.of(List.of(compressed), copies, notices::add)) {
            copy = input.files().getFirst();
            assertThat(copy.getParent()).isEqualTo(copies);
            assertThat(copy).hasBinaryContent(new byte[] {'a', 'a'});
        }
        assertThat(copy).doesNotExist();
        assertThat(compressed).exists();
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith(compressed + ": ")
                .contains(format)
                .contains(copies.toString());
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    /** Longer than the buffer of 256 KiB, with zeros inside and at the end, which become holes of the copy. */
    @Test
    void keepsZerosInsideAndAtTheEnd() throws IOException {
        byte[] content = new byte[5 * (1 << 18) + 77];
        Arrays.fill(content, 10, 300_000, (byte) 1);
        content[3 * (1 << 18)] = 5;
        for (int length : new int[] {content.length, 4 * (1 << 18), 3 * (1 << 18) + 1}) {
            byte[] part = Arrays.copyOf(content, length);
            Path compressed = file("zeros", gzip(part));
            try (InputFiles input = InputFiles.of(List.of(compressed), copies)) {
                assertThat(input.files().getFirst()).hasBinaryContent(part);
            }
        }
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
    void copiesStandardInput() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(new byte[] {1, 2, 3}));
            try (InputFiles input = InputFiles.of(List.of(Path.of("-")), copies)) {
                assertThat(input.files().getFirst()).hasBinaryContent(new byte[] {1, 2, 3});
            }
            System.setIn(new ByteArrayInputStream(HexFormat.of().parseHex(GZIP_A)));
            try (InputFiles input = InputFiles.of(List.of(Path.of("-")), copies)) {
                assertThat(input.files().getFirst()).hasBinaryContent(new byte[] {'a'});
            }
        } finally {
            System.setIn(before);
        }
        assertThat(inCopies()).isEmpty();
    }

    @Test
    void needsADirectoryForCopies() throws IOException {
        Path compressed = file("a", HexFormat.of().parseHex(GZIP_A));
        Path none = dir.resolve("none");
        assertThatThrownBy(() -> InputFiles.of(List.of(compressed), none)).isInstanceOf(IOException.class);
    }
}
