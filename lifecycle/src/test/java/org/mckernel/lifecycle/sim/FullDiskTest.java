package org.mckernel.lifecycle.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.SmallDisk;
import org.mckernel.lifecycle.node.DumpRequest;

/** A disk that is full or read-only. Needs to mount a small one, so it is skipped where that is not allowed. */
class FullDiskTest {
    private static final int DISK_BYTES = 512 << 10;

    @TempDir
    Path dir;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(dir.resolve("disk"));
        SmallDisk.mount(disk, DISK_BYTES);
    }

    @AfterEach
    void unmount() throws Exception {
        SmallDisk.unmount(disk);
    }

    /** Leaves so many bytes free. */
    private Path fill(long free) throws IOException {
        Path filler = disk.resolve("filler");
        long left = disk.toFile().getUsableSpace() - free;
        try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (; left > 0; left -= 4096) {
                channel.write(ByteBuffer.allocate(4096));
            }
        }
        return filler;
    }

    /** A trial whose state is on the small disk. */
    private Trial trial() throws IOException {
        return Trial.in(disk.resolve("trial"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot", "run", "shutdown"})
    void aFullDiskUndoesWhatWasBegun(String operation) throws Exception {
        int failures = 0;
        for (long free = 0; free <= 128 << 10; free += 4096) {
            Trial trial = trial();
            trial.prepare(operation);
            Map<String, String> before = trial.snapshot();
            Path filler = fill(free);
            try {
                trial.perform(trial.node(), operation);
            } catch (IOException e) {
                failures++;
                assertThat(ErrorLine.of(e))
                        .contains(trial.state().toString(), "No space left on device")
                        .doesNotContain("\n")
                        .doesNotContain("undoing");
                assertThat(trial.snapshot()).as("%d bytes free", free).isEqualTo(before);
                assertThat(trial.node().status().interrupted()).isEmpty();
            }
            Files.delete(filler);
            trial.node().shutdown();
            assertThat(trial.state()).doesNotExist();
        }
        assertThat(failures).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dump", "panic"})
    void anOutputThatDoesNotFitDoesNotExist(String operation) throws Exception {
        Trial trial = Trial.in(dir.resolve("trial"));
        Files.delete(trial.directory().resolve("out"));
        Files.createSymbolicLink(trial.directory().resolve("out"), disk);
        trial.prepare(operation);
        Map<String, String> before = trial.snapshot();
        assertThatThrownBy(() -> trial.perform(trial.node(), operation))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(ErrorLine.of(e))
                                .contains(
                                        trial.file().toString(),
                                        "No space left on device",
                                        "all changes were rolled back"));
        assertThat(trial.snapshot()).isEqualTo(before);
        assertThat(trial.outputs()).isEmpty();
    }

    @Test
    void aReadOnlyDiskAllowsStatusAndRefusesChanges() throws Exception {
        Trial trial = trial();
        trial.prepare("run");
        Map<String, String> before = trial.snapshot();
        assertThat(SmallDisk.readOnly(disk)).isTrue();
        assertThat(trial.node().kernelLog()).contains("boot done");
        assertThat(trial.node().status().history()).hasSize(1);
        for (String operation : List.of("run", "shutdown", "panic")) {
            assertThatThrownBy(() -> trial.perform(trial.node(), operation))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not writable; choose another with --state-dir");
        }
        assertThatThrownBy(() -> trial.node().recover()).hasMessageContaining("is not writable");
        assertThat(trial.snapshot()).isEqualTo(before);
        Trial other = Trial.in(dir.resolve("other"));
        other.prepare("dump");
        assertThatThrownBy(() -> other.node().dump(new DumpRequest(disk.resolve("dump"), 0, false, false)))
                .hasMessageContaining("is not writable");
        assertThat(other.node().recover()).isEmpty();
    }
}
