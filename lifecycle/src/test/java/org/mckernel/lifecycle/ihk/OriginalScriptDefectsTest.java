package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.MckRun;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.Owner;

/**
 * Known defects of the original scripts do not exist here. Exact undoing is tested by {@link FailingProgramTest} and
 * {@link KilledNodeTest}, masks by {@code CpuMaskTest}, interrupts by {@code InterruptsTest}.
 */
class OriginalScriptDefectsTest {
    @TempDir
    Path dir;

    private NodeTrial trial;
    private Map<String, String> before;

    @BeforeEach
    void node() throws Exception {
        make();
    }

    private void make(String... options) throws Exception {
        trial = NodeTrial.in(dir.resolve("node" + options.length), options);
        before = trial.snapshot();
    }

    private List<String> calls(String beginning) throws Exception {
        return trial.calls().stream().filter(c -> c.startsWith(beginning)).toList();
    }

    private void boot(BootRequest.Builder request) throws Exception {
        trial.node().boot(request.build());
    }

    private static BootRequest.Builder request() throws Exception {
        return BootRequest.builder().cpus("2-3").memory("64M@0");
    }

    @Test
    void oversubscriptionReachesTheKernel() throws Exception {
        boot(request().oversubscribe(true));
        assertThat(trial.text(".node/ihk/os0/kargs")).isEqualTo("hidos dump_level=24 allow_oversubscribe");
    }

    @Test
    void aWrongOptionIsNamed() {
        MckRun run = MckRun.of("boot", "--root", trial.directory().toString(), "-Z");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("-Z");
        assertThat(MckRun.of("boot", "--root", trial.directory().toString(), "-c")
                        .err())
                .contains("-c");
    }

