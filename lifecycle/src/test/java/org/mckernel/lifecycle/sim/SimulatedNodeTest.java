package org.mckernel.lifecycle.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.open.Dumps;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.journal.StateLock;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.node.Workload;
import org.mckernel.lifecycle.request.BootRequest;

/** The simulated node under wrong use and damaged files. */
class SimulatedNodeTest {
    @TempDir
    Path dir;

    private Trial trial() throws IOException {
        return Trial.in(dir);
    }

    private static void refused(Errno errno, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.errno()).isEqualTo(errno))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "dump", "panic"})
    void nothingWorksWithoutAnInstance(String operation) throws Exception {
        Trial trial = trial();
        refused(Errno.EINVAL, "mck boot starts it", () -> trial.perform(trial.node(), operation));
        assertThat(trial.node().shutdown()).isEmpty();
        assertThat(trial.node().recover()).isEmpty();
        assertThat(trial.node().status().status()).isEqualTo(OsStatus.NOT_BOOTED);
        assertThat(trial.state()).doesNotExist();
        assertThat(trial.outputs()).isEmpty();
    }

    @Test
    void aSecondBootIsRefusedAndChangesNothing() throws Exception {
        Trial trial = trial();
        trial.prepare("run");
        Map<String, String> before = trial.snapshot();
        refused(Errno.EBUSY, "mck shutdown ends it", () -> trial.perform(trial.node(), "boot"));
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"2-9,64M@0", "2-3,64M@2", "2-3,1G@0", "0-7,64M@0"})
    void anImpossibleBootLeavesNothing(String cpus, String memory) throws Exception {
        Trial trial = trial();
        BootRequest request = BootRequest.builder().cpus(cpus).memory(memory).build();
        assertThatThrownBy(() -> trial.node().boot(request)).isInstanceOf(NodeException.class);
        assertThat(trial.state()).doesNotExist();
    }

    @Test
    void aPanickedInstanceKeepsItsLogAndTakesNoMoreWork() throws Exception {
        Trial trial = trial();
        trial.prepare("panic");
        trial.perform(trial.node(), "panic");
        assertThat(trial.node().kernelLog()).contains("panic: kernel page fault");
        refused(Errno.EINVAL, "mck shutdown removes it", () -> trial.perform(trial.node(), "run"));
        trial.perform(trial.node(), "shutdown");
        assertThat(trial.state()).doesNotExist();
    }

    @Test
    void aProgramThatDoesNotFitIsRefusedAndChangesNothing() throws Exception {
        Trial trial = trial();
        trial.prepare("run");
        Map<String, String> before = trial.snapshot();
        refused(Errno.ENOMEM, "are free", () -> trial.node().start(Workload.COMPUTE, 1000, 100));
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void aDumpNeverReplacesAFileUnasked() throws Exception {
        Trial trial = trial();
        trial.prepare("dump");
        Files.writeString(trial.file(), "mine");
        assertThatThrownBy(() -> trial.perform(trial.node(), "dump")).isInstanceOf(IOException.class);
        assertThat(trial.file()).hasContent("mine");
        assertThat(trial.node().status().held()).isFalse();
        trial.node().dump(new DumpRequest(trial.file(), 24, false, true));
        Dumps.open(trial.file()).close();
        assertThat(trial.node().status().dumpLevel()).isEqualTo(24);
    }

    @ParameterizedTest
    @ValueSource(strings = {"machine", "pool", "os0"})
    void aDamagedStateFileIsNamed(String name) throws Exception {
        Trial trial = trial();
        trial.prepare("run");
        Path file = trial.state().resolve(name);
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            assertThatThrownBy(() -> trial.perform(trial.node(), "run"))
                    .as("byte %d", i)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
            assertThat(file).hasBinaryContent(bad);
        }
        Files.write(file, good);
        trial.perform(trial.node(), "run");
    }

    @Test
    void aCommandWaitsForAnotherAndThenSaysSo() throws Exception {
        Trial trial = trial();
        trial.prepare("run");
        try (StateLock _ = StateLock.exclusive(new StateDirectory(trial.state(), ""), Duration.ZERO)) {
            assertThatThrownBy(() -> trial.perform(trial.node(), "run"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(trial.state().toString());
        }
        trial.perform(trial.node(), "run");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "node",
                "node 0 cpus 0-3 memory 3M",
                "node 0 cpus 0-3 memory 2G at 1",
                "node 1 cpus 0 memory 4M\nnode 0 cpus 1 memory 4M",
                "node 0 cpus 0 memory 4M\nnode 1 cpus 0 memory 4M",
                "node 0 cpus 0 memory 8M at 0\nnode 1 cpus 1 memory 8M at 0x400000",
                "node 0 cpus 0 memory 16E",
                "node 5000 cpus 0 memory 4M",
                "node 0 cpus 9999 memory 4M",
                "\u0000"
            })
    void aWrongMachineIsRefused(String text) throws Exception {
        Trial trial = trial();
        Files.writeString(dir.resolve("machine"), text);
        assertThatThrownBy(() -> trial.perform(trial.node(), "boot"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(dir.resolve("machine").toString());
        assertThat(trial.state()).doesNotExist();
    }
}
