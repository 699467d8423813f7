package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.BootRequest;

/** A boot that fails or is killed is undone in reverse order, and nothing else. */
class RollbackTest {
    /** Ends a command as a kill would: nothing of it runs on. */
    private static final class Kill extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    Path dir;

    @Test
    void aPanicWhileBootingIsRolledBackInReverse() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        node.write(".node/conf.boot", "panic");
        assertThatThrownBy(() -> node.node().boot(BootRequest.builder().build()))
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EIO))
                .hasMessageContaining("went to PANIC while booting")
                .hasMessageEndingWith("all changes were rolled back");
        List<String> calls = node.changes();
        assertThat(calls.subList(calls.indexOf("ihkosctl 0 boot") + 1, calls.size()))
                .containsExactly(
                        "ihkconfig 0 destroy 0",
                        "rmmod mcctrl",
                        "ihkconfig 0 release cpu 2-3",
                        "ihkconfig 0 release mem all",
                        "rmmod ihk_smp_x86",
                        "rmmod ihk",
                        "systemctl start irqbalance.service");
        assertThat(node.text("proc/sys/vm/swappiness")).isEqualTo("60");
        assertThat(node.directory().resolve("run/mck")).doesNotExist();
    }

    /** What was loaded and reserved before stays so. */
    @Test
    void aFailedRebootReleasesNothingThatWasReservedBefore() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        node.node().boot(BootRequest.builder().cpus("6").memory("64M@1").build());
        node.write(".node/conf.boot", "panic");
        node.forget();
        assertThatThrownBy(() -> node.node()
                        .boot(BootRequest.builder().cpus("6-7").memory("128M@1").build()))
                .hasMessageEndingWith("all changes were rolled back, but the earlier OS instance is gone");
        List<String> calls = node.changes();
        assertThat(calls.subList(calls.indexOf("ihkosctl 0 boot") + 1, calls.size()))
                .containsExactly(
                        "ihkconfig 0 destroy 0",
                        "ihkconfig 0 release cpu 7",
                        "ihkconfig 0 release mem 67108864@1",
                        "systemctl start irqbalance.service");
        node.write(".node/conf.boot", "run");
        assertThat(node.node().boot(BootRequest.builder().build()).bytes()).isEqualTo(64 << 20);
        assertThat(node.node().shutdown()).isPresent();
        assertThat(node.text("proc/sys/vm/swappiness")).isEqualTo("60");
        assertThat(node.text("proc/modules")).doesNotContainPattern("(?m)^ihk");
    }

    @Test
    void aKilledBootIsRolledBackByRecover() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        List<String> seen = new ArrayList<>();
        assertThatThrownBy(() -> node.node(
                                (step, after) -> {
                                    seen.add(step);
                                    if (step.equals("load-image") && after) {
                                        throw new Kill();
                                    }
                                },
                                Optional.empty())
                        .boot(BootRequest.builder().build()))
                .isInstanceOf(Kill.class);
        assertThat(seen).endsWith("load-image");
        assertThat(node.node().status().interrupted()).contains("mck boot was interrupted at step load-image");
        assertThatThrownBy(() -> node.node().boot(BootRequest.builder().build()))
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY))
                .hasMessageContaining("mck recover");
        assertThatThrownBy(() -> node.node().shutdown()).hasMessageContaining("mck recover");
        assertThat(node.node().recover()).contains("mck boot undone, from step load-image");
        assertThat(node.text("proc/modules")).doesNotContainPattern("(?m)^ihk");
        assertThat(node.text("sys/devices/system/cpu/online")).isEqualTo("0-7");
        assertThat(node.node().recover()).isEmpty();
    }

    /** The record is of the instance before; asking for the state of the new one could crash a real node. */
    @Test
    void theStateOfAnInstanceThatWasNeverBootedIsNotAsked() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        node.node().boot(BootRequest.builder().build());
        assertThatThrownBy(() -> node.node(
                                (step, after) -> {
                                    if (step.equals("create-os") && after) {
                                        throw new Kill();
                                    }
                                },
                                Optional.empty())
                        .boot(BootRequest.builder().build()))
                .isInstanceOf(Kill.class);
        assertThat(node.node().status().facts())
                .anySatisfy(f -> assertThat(f.text()).contains("was never booted"));
        assertThatThrownBy(() -> node.node().kernelLog()).hasMessageContaining("is not booted");
        assertThat(node.node().planShutdown().notes()).isNotEmpty();
        assertThat(node.node().recover()).isPresent();
        assertThat(node.directory().resolve(".node/oops")).doesNotExist();
    }

    @Test
    void aKilledShutdownIsFinishedByRecoverOrByAnother() throws Exception {
        for (boolean again : List.of(true, false)) {
            NodeTrial node = NodeTrial.in(dir.resolve("node" + again));
            node.node().boot(BootRequest.builder().build());
            assertThatThrownBy(() -> node.node(
                                    (step, after) -> {
                                        if (step.equals("unload-ihk-smp-x86") && after) {
                                            throw new Kill();
                                        }
                                    },
                                    Optional.empty())
                            .shutdown())
                    .isInstanceOf(Kill.class);
            if (again) {
                assertThat(node.node().shutdown()).isPresent();
            } else {
                assertThat(node.node().recover()).contains("mck shutdown finished");
            }
            assertThat(node.text("proc/modules")).doesNotContainPattern("(?m)^ihk");
            assertThat(node.text("proc/sys/vm/swappiness")).isEqualTo("60");
            assertThat(node.text(".node/irqbalance")).isEqualTo("active");
            assertThat(node.directory().resolve("run/mck")).doesNotExist();
        }
    }

    /** A program of the killed command may finish its work after the kill. */
    @Test
    void recoveryWaitsForWhatTheKilledCommandStarted() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        assertThatThrownBy(() -> node.node(
                                (step, _) -> {
                                    if (step.equals("reserve-cpus")) {
                                        throw new Kill();
                                    }
                                },
                                Optional.empty())
                        .boot(BootRequest.builder().build()))
                .isInstanceOf(Kill.class);
        ProcessBuilder late = new ProcessBuilder(
                node.directory().resolve("usr/local/mckernel/sbin/ihkconfig").toString(), "0", "reserve", "cpu", "2-3");
        late.environment().put("MCK_ROOT", node.directory().toRealPath().toString());
        late.environment().put("MCK_COMMAND", "999999999/1");
        node.write(".node/rules", "ihkconfig|*|0 reserve cpu*|slow|1|\n");
        Process process = late.start();
        try {
            assertThat(node.node().recover()).isPresent();
            assertThat(process.isAlive()).isFalse();
            assertThat(node.text("sys/devices/system/cpu/online")).isEqualTo("0-7");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aJournalWithAnUnknownChangeIsRefusedBeforeAnythingIsUndone() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        Path state = node.directory().resolve("run/mck");
        Files.createDirectories(state);
        Journal journal = new Journal(new StateDirectory(state, ""));
        journal.begin("boot", "");
        journal.intend("a", "swappiness\n10");
        journal.confirm("a");
        journal.intend("b", "shell\nrm");
        assertThatThrownBy(() -> node.node().recover()).hasMessageContaining("does not match the state");
        assertThat(node.text("proc/sys/vm/swappiness")).isEqualTo("60");
    }

    @Test
    void aHolderIsNamedBeforeAnythingIsTouched() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        node.node().boot(BootRequest.builder().build());
        Path process = node.directory().resolve("proc/4242");
        Files.createDirectories(process.resolve("fd"));
        node.write("proc/4242/stat", "4242 (a.out) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99 0 0\n");
        Files.createSymbolicLink(process.resolve("fd/3"), Path.of("/dev/mcos0"));
        node.forget();
        assertThatThrownBy(() -> node.node().shutdown())
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY))
                .hasMessage("OS instance 0 is held by a.out (4242); end that first");
        assertThat(node.changes()).isEmpty();
        assertThat(node.node().status().facts())
                .anySatisfy(f -> assertThat(f.text()).isEqualTo("a.out (4242)"));
    }
}