    @Test
    void aDestroyThatFailsIsTriedAgainAndReported() throws Exception {
        boot(request());
        trial.forget();
        trial.rule("ihkconfig|*|0 destroy 0|fail|255|error: destroying OS instance 0");
        assertThatThrownBy(() -> trial.node().shutdown())
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("OS instance 0 is held by");
        assertThat(calls("ihkconfig 0 destroy 0")).hasSize(5);
        trial.forget();
        trial.node().shutdown();
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void successAtTheFifthAttemptIsSuccess() throws Exception {
        boot(request());
        trial.forget();
        String once = "ihkconfig|1|0 destroy 0|fail|255|error: destroying OS instance 0";
        trial.rule(once, once, once, once);
        assertThat(trial.node().shutdown()).isPresent();
        assertThat(calls("ihkconfig 0 destroy 0")).hasSize(5);
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void aBootOnTopKeepsTheCpus() throws Exception {
        boot(BootRequest.builder().cpus("6,2").memory("64M@0"));
        trial.forget();
        boot(BootRequest.builder());
        assertThat(trial.text(".node/ihk/os0/cpus")).isEqualTo("6 2");
        assertThat(calls("ihkconfig 0 reserve")).isEmpty();
        assertThat(calls("insmod")).isEmpty();
        assertThat(trial.text(".node/ihk/os0/mem")).endsWith("67108864 0");
    }

    @Test
    void aBootOnTopReservesWhatIsNew() throws Exception {
        boot(request());
        trial.forget();
        boot(BootRequest.builder().cpus("2-4").memory("64M@0,32M@1"));
        assertThat(calls("ihkconfig 0 reserve"))
                .containsExactly("ihkconfig 0 reserve mem 32M@1", "ihkconfig 0 reserve cpu 4");
        trial.node().shutdown();
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void aBootOnTopKeepsTheFirstAffinitiesAndBansAgain() throws Exception {
        boot(request());
        boot(BootRequest.builder().cpus("2-4"));
        assertThat(trial.text(".node/irqbalance.env")).contains("BANNED_CPUS=1c", "BANNED_CPULIST=2-4", "--banirq=65");
        assertThat(trial.text("proc/irq/1/smp_affinity")).isEqualTo("e3");
        trial.node().shutdown();
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void anInterruptThatOnlyTheTableShowsIsTaken() throws Exception {
        for (String file : List.of("smp_affinity", "")) {
            Files.delete(trial.file("proc/irq/64/" + file));
        }
        boot(request());
        assertThat(calls("insmod").toString()).contains("ihk_start_irq=65");
    }

    @Test
    void memoryBlocksAreReallyCycled() throws Exception {
        make("--numa", "8", "--blocks");
        Files.writeString(trial.file("proc/sys/kernel/hostname"), "c1234.ofp\n");
        Path block = trial.file("sys/devices/system/node/node5/memory15/online");
        FileTime old = FileTime.fromMillis(0);
        Files.setLastModifiedTime(block, old);
        boot(BootRequest.builder().cpus("2-3").memory("64M@2"));
        assertThat(Files.getLastModifiedTime(block)).isGreaterThan(old);
        assertThat(Files.readString(block).strip()).isEqualTo("1");
    }

    @Test
    void theMonitorIsAskedToEndAfterTheInstance() throws Exception {
        boot(request().redirectLog("1"));
        trial.forget();
        trial.node().shutdown();
        assertThat(calls("kill")).containsExactly("kill -TERM 5001");
        List<String> all = trial.calls();
        assertThat(all.indexOf("kill -TERM 5001")).isGreaterThan(all.indexOf("ihkconfig 0 destroy 0"));
    }

    @Test
    void swappinessIsPutBackToWhatItWas() throws Exception {
        Files.writeString(trial.file("proc/sys/vm/swappiness"), "33\n");
        boot(request());
        trial.node().shutdown();
        assertThat(trial.text("proc/sys/vm/swappiness")).isEqualTo("33");
    }

    @Test
    void aShutdownThatLostItsModulesIsFinished() throws Exception {
        boot(request().redirectLog("1"));
        trial.rule("rmmod|1|ihk|fail|1|rmmod: ERROR: Module ihk is in use");
        assertThatThrownBy(() -> trial.node().shutdown()).hasMessageContaining("unload-ihk");
        assertThat(trial.text("proc/modules")).doesNotContain("ihk_smp_x86").contains("ihk ");
        trial.forget();
        assertThat(trial.node().shutdown()).isPresent();
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void nothingIsDeletedBelowAMountThatStays() throws Exception {
        make("--overlay");
        boot(request());
        Path below = trial.file("tmp/mcos/linux_proc/bound-from-proc");
        assertThat(below).exists();
        trial.rule("umount|*|*linux_proc|fail|32|umount: /tmp/mcos/linux_proc: target is busy.");
        assertThatThrownBy(() -> trial.node().shutdown()).hasMessageContaining("target is busy");
        assertThat(below).exists();
        trial.forget();
        trial.node().shutdown();
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    /** A module named myihk is loaded on every node that the directory's maker makes. */
    @Test
    void aModuleWithALikeNameIsNotTakenForIhk() throws Exception {
        assertThat(trial.text("proc/modules")).contains("myihk");
        boot(request());
        assertThat(calls("insmod").toString()).contains("/ihk.ko");
        trial.node().shutdown();
        assertThat(trial.text("proc/modules")).contains("myihk");
    }

    @Test
    void severalInterruptsAreSeveralArguments() throws Exception {
        Files.writeString(
                trial.file("proc/interrupts"),
                trial.text("proc/interrupts") + "\n  70:          0   PCI-MSI 0-edge      IHK-SMP\n");
        boot(request());
        assertThat(trial.text(".node/irqbalance.env")).contains("IRQBALANCE_ARGS=--banirq=65 --banirq=70");
    }

    @Test
    void anUnknownOwnerIsRefusedBeforeTheBoot() throws Exception {
        assertThatThrownBy(() -> boot(request().owner("no-such-user")))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("no-such-user");
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void onlyTheInstancesDeviceChangesItsOwner() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "skipped: needs root to chown");
        trial.node((_, _) -> {}, Optional.of(Owner.parse("-o", "daemon")))
                .boot(request().build());
        assertThat(Files.getOwner(trial.file("dev/mcos0")).getName()).isEqualTo("daemon");
        assertThat(Files.getOwner(trial.file("dev/mcd0")).getName()).isEqualTo("root");
        trial.node().shutdown();
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void aRefusedMapIsReported() throws Exception {
        trial.rule("ihkosctl|1|0 set *|fail|255|error: setting up IKC map: 2-3:0");
        assertThatThrownBy(() -> boot(request().ikcMap("2-3:0")))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("set ikc_map 2-3:0");
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void theMonitorStartsBeforeTheInstance() throws Exception {
        boot(request().redirectLog("1"));
        List<String> all = trial.calls();
        assertThat(all.indexOf("ihkmond -f LOG_LOCAL6 -k 1 -i -1")).isBetween(0, all.indexOf("ihkconfig 0 create"));
    }
}
