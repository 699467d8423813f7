package org.mckernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MckTest {
    private static final String VMCORE = "../test-dumps/fixtures/vmcore";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream oldOut = System.out;
    private final PrintStream oldErr = System.err;

    @TempDir
    private Path directory;

    @BeforeEach
    void captureStreams() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreStreams() {
        System.setOut(oldOut);
        System.setErr(oldErr);
    }

    private static int run(String... arguments) {
        return Mck.commandLine().execute(arguments);
    }

    @Test
    void theExampleConvertsAndIsComplete() {
        String dump = directory.resolve("out.mckdump").toString();
        assertThat(run("convert", VMCORE, dump)).isZero();
        assertThat(run("info", dump)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("found by image", "mckdump D (since 2020), 12 chunks, 1.5 MiB present");
    }

    @Test
    void infoContinuesAfterAnUnreadableFile() {
        assertThat(run("info", "nothing", VMCORE)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("mck: nothing: no such file");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("kdump-compressed v6, lzo, x86_64");
    }

    @Test
    void withoutACommandItIsAUsageError() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("mck: give a command; see mck help");
    }
}
