package org.mckernel.testdumps.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.file.FileLayout;

class FaultsTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = directory.resolve("file");
        Files.write(file, new byte[16]);
    }

    @Test
    void overwritesFields() throws Exception {
        Faults.in(file).u16(0, 0x1234).u32(2, -1).u64(6, 0x0102030405060708L).flipBit(15, 3);
        assertThat(Files.readAllBytes(file))
                .containsExactly(0x34, 0x12, 0xff, 0xff, 0xff, 0xff, 8, 7, 6, 5, 4, 3, 2, 1, 0, 8);
        Faults.in(file)
                .u64BigEndian(0, 5)
                .fill(new FileLayout.Region(8, 8), 0xaa)
                .flipBit(7, 0);
        assertThat(Files.readAllBytes(file))
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 4, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa);
    }

    @Test
    void damagesACopy() throws Exception {
        Path copy = Faults.inCopy(file, directory.resolve("copy")).truncate(3).path();
        assertThat(copy).hasSize(3);
        assertThat(file).hasSize(16);
    }

    @Test
    void flipsOnlyBitsThatAreThere() {
        assertThatThrownBy(() -> Faults.in(file).flipBit(16, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no byte at 16");
    }

    @Test
    void truncationsSurroundEveryBorder() {
        FileLayout layout = new FileLayout().add("header", 0, 64).add("data", 100, 20);
        assertThat(Faults.truncations(layout)).containsExactly(0L, 1L, 32L, 63L, 64L, 65L, 99L, 100L, 101L, 110L, 119L);
    }
}
