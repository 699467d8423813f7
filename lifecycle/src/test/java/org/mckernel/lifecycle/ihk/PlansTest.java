package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.node.Step;
import org.mckernel.lifecycle.request.BootRequest;

/** Plans of a node in a directory: the original's order, old and new values, and nothing touched. */
class PlansTest {
    @TempDir
    Path dir;

    private static List<String> names(Plan plan) {
        return plan.steps().stream().map(Step::name).toList();
    }

    private static Step step(Plan plan, String name) {
        return plan.steps().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBootGoesInTheOriginalsOrder() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"), "--overlay");
        Plan plan = node.node()
                .planBoot(BootRequest.builder()
                        .cpus("4,6")
                        .memory("1G@1")
                        .ikcMap("4,6:0")
                        .redirectLog("1")
                        .dumpLevel("0")
                        .build());
        assertThat(names(plan))
                .containsExactly(
                        "start-monitor",
                        "stop-irqbalance",
                        "move-interrupts",
                        "load-ihk",
                        "swappiness",
                        "free-memory",
                        "load-ihk-smp-x86",
                        "reserve-memory",
                        "reserve-cpus",
                        "load-mcctrl",
                        "check-build",
                        "create-os",
                        "assign-cpus",
                        "set-ikc-map",
                        "assign-memory",
                        "load-image",
                        "set-arguments",
                        "boot",
                        "await-running",
                        "overlay-directory",
                        "overlay-tmpfs",
                        "overlay-linux-proc",
                        "load-mcoverlay",
                        "await-proc",
                        "overlay-proc",
                        "private-proc",
                        "await-sys",
                        "overlay-sys",
                        "private-sys",
                        "overlay-hide",
                        "irqbalance",
                        "keep-record");
        assertThat(step(plan, "swappiness").effect()).isEqualTo("swappiness 60 → 100");
        assertThat(step(plan, "swappiness").undo()).isEqualTo("100 → 60");
        assertThat(step(plan, "move-interrupts").details()).contains("interrupt 0: ff → af");
        assertThat(step(plan, "load-ihk-smp-x86").effect()).contains("ihk_start_irq=65 ihk_ikc_irq_core=0");
        assertThat(step(plan, "start-monitor").effect()).isEqualTo("start ihkmond -f LOG_LOCAL6 -k 1 -i -1");
        assertThat(plan.notes()).anySatisfy(n -> assertThat(n).startsWith("risk: x86"));
        assertThat(plan.notes()).anySatisfy(n -> assertThat(n).contains("at any level"));
    }

    @Test
    void aPlanIsTextAndJson() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        Plan plan = node.node().planBoot(BootRequest.builder().build());
        assertThat(plan.lines())
                .contains(
                        " 1  stop-irqbalance stop irqbalance.service: active → inactive",
                        "                      interrupt 26: 18 → 10");
        JsonObject json = JsonParser.parseString(plan.json()).getAsJsonObject();
        assertThat(json.getAsJsonArray("steps").size()).isEqualTo(plan.steps().size());
        JsonObject move = json.getAsJsonArray("steps").get(1).getAsJsonObject();
        assertThat(move.get("name").getAsString()).isEqualTo("move-interrupts");
        assertThat(move.getAsJsonArray("details").size())
                .isEqualTo(step(plan, "move-interrupts").details().size());
    }

    @Test
    void planningTouchesNothing() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        Map<String, String> before = state(node.directory());
        node.node().planBoot(BootRequest.builder().build());
        node.node().planShutdown();
        node.node().status();
        assertThat(state(node.directory())).isEqualTo(before);
        assertThat(node.changes()).isEmpty();
    }

    private static Map<String, String> state(Path directory) throws Exception {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(f -> !f.startsWith(directory.resolve(".node"))).toList()) {
                state.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.getPosixFilePermissions(file));
            }
        }
        return state;
    }

    @Test
    void aRebootKeepsTheReservationAndReplacesTheInstance() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"));
        node.node().boot(BootRequest.builder().cpus("6,4").memory("64M@1").build());
        Plan plan = node.node().planBoot(BootRequest.builder().build());
        assertThat(names(plan))
                .containsExactly(
                        "stop-irqbalance",
                        "move-interrupts",
                        "free-memory",
                        "check-build",
                        "destroy-old-0",
                        "create-os",
                        "assign-cpus",
                        "assign-memory",
                        "load-image",
                        "set-arguments",
                        "boot",
                        "await-running",
                        "irqbalance",
                        "keep-record");
        assertThat(step(plan, "assign-cpus").effect()).startsWith("assign CPUs 6,4;");
        assertThat(step(plan, "irqbalance").undo()).isEqualTo("stop it, restore its earlier bans");
        assertThat(step(plan, "move-interrupts").details()).isEmpty();
    }

    @Test
    void aShutdownGoesInTheOriginalsOrder() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"), "--overlay");
        node.node().boot(BootRequest.builder().build());
        Plan plan = node.node().planShutdown();
        assertThat(names(plan))
                .containsExactly(
                        "stop-irqbalance",
                        "destroy-os-0",
                        "release-cpus",
                        "release-memory",
                        "unload-mcctrl",
                        "clear-overlay",
                        "share-proc",
                        "share-sys",
                        "unload-ihk-smp-x86",
                        "unload-ihk",
                        "restore-interrupts",
                        "lift-bans",
                        "start-irqbalance",
                        "swappiness",
                        "forget-record");
        assertThat(step(plan, "swappiness").effect()).isEqualTo("swappiness 100 → 60");
        assertThat(step(plan, "restore-interrupts").details()).contains("interrupt 0: f3 → ff");
    }

    /** Their kernel has nodes that must be emptied first. */
    @Test
    void memoryOfOakforestIsCycled() throws Exception {
        NodeTrial node = NodeTrial.in(dir.resolve("node"), "--blocks");
        node.write("proc/sys/kernel/hostname", "c1234.ofp\n");
        Plan plan = node.node().planBoot(BootRequest.builder().build());
        assertThat(step(plan, "cycle-memory").effect())
                .isEqualTo("take memory blocks of nodes [[1]] offline and online again");
        node.write("proc/sys/kernel/hostname", "c1234x\n");
        assertThat(names(node.node().planBoot(BootRequest.builder().build()))).doesNotContain("cycle-memory");
    }
}
