package org.mckernel.converter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.testdumps.fixture.ExampleVmcore;

/** Compressed vmcores. */
class CompressedInputTest {
    @TempDir
    Path dir;

    private byte[] vmcore;
    private Path compressed;
    private Path out;

    enum Compressor {
        GZIP,
        XZ,
        BZIP2,
        ZSTD;

        byte[] compress(byte[] content) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream stream = switch (this) {
                case GZIP -> new GZIPOutputStream(bytes);
                case XZ -> new XZCompressorOutputStream(bytes);
                case BZIP2 -> new BZip2CompressorOutputStream(bytes);
                case ZSTD -> new ZstdOutputStream(bytes);
            }) {
                stream.write(content);
            }
            return bytes.toByteArray();
        }
    }

    @BeforeEach
    void files() throws IOException {
        ExampleVmcore.write(dir);
        vmcore = Files.readAllBytes(dir.resolve("vmcore"));
        compressed = dir.resolve("compressed");
        out = dir.resolve("out");
    }

    @ParameterizedTest
    @EnumSource
    void decompressesInputFirst(Compressor compressor) throws IOException {
        Files.write(compressed, compressor.compress(vmcore));
        CommandRun run = CommandRun.of(compressed, out);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        Path plain = Files.write(dir.resolve("plain"), vmcore);
        assertThat(CommandRun.of("--force", plain, dir.resolve("same")).code()).isZero();
        assertThat(Files.size(out))
                .isBetween(Files.size(dir.resolve("same")) - 100, Files.size(dir.resolve("same")) + 100);
        assertThat(dir).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void decompressesStandardInput() throws IOException {
        CommandRun run = CommandRun.withInput(Compressor.GZIP.compress(vmcore), "-", out);
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void readsConcatenatedStreamsAsOne() throws IOException {
        byte[] first = Compressor.GZIP.compress(Arrays.copyOf(vmcore, 5000));
        byte[] second = Compressor.GZIP.compress(Arrays.copyOfRange(vmcore, 5000, vmcore.length));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        Files.write(compressed, both);
        assertThat(CommandRun.of(compressed, out).code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void reportsTruncatedStream(Compressor compressor) throws IOException {
        byte[] whole = compressor.compress(vmcore);
        Files.write(compressed, Arrays.copyOf(whole, whole.length / 2));
        CommandRun run = CommandRun.of(compressed, out);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains(compressed.toString(), "stream is damaged or truncated after", "copy it again")
                .doesNotContain("null");
        assertThat(dir).isDirectoryNotContaining("glob:**.partial").isDirectoryNotContaining("glob:**out");
    }

    @ParameterizedTest
    @EnumSource
    void reportsChangedBytesInOneLine(Compressor compressor) throws IOException {
        byte[] whole = compressor.compress(vmcore);
        for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 40)) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            Files.write(compressed, changed);
            CommandRun run = CommandRun.of("--force", compressed, out);
            assertThat(run.code()).as("byte %d", at).isIn(0, 1, 3, 4, 5);
            assertThat(run.err().lines().count())
                    .as("byte %d: %s", at, run.err())
                    .isLessThanOrEqualTo(1);
        }
    }
}
