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
    void twoAtOnceAreCompleteAndLeaveNothing() throws Exception {
        List<Process> demos = List.of(demo(temporary), demo(temporary));
        for (Process demo : demos) {
            String out = demo.inputReader(UTF_8).readAllAsString();
            assertThat(demo.waitFor()).as(out).isZero();
            assertThat(out)
                    .contains("list_insert (", "FATAL    CPU 3 panicked", "$ mck shutdown", "all files were deleted");
            assertThat(out.replace(temporary.toString(), "/tmp").lines())
                    .allSatisfy(l -> assertThat(l.length()).as(l).isLessThanOrEqualTo(100));
            assertThat(out.replaceAll("mck-demo\\d+", "")).doesNotContain(temporary + "/mck");
        }
        assertThat(temporary).isEmptyDirectory();
        assertThat(dir.resolve("work")).isEmptyDirectory();
        assertThat(dir.resolve("untouched")).doesNotExist();
    }

    /** What the demonstration prints can be typed: the same words do the same. */
    @Test
    void everyLineDoesTheSameWhenTyped() throws Exception {
        Process demo = demo(temporary);
        String printed = demo.inputReader(UTF_8).readAllAsString();
        assertThat(demo.waitFor()).as(printed).isZero();
        assertThat(printed)
                .contains(
                        "$ mck boot -d 0 ",
                        "$ vmcore2mckdump vmcore out.mckdump\n",
                        "$ eclair -k mckernel.img -d out.mckdump ",
                        "$ mck shutdown\n")
                .doesNotContain("convert", "--state-dir");

        Path bin = Files.createDirectory(dir.resolve("bin"));
        program(bin, "mck", Mck.class.getName());
        program(bin, "vmcore2mckdump", "org.mckernel.converter.cli.Vmcore2Mckdump");
        program(bin, "eclair", "org.mckernel.eclair.Start");
        StringBuilder script = new StringBuilder("set -e\n");
        printed.lines()
                .filter(l -> l.startsWith("$ "))
                .map(l -> l.substring(2))
                .forEach(l -> script.append("cat <<'END'\n$ %s\nEND\n%s\n".formatted(l, l)));
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script.toString()).redirectErrorStream(true);
        builder.environment().put("PATH", bin + File.pathSeparator + System.getenv("PATH"));
        builder.environment().put("XDG_STATE_HOME", dir.resolve("typed-state").toString());
        Process typed = builder.directory(
                        Files.createDirectory(dir.resolve("typed")).toFile())
                .start();
        String same = typed.inputReader(UTF_8).readAllAsString();
        assertThat(typed.waitFor()).as(same).isZero();
        assertThat(shape(same)).isEqualTo(shape(printed));
    }

    private static void program(Path bin, String name, String main) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(
                file, """
            #!/bin/sh
            exec "%s" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "%s" %s "$@"
            """.formatted(Path.of(System.getProperty("java.home"), "bin", "java"), classPath(), main));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Without remarks, and without numbers: times and the sizes of compressed pages differ. */
    private static List<String> shape(String text) {
        return text.lines()
                .filter(l -> !l.isBlank() && !l.startsWith("# "))
                .map(l -> l.replaceAll("[0-9.]+ [KMG]iB/s", "RATE")
                        .replaceAll("[0-9.]+", "N")
                        .replaceAll(" +", " "))
                .toList();
    }

    @Test
    void interruptedItLeavesNothing() throws Exception {
        for (String at : List.of("$ mck boot", "$ mck panic", "$ vmcore2mckdump")) {
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
                    .isEqualToIgnoringNewLines("mck: demo: interrupted; all files were deleted");
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
    void aMissingDirectoryIsOneLine() throws Exception {
        Process demo = demo(dir.resolve("nowhere"));
        assertThat(demo.errorReader(UTF_8).readAllAsString().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("mck: demo: " + dir.resolve("nowhere"));
        assertThat(demo.waitFor()).isEqualTo(1);
    }
}
