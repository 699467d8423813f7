package org.mckernel.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mck demo} as a newcomer starts it, in a program of its own. */
class DemoTest {
    @TempDir
    Path dir;

    private Path temporary;

    @BeforeEach
    void makeTemporary() throws IOException {
        temporary = Files.createDirectory(dir.resolve("tmp"));
    }

    @AfterEach
    void unmount() throws InterruptedException {
        SmallDisk.unmount(temporary);
    }

    private Process demo(Path place) throws IOException {
        List<String> line = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                Mck.class.getName(),
                "demo");
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("TMPDIR", place.toString());
        builder.environment().put("XDG_STATE_HOME", dir.resolve("untouched").toString());
        return builder.directory(Files.createDirectories(dir.resolve("work")).toFile())
                .start();
    }

    /** Absolute, as the program has another working directory. */
    private static String classPath() {
        List<String> places = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            places.add(Path.of(place).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, places);
    }

    @Test
    void twoAtOnceAreWholeAndLeaveNothing() throws Exception {
        List<Process> demos = List.of(demo(temporary), demo(temporary));
        for (Process demo : demos) {
            String out = demo.inputReader(UTF_8).readAllAsString();
            assertThat(demo.waitFor()).as(out).isZero();
            assertThat(out).contains("list_insert (", "FATAL    CPU 3 panicked", "$ mck shutdown", "nothing is left");
            assertThat(out.replace(temporary.toString(), "/tmp").lines())
                    .allSatisfy(l -> assertThat(l.length()).as(l).isLessThanOrEqualTo(100));
            assertThat(out.replaceAll("mck-demo\\d+", "")).doesNotContain(temporary + "/mck");
        }
        assertThat(temporary).isEmptyDirectory();
        assertThat(dir.resolve("work")).isEmptyDirectory();
        assertThat(dir.resolve("untouched")).doesNotExist();
    }

    @Test
    void interruptedItLeavesNothing() throws Exception {
        for (String at : List.of("$ mck boot", "$ mck panic", "$ mck convert")) {
            Process demo = demo(temporary);
            try (BufferedReader out = demo.inputReader(UTF_8)) {
                String line = out.readLine();
                while (line != null && !line.startsWith(at)) {
                    line = out.readLine();
                }
                assertThat(line).startsWith(at);
                assertThat(demo.toHandle().destroy()).isTrue();
                assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(demo.exitValue()).as(at).isEqualTo(143);
            assertThat(demo.errorReader(UTF_8).readAllAsString())
                    .as(at)
                    .isEqualToIgnoringNewLines("mck: demo: interrupted; nothing is left of it");
            assertThat(temporary).as(at).isEmptyDirectory();
        }
    }

    @Test
    void aFullDiskIsOneLine() throws Exception {
        for (int bytes : List.of(4096, 64 << 10, 4 << 20)) {
            SmallDisk.mount(temporary, bytes);
            Process demo = demo(temporary);
            demo.inputReader(UTF_8).readAllAsString();
            String complaint = demo.errorReader(UTF_8).readAllAsString();
            assertThat(demo.waitFor()).as(complaint).isEqualTo(1);
            assertThat(complaint.lines()).as(complaint).hasSize(1);
            assertThat(complaint).startsWith("mck: ").contains("No space left on device");
            assertThat(temporary).isEmptyDirectory();
            SmallDisk.unmount(temporary);
        }
    }

    @Test
    void aPlaceThatIsNotThereIsOneLine() throws Exception {
        Process demo = demo(dir.resolve("nowhere"));
        assertThat(demo.errorReader(UTF_8).readAllAsString().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("mck: demo: " + dir.resolve("nowhere"));
        assertThat(demo.waitFor()).isEqualTo(1);
    }
}
