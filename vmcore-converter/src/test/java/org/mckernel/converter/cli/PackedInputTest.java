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

/** Vmcores packed by compressors of whole files. */
class PackedInputTest {
    @TempDir
    Path dir;

    private byte[] vmcore;
    private Path packed;
    private Path out;

    enum Packer {
        GZIP,
        XZ,
        BZIP2,
        ZSTD;

        byte[] pack(byte[] content) throws IOException {
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
        packed = dir.resolve("packed");
        out = dir.resolve("out");
    }

    @ParameterizedTest
    @EnumSource
    void isUnpackedFirst(Packer packer) throws IOException {
        Files.write(packed, packer.pack(vmcore));
        CommandRun run = CommandRun.of(packed, out);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        Path plain = Files.write(dir.resolve("plain"), vmcore);
        assertThat(CommandRun.of("--force", plain, dir.resolve("same")).code()).isZero();
        assertThat(Files.size(out))
                .isBetween(Files.size(dir.resolve("same")) - 100, Files.size(dir.resolve("same")) + 100);
        assertThat(dir).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void standardInputToo() throws IOException {
        CommandRun run = CommandRun.withInput(Packer.GZIP.pack(vmcore), "-", out);
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void twoStreamsInARowAreOneFile() throws IOException {
        byte[] first = Packer.GZIP.pack(Arrays.copyOf(vmcore, 5000));
        byte[] second = Packer.GZIP.pack(Arrays.copyOfRange(vmcore, 5000, vmcore.length));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        Files.write(packed, both);
        assertThat(CommandRun.of(packed, out).code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aCutOneIsNamed(Packer packer) throws IOException {
        byte[] whole = packer.pack(vmcore);
        Files.write(packed, Arrays.copyOf(whole, whole.length / 2));
        CommandRun run = CommandRun.of(packed, out);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains(packed.toString(), "stream is damaged or cut after", "copy it again")
                .doesNotContain("null");
        assertThat(dir).isDirectoryNotContaining("glob:**.partial").isDirectoryNotContaining("glob:**out");
    }

    @ParameterizedTest
    @EnumSource
    void changedBytesAreToldInOneLine(Packer packer) throws IOException {
        byte[] whole = packer.pack(vmcore);
        for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 40)) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            Files.write(packed, changed);
            CommandRun run = CommandRun.of("--force", packed, out);
            assertThat(run.code()).as("byte %d", at).isIn(0, 1, 3, 4, 5);
            assertThat(run.err().lines().count())
                    .as("byte %d: %s", at, run.err())
                    .isLessThanOrEqualTo(1);
        }
    }
}
