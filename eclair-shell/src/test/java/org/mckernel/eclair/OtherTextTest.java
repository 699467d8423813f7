package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.converter.cli.Vmcore2Mckdump;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** An image whose machine instructions are not those in the dump: nothing it says of addresses would be true. */
class OtherTextTest {
    /** Where the image's text and its build id note are in the file, as {@code readelf -S} shows. */
    private static final int TEXT = 0x1000;

    private static final int TEXT_BYTES = 0x3f77;
    private static final int NOTE_TYPE = 0x5000 + 8;

    @TempDir
    static Path dir;

    private static Path dump;

    @BeforeAll
    static void convert() throws IOException {
        dump = dir.resolve("out.mckdump");
        assertThat(Vmcore2Mckdump.commandLine()
                        .execute(
                                "-k",
                                PracticeCapture.IMAGE.toString(),
                                PracticeCapture.unpack(dir).toString(),
                                dump.toString()))
                .isZero();
    }

    /** The image with every fourth byte of its text turned over. */
    private static Path image(boolean named) throws IOException {
        byte[] bytes = Files.readAllBytes(PracticeCapture.IMAGE);
        assertThat(bytes[NOTE_TYPE]).as("type of the build id note").isEqualTo((byte) 3);
        for (int at = TEXT; at < TEXT + TEXT_BYTES; at += 4) {
            bytes[at] = (byte) ~bytes[at];
        }
        bytes[NOTE_TYPE] = (byte) (named ? 3 : 77);
        return Files.write(dir.resolve(named ? "named.img" : "nameless.img"), bytes);
    }

    private static CapturedRun eclair(Path image, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "-k", image.toString(), "-d", dump.toString(), "--batch", "-e", "info dump", "-e", "p num_processors"));
        line.addAll(List.of(more));
        return CapturedRun.of(line);
    }

    @Test
    void withoutABuildIdTheTextDecides() throws IOException {
        CapturedRun refused = eclair(image(false));
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .hasLineCount(1)
                .contains(
                        "nameless.img is not the kernel at 0x",
                        "build id not comparable, text differs in 4062 of 16247 bytes",
                        "--force");
    }

    @Test
    void forcedItOpensWithAWarning() throws IOException {
        CapturedRun forced = eclair(image(false), "--force");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.err()).hasLineCount(1).contains("warning", "text differs in 4062 of 16247 bytes");
        assertThat(forced.out()).contains("$1 = 4");
    }

    /** Then it is this kernel, whose text was written over or is damaged: that is reported, and the dump opens. */
    @Test
    void anEqualBuildIdOpensAndTheTextThatDiffersIsTold() throws IOException {
        CapturedRun opened = eclair(image(true));
        assertThat(opened.exitCode()).isZero();
        assertThat(opened.err()).hasLineCount(1).contains("warning", "equal, text differs in 4062 of 16247 bytes");
        assertThat(opened.out()).contains("$1 = 4");
    }
}
