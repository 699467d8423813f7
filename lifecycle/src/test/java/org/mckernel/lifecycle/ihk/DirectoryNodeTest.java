package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.MckRun;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.sim.ChildProgram;

/** A node in a directory from end to end. */
class DirectoryNodeTest {
    @TempDir
    Path dir;

    private NodeTrial trial;
    private Map<String, String> before;

    @BeforeEach
    void node() throws Exception {
        trial = NodeTrial.in(dir.resolve("node"), "--possible", "40");
        before = trial.snapshot();
    }

    @Test
    void aShutdownLeavesNothingOfABoot() throws Exception {
        assertThat(trial.node().boot(NodeTrial.request()).status()).isEqualTo(OsStatus.RUNNING);
        assertThat(trial.text("sys/devices/system/cpu/online")).isEqualTo("0-1,4-5,7");
        assertThat(trial.text("proc/sys/vm/swappiness")).isEqualTo("100");
        assertThat(trial.text(".node/ihk/os0/cpus")).isEqualTo("6 2 3");
        assertThat(trial.text(".node/ihk/os0/kargs")).isEqualTo("hidos dump_level=0");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(trial.file("run/mck"))))
                .isEqualTo("rwx------");
        assertThat(trial.node().kernelLog()).contains("booted in a directory");
        assertThat(trial.node().shutdown()).isPresent();
        assertThat(trial.snapshot()).isEqualTo(before);
        assertThat(trial.node().shutdown()).isEmpty();
        assertThat(trial.node().recover()).isEmpty();
        assertThat(trial.snapshot()).isEqualTo(before);
        assertThat(trial.file(".node/oops")).doesNotExist();
    }

    /** The order that IHK needs, and the original's: the monitor first, memory before CPUs, the map after the CPUs. */
    @Test
    void theOrderIsTheOriginals() throws Exception {
        trial.perform(trial.node(), "boot");
        assertThat(trial.calls().stream()
                        .filter(c -> !c.matches(".* (is-active|query|get) .*|taskset .*"))
                        .map(c -> c.replaceAll("/\\S*/", "").replaceAll("(insmod \\S+).*", "$1")))
                .containsExactly(
                        "ihkmond -f LOG_LOCAL6 -k 1 -i 30",
                        "systemctl stop irqbalance.service",
                        "insmod ihk.ko",
                        "sync",
                        "sync",
                        "insmod ihk-smp-x86.ko",
                        "ihkconfig 0 reserve mem 256M@0\\,128M@1",
                        "ihkconfig 0 reserve cpu 2-3\\,6",
                        "insmod mcctrl.ko",
                        "ihkconfig 0 create",
                        "ihkosctl 0 assign cpu 6\\,2-3",
                        "ihkosctl 0 set ikc_map 6:0+2-3:1",
                        "ihkosctl 0 assign mem 256M@0\\,128M@1",
                        "ihkosctl 0 load mckernel.img",
                        "ihkosctl 0 kargs hidos\\ dump_level=0",
                        "ihkosctl 0 boot",
                        "systemctl daemon-reload",
                        "systemctl start irqbalance.service");
    }

    /** A monitor that a failed reboot had to start again is still the first boot's: the shutdown ends it. */
    @Test
    void aMonitorThatWasStartedAgainIsEndedByTheShutdown() throws Exception {
        BootRequest request = BootRequest.builder().redirectLog("1").build();
        trial.node().boot(request);
        Files.writeString(trial.file(".node/rules"), "ihkosctl|*|0 boot|fail|255|no\n");
        assertThatThrownBy(() -> trial.node().boot(request)).isInstanceOf(NodeException.class);
        Files.writeString(trial.file(".node/rules"), "");
        assertThat(trial.node().status().facts().stream().map(f -> f.name())).contains("monitor");
        assertThat(trial.node().shutdown()).isPresent();
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    /** What is known of an instance ends with it, even if the shutdown does not: another may have its number next. */
    @Test
    void anInstanceAfterAHalfShutdownIsNotTakenForTheOneThatWasBooted() throws Exception {
        trial.node().boot(BootRequest.builder().build());
        Files.writeString(trial.file(".node/rules"), "ihkconfig|*|*release mem*|fail|255|no\n");
        assertThatThrownBy(() -> trial.node().shutdown()).isInstanceOf(NodeException.class);
        Files.writeString(trial.file(".node/rules"), "");
        ProcessBuilder create = new ProcessBuilder(
                trial.file("usr/local/mckernel/sbin/ihkconfig").toString(), "0", "create");
        create.environment().put("MCK_ROOT", trial.directory().toString());
        assertThat(create.start().waitFor()).isZero();
        assertThat(trial.node().status().status()).isEqualTo(OsStatus.NOT_BOOTED);
        assertThat(trial.file(".node/oops")).doesNotExist();
        assertThat(trial.node().shutdown()).isPresent();
    }

    @Test
    void aDryRunTouchesNothing() throws Exception {
        assertThat(trial.node().planBoot(NodeTrial.request()).lines()).hasSizeGreaterThan(20);
        assertThat(trial.node().planShutdown().steps()).isEmpty();
        assertThat(trial.snapshot()).isEqualTo(before);
        trial.perform(trial.node(), "quiet boot");
        Map<String, String> booted = trial.snapshot();
        assertThat(trial.node().planShutdown().steps()).isNotEmpty();
        trial.node().planBoot(NodeTrial.request());
        assertThat(trial.snapshot()).isEqualTo(booted);
    }

    @Test
    void anInstanceThatNeverRunsIsDestroyedAfterTheTimeout() throws Exception {
        Files.createDirectories(trial.file("etc/mck"));
        Files.writeString(trial.file("etc/mck/mck.conf"), "running-timeout = 1\n");
        before = trial.snapshot();
        trial.setting("boot", "never");
        assertThatThrownBy(() -> trial.perform(trial.node(), "quiet boot"))
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT))
                .hasMessageContaining("still BOOTING after 1 s");
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void anInstanceThatPanicsIsDestroyedAtOnce() throws Exception {
        for (String end : List.of("panic", "hungup")) {
            trial.setting("boot", end);
            assertThatThrownBy(() -> trial.perform(trial.node(), "quiet boot"))
                    .isInstanceOf(NodeException.class)
                    .hasMessageContaining(end.toUpperCase(Locale.ROOT))
                    .hasMessageContaining("booted in a directory");
            assertThat(trial.snapshot()).isEqualTo(before);
        }
    }

    /** As a killed tool or an admin may leave it: unloading alone does not end it. */
    @Test
    void aShutdownNeedsNoRecordOfABoot() throws Exception {
        trial.perform(trial.node(), "quiet boot");
        for (String file : List.of("boot", "lock")) {
            Files.deleteIfExists(trial.file("run/mck").resolve(file));
        }
        trial.node().shutdown();
        Map<String, String> now = trial.snapshot();
        now.keySet().removeIf(f -> f.matches("proc/irq/.*|proc/sys/vm/swappiness|\\.node/irqbalance.*"));
        before.keySet().removeIf(f -> f.matches("proc/irq/.*|proc/sys/vm/swappiness|\\.node/irqbalance.*"));
        assertThat(now).isEqualTo(before);
    }

    @Test
    void whoHoldsTheInstanceIsNamedAndNothingIsTorn() throws Exception {
        trial.perform(trial.node(), "quiet boot");
        Files.createDirectories(trial.file("proc/77/fd"));
        Files.writeString(
                trial.file("proc/77/stat"), "77 (mcexec) S 1 1 1 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 770 1000 100\n");
        Files.createSymbolicLink(trial.file("proc/77/fd/3"), Path.of("/dev/mcos0"));
        Map<String, String> booted = trial.snapshot();
        assertThatThrownBy(() -> trial.node().shutdown())
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("mcexec (77)");
        assertThatThrownBy(() -> trial.perform(trial.node(), "reboot"))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("mcexec (77)");
        assertThat(trial.snapshot()).isEqualTo(booted);
    }

    /**
     * Whoever comes second waits, is refused, or finds an instance to boot again; the node is never torn between two.
     */
    @Test
    void parallelCommandsDoNotMeet() throws Exception {
        List<String> operations = List.of("quiet boot", "quiet boot", "shutdown", "quiet boot");
        List<Process> processes = new ArrayList<>();
        for (String operation : operations) {
            processes.add(ChildProgram.builder(
                            NodeTrialCommand.class, trial.directory().toString(), operation)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        int done = 0;
        for (Process process : processes) {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isIn(0, 1);
            done += process.exitValue() == 0 ? 1 : 0;
        }
        assertThat(done).isPositive();
        assertThat(trial.node().recover()).isEmpty();
        trial.node().shutdown();
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingIsTouched() throws Exception {
        for (BootRequest.Builder wrong : List.of(
                BootRequest.builder().cpus("0-1"),
                BootRequest.builder().cpus("8"),
                BootRequest.builder().cpus("0-7"),
                BootRequest.builder().memory("4M@9"),
                BootRequest.builder().memory("1T@1"))) {
            assertThatThrownBy(() -> trial.node().boot(wrong.build())).isInstanceOf(NodeException.class);
            assertThat(trial.snapshot()).isEqualTo(before);
        }
        Files.writeString(trial.file("usr/local/mckernel/smp-x86/kernel/mckernel.img"), "no image");
        before = trial.snapshot();
        assertThatThrownBy(() -> trial.perform(trial.node(), "boot")).hasMessageContaining("mckernel.img");
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    /** A file that cannot be read as a dump is none, whatever the tool ends with. */
    @Test
    void aDumpIsReadBackBeforeItIsPublished() throws Exception {
        Path example = dir.resolve("example");
        assertThat(MckRun.of(
                                "convert",
                                "--no-progress",
                                "-k",
                                "../test-dumps/fixtures/mckernel.img",
                                "../test-dumps/fixtures/vmcore",
                                example.toString())
                        .exitCode())
                .isZero();
        Files.copy(example, trial.file(".node/mcdump"));
        trial.perform(trial.node(), "quiet boot");
        final Map<String, String> booted = trial.snapshot();
        Path file = dir.resolve("dumps").resolve("mcdump");
        Files.createDirectory(file.getParent());
        DumpRequest request = new DumpRequest(file, 0, false, false);
        for (String rule : List.of(
                "ihkosctl|1|0 dump*|fail|234|",
                "ihkosctl|1|0 dump*|late|234|",
                "ihkosctl|1|0 dump*|say|0|done",
                "ihkosctl|1|0 dump*|flood|64|")) {
            trial.forget();
            trial.rule(rule);
            assertThatThrownBy(() -> trial.node().dump(request))
                    .as(rule)
                    .isInstanceOfAny(NodeException.class, IOException.class);
            assertThat(file.getParent()).as(rule).isEmptyDirectory();
            assertThat(trial.snapshot()).as(rule).isEqualTo(booted);
        }
        trial.forget();
        Files.writeString(trial.file(".node/mcdump"), "no dump");
        assertThatThrownBy(() -> trial.node().dump(request)).isInstanceOf(IOException.class);
        assertThat(file.getParent()).isEmptyDirectory();
        Files.copy(example, trial.file(".node/mcdump"), StandardCopyOption.REPLACE_EXISTING);
        trial.node().dump(request);
        assertThat(file).hasSameBinaryContentAs(example);
        assertThatThrownBy(() -> trial.node().dump(request))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mcdump");
    }
}
