package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.FullFileSystem;
import org.mckernel.lifecycle.SmallDisk;

/** A shutdown whose journal cannot be written any more says what was done, and is finished by recovery. */
class ShutdownWithoutJournalTest {
    @TempDir
    Path dir;

    private Path run;

    @AfterEach
    void unmount() throws InterruptedException {
        SmallDisk.unmount(run);
    }

    @Test
    void saysWhatWasDoneAndIsFinishedByRecovery() throws Exception {
        NodeTrial trial = NodeTrial.in(dir.resolve("node"));
        run = trial.file("run");
        SmallDisk.mount(run, 256 << 10);
        trial.perform(trial.node(), "quiet boot");
        Path state = trial.file("run/mck");
        assertThatThrownBy(() -> trial.node((step, after) -> {
                            if (step.equals("release-cpus") && after) {
                                FullFileSystem.fill(run, state);
                            }
                        })
                        .shutdown())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("destroy-os-0, release-cpus; not done: release-memory, ")
                .hasMessageEndingWith("; mck recover finishes the shutdown")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("rolled back", "as it was"));
        Files.delete(run.resolve("filler"));
        assertThat(trial.node().status().interrupted()).isPresent();

        assertThat(trial.node().recover()).contains("mck shutdown finished");
        assertThat(trial.node().shutdown()).isEmpty();
        assertThat(trial.node().status().cpus()).isEmpty();
        assertThat(trial.text("proc/modules").lines()).noneMatch(l -> l.startsWith("ihk "));
    }
}
