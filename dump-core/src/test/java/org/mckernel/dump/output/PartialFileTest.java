package org.mckernel.dump.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {
    @TempDir
    Path directory;

    private Path target;
    private Path partial;

    @BeforeEach
    void names() {
        target = directory.resolve("out");
        partial = directory.resolve("out.partial");
    }

    private void write(String text) throws IOException {
        try (PartialFile file = PartialFile.create(target, true)) {
            file.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
            file.publish(() -> {});
        }
    }

    /** The shutdown hook, a thread of its own, reads them. */
    @Test
    void fieldsAreSafeToReadFromAnotherThread() {
        assertThat(PartialFile.class.getDeclaredFields())
                .filteredOn(f -> !f.isSynthetic())
                .isNotEmpty()
                .allMatch(f -> Modifier.isFinal(f.getModifiers()) || Modifier.isVolatile(f.getModifiers()));
    }

    @Test
    void reusesPartialFileOfKilledRun() throws IOException {
        Files.writeString(partial, "a longer text of a killed run");
        write("whole");

        assertThat(target).hasContent("whole");
        assertThat(partial).doesNotExist();
    }

    @Test
    void neverWritesThroughASymbolicLink() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Files.createSymbolicLink(partial, victim);
        assertThatThrownBy(() -> write("new"))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(partial + ": already exists and is a symbolic link; remove it");

        assertThat(victim).hasContent("precious");
        assertThat(partial).isSymbolicLink();
        assertThat(target).doesNotExist();
    }

    @Test
    void doesNotCreateTargetOfDanglingLink() throws IOException {
        Path victim = directory.resolve("victim");
        Files.createSymbolicLink(partial, victim);
        assertThatThrownBy(() -> write("new")).hasMessageContaining("symbolic link");

        assertThat(victim).doesNotExist();
    }

    @Test
    void rejectsDirectoryAsPartialFile() throws IOException {
        Files.createDirectory(partial);
        assertThatThrownBy(() -> write("new"))
                .hasMessageContaining("out.partial: already exists and is not a regular file");

        assertThat(partial).isDirectory();
    }

    @Test
    void rejectsSecondRunWithoutDisturbingFirst() throws IOException {
        try (PartialFile first = PartialFile.create(target, false)) {
            first.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
            assertThatThrownBy(() -> PartialFile.create(target, false))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("another run is writing it");
            first.publish(() -> {});
        }
        assertThat(target).hasContent("x");
    }

    @Test
    void removesOutputAfterFailedCheck() throws IOException {
        try (PartialFile file = PartialFile.create(target, false)) {
            file.flushEarly();
            assertThatThrownBy(() -> file.publish(() -> {
                        throw new IOException("not as planned");
                    }))
                    .hasMessage("not as planned");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void removesOutputAfterFailedRun() throws IOException {
        PartialFile.create(target, false).close();

        assertThat(directory).isEmptyDirectory();
    }

    /** A run that opens the file just before another one renames it must not truncate the finished output. */
    @Test
    void neverTruncatesPublishedOutput() throws Exception {
        write("whole");
        List<Process> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            runs.add(new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherRun.class.getName(),
                            target.toString())
                    .redirectErrorStream(true)
                    .start());
        }
        int published = 0;
        for (Process run : runs) {
            String said = new String(run.getInputStream().readAllBytes(), UTF_8);
            assertThat(run.waitFor()).as(said).isZero();
            published += Integer.parseInt(said.strip());
        }
        assertThat(published).isPositive();
        assertThat(target).hasContent("whole");
        assertThat(partial).doesNotExist();
    }

    @Test
    void reportsConcurrentThreadsOfOneProgram() throws Exception {
        write("whole");
        List<Future<Integer>> runs = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                runs.add(pool.submit(() -> OtherRun.publishOften(target)));
            }
        }
        int published = 0;
        for (Future<Integer> run : runs) {
            published += run.get();
        }
        assertThat(published).isPositive();
        assertThat(target).hasContent("whole");
        assertThat(partial).doesNotExist();
    }

    /** Writes the same file repeatedly, concurrently with other programs. */
    static final class OtherRun {
        private OtherRun() {}

        public static void main(String[] args) throws IOException {
            System.out.println(publishOften(Path.of(args[0])));
        }

        static int publishOften(Path target) throws IOException {
            int published = 0;
            for (int i = 0; i < 200; i++) {
                try (PartialFile file = PartialFile.create(target, true)) {
                    file.write(ByteBuffer.wrap("whole".getBytes(UTF_8)), 0);
                    file.publish(() -> {});
                    published++;
                } catch (FileSystemException e) {
                    assertThat(e).hasMessageContaining("another run is writing it");
                }
                assertThat(target).hasContent("whole");
            }
            return published;
        }
    }
}
