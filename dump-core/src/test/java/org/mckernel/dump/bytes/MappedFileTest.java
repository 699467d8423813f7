package org.mckernel.dump.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @TempDir
    Path dir;

    private Path ascending(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        return Files.write(dir.resolve("file"), bytes);
    }

    @Test
    void isNamedAsGivenAndHasTheFilesSize() throws IOException {
        Path path = ascending(10);
        try (MappedFile file = MappedFile.open(path)) {
            assertThat(file.path()).isEqualTo(path);
            assertThat(file.name()).isEqualTo(path.toString());
            assertThat(file.size()).isEqualTo(10);
            ByteBuffer two = ByteBuffer.allocate(2);
            assertThat(file.channel().read(two, 8)).isEqualTo(2);
            assertThat(two.array()).containsExactly(9, 10);
        }
    }

    @Test
    void slicesUpToTheLastByteAndNoFurther() throws IOException {
        try (MappedFile file = MappedFile.open(ascending(10))) {
            assertThat(file.slice(7, 3).toArray(ValueLayout.JAVA_BYTE)).containsExactly(8, 9, 10);
            assertThat(file.slice(10, 0).byteSize()).isZero();
            assertThatThrownBy(() -> file.slice(7, 4))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessage("truncated: 4 bytes needs offset 7 to 11, the file ends at 10");
            assertThatThrownBy(() -> file.slice(-1, 1)).isInstanceOf(MalformedFileException.class);
            assertThatThrownBy(() -> file.slice(1, Long.MAX_VALUE))
                    .hasMessage("truncated: 9223372036854775807 bytes needs offset 1 to beyond 2^63, "
                            + "the file ends at 10");
        }
    }

    @Test
    void readsIntegersUnalignedUpToTheLastByte() throws IOException {
        try (MappedFile file = MappedFile.open(ascending(13))) {
            assertThat(file.i32(9)).isEqualTo(0x0d0c0b0a);
            assertThat(file.i64(5)).isEqualTo(0x0d0c_0b0a_0908_0706L);
            assertThatThrownBy(() -> file.i32(10))
                    .hasMessage("truncated: 4 bytes needs offset 10 to 14, the file ends at 13");
            assertThatThrownBy(() -> file.i64(6))
                    .hasMessage("truncated: 8 bytes needs offset 6 to 14, the file ends at 13");
            assertThatThrownBy(() -> file.i32(Long.MAX_VALUE)).isInstanceOf(MalformedFileException.class);
            assertThatThrownBy(() -> file.i64(-8)).isInstanceOf(MalformedFileException.class);
        }
    }

    @Test
    void findsRunsCutAtTheFilesEnd() throws IOException {
        try (MappedFile file = MappedFile.open(ascending(10))) {
            assertThat(file.fileRun(2, 5)).isEqualTo(new FileRun(file, 2, 5));
            assertThat(file.fileRun(9, 5)).isEqualTo(new FileRun(file, 9, 1));
            assertThat(file.fileRun(0, Long.MAX_VALUE)).isEqualTo(new FileRun(file, 0, 10));
            assertThat(file.fileRun(10, 1)).isNull();
            assertThat(file.fileRun(-1, 1)).isNull();
            assertThat(file.fileRun(3, 0)).isNull();
        }
    }

    @Test
    void givesTheSameBytesAfterTheirPagesWereReleased() throws IOException {
        try (MappedFile file = MappedFile.open(ascending(5000))) {
            int before = file.i32(4200);

            file.releaseResident();

            assertThat(file.i32(4200)).isEqualTo(before).isEqualTo(0x6c6b6a69);
        }
    }

    @Test
    void refusesReadsAfterItWasClosed() throws IOException {
        MappedFile file = MappedFile.open(ascending(10));
        file.close();

        assertThatThrownBy(() -> file.i32(0)).isInstanceOf(IllegalStateException.class);
        assertThat(file.channel().isOpen()).isFalse();
    }

    @Test
    void saysWhyAPathIsNoFileToRead() throws IOException {
        Path empty = Files.createFile(dir.resolve("empty"));
        assertThatThrownBy(() -> MappedFile.open(empty))
                .isInstanceOfSatisfying(MalformedFileException.class, e -> {
                    assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED);
                    assertThat(e.file()).isEqualTo(empty.toString());
                })
                .hasMessage("is empty (0 bytes)");
        assertThatThrownBy(() -> MappedFile.open(dir))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("is a directory; give a file");
        assertThatThrownBy(() -> MappedFile.open(Path.of("/dev/null")))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("is not a regular file (FIFO, socket or device); copy its content to a file first");
        Path missing = dir.resolve("missing");
        assertThatThrownBy(() -> MappedFile.open(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
    }
}
