package org.mckernel.dump.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteBackTest {
    @TempDir
    Path dir;

    /** Open descriptors of this program on a file, as Linux lists them. */
    private static long descriptors(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).equals(file.toRealPath());
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void leavesTheFileAsItIs() throws IOException {
        Path file = Files.write(dir.resolve("file"), new byte[] {1, 2, 3});
        try (WriteBack writeBack = new WriteBack(file)) {
            writeBack.start();
            Files.write(file, new byte[] {4, 5});
            writeBack.start();
        }
        assertThat(file).hasBinaryContent(new byte[] {4, 5});
    }

    @Test
    void opensTheFileOnceAndClosesIt() throws IOException {
        Path file = Files.write(dir.resolve("file"), new byte[] {1});
        WriteBack writeBack = new WriteBack(file);
        assertThat(descriptors(file)).as("not before it is needed").isZero();
        writeBack.start();
        writeBack.start();
        assertThat(descriptors(file)).isEqualTo(1);
        writeBack.close();
        writeBack.close();
        assertThat(descriptors(file)).isZero();
    }

    @Test
    void reportsNothingForAFileThatIsNotThere() throws IOException {
        Path missing = dir.resolve("missing");
        try (WriteBack writeBack = new WriteBack(missing)) {
            writeBack.start();
            writeBack.start();
        }
        assertThat(List.of(dir.toFile().list())).isEmpty();
    }
}
