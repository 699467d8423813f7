package org.mckernel.testdumps.flattened;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.file.FileBytes;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.Tool;
import org.mckernel.testdumps.text.MachineText;

/** makedumpfile -R puts every stream back together. */
class FlattenedWriterTest {
    @TempDir
    Path directory;

    private Path plain;
    private Path stream;

    @BeforeEach
    void writePlainFile() throws Exception {
        plain = directory.resolve("plain");
        stream = directory.resolve("stream");
        VmcoreWriter.of(MachineText.parse(
                        "ram 0x0 64 pages\nnoise 0x3000 20 pages seed 1\nnoise 0x30000 1 page seed 2"))
                .write(plain);
    }

    private void assertRearranges() throws Exception {
        Path rearranged = directory.resolve("rearranged");
        Tool.run(stream, "makedumpfile", "-R", rearranged);
        byte[] expected = Files.readAllBytes(plain);
        assertThat(Files.readAllBytes(rearranged)).isEqualTo(expected);
    }

    @Test
    void recordsAreBigEndian() throws Exception {
        FileLayout layout = FlattenedWriter.of(plain).recordSize(4096).write(stream);
        FileBytes bytes = new FileBytes(stream);
        assertThat(bytes.text(0, 16)).isEqualTo("makedumpfile\0\0\0\0");
        assertThat(bytes.u64BigEndian(16)).as("type").isEqualTo(1);
        assertThat(bytes.u64BigEndian(24)).as("version").isEqualTo(1);
        assertThat(layout.offsetOf("record0")).isEqualTo(4096);
        long second = layout.offsetOf("record1");
        assertThat(bytes.u64BigEndian(second)).isEqualTo(4096);
        assertThat(bytes.u64BigEndian(second + 8)).isEqualTo(4096);
        assertThat(bytes.u64BigEndian(layout.offsetOf("end"))).isEqualTo(-1);
        assertThat(Files.size(stream)).isEqualTo(layout.region("end").end());
        assertRearranges();
    }

    @Test
    void anyOrder() throws Exception {
        FileLayout layout =
                FlattenedWriter.of(plain).recordSize(5000).shuffled(4).write(stream);
        assertThat(new FileBytes(stream).u64BigEndian(layout.offsetOf("record0")))
                .isNotZero();
        assertRearranges();
    }

    @Test
    void laterRecordsWin() throws Exception {
        FileLayout overlapping = FlattenedWriter.of(plain)
                .recordSize(5000)
                .shuffled(4)
                .overlapping()
                .write(stream);
        assertThat(new FileBytes(stream).bytes(overlapping.offsetOf("record0") + 16, 1))
                .containsExactly(0xee);
        assertRearranges();
    }

    @Test
    void headerComesLast() throws Exception {
        FileLayout layout = FlattenedWriter.of(plain)
                .recordSize(3000)
                .headerRewrittenAtEnd(8192)
                .write(stream);
        FileBytes bytes = new FileBytes(stream);
        assertThat(bytes.bytes(layout.offsetOf("record0") + 16, 4)).containsOnly(0xee);
        assertThat(bytes.text(layout.offsetOf("end") - 8192 + 1, 3)).isEqualTo("ELF");
        assertRearranges();
    }

    @Test
    void zerosNeedNoRecord() throws Exception {
        FileLayout layout = FlattenedWriter.of(plain)
                .recordSize(4096)
                .withoutZeros()
                .overlapping()
                .write(stream);
        assertThat(Files.size(stream)).isLessThan(Files.size(plain));
        assertThat(layout.regions()).containsKey("record10");
        assertRearranges();
    }

    @Test
    void endMarkMayMiss() throws Exception {
        FileLayout layout =
                FlattenedWriter.of(plain).record(0, (byte) 1).withoutEndMark().write(stream);
        assertThat(layout.regions()).doesNotContainKey("end");
        assertThat(new FileBytes(stream).bytes(Files.size(stream) - 1, 1)).containsExactly(1);
    }
}
