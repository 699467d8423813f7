package org.mckernel.lifecycle.ihk.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.driver.MemoryChunk;
import org.mckernel.lifecycle.host.CpuMask;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.host.Topology;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.BootRequest;

/** What a request means on a node, on which something may be reserved already. */
class ResolvedRequestTest {
    private static final long MIB = 1 << 20;
    private static final IhkResources NOTHING = new IhkResources(List.of(), List.of(), List.of(), List.of(), List.of());

    @TempDir
    Path dir;

    private static Topology topology(String online) {
        return new Topology(
                CpuMask.parseList(online),
                CpuMask.parseList("0-7"),
                List.of(
                        new Topology.Numa(
                                0, CpuMask.parseList("0-3").and(CpuMask.parseList(online)), 8192 * MIB, 4096 * MIB),
                        new Topology.Numa(
                                1, CpuMask.parseList("4-7").and(CpuMask.parseList(online)), 8192 * MIB, 4096 * MIB)));
    }

    private ResolvedRequest demand(Topology topology, IhkResources held, BootRequest.Builder request) throws Exception {
        return ResolvedRequest.of(Host.inDirectory(dir), topology, held, request.build());
    }

    @Test
    void aFreshNodeGivesTheUpperHalfOfNode0() throws Exception {
        ResolvedRequest resolved = demand(topology("0-7"), NOTHING, BootRequest.builder());
        assertThat(resolved.cpus().text()).isEqualTo("2-3");
        assertThat(resolved.newCpus()).containsExactly(2, 3);
        assertThat(resolved.memory().text()).isEqualTo("512M@0");
        assertThat(resolved.newMemory().orElseThrow().text()).isEqualTo("512M@0");
        assertThat(resolved.notes()).isEmpty();
    }

    /** CPUs that were taken are not online, so mcreboot would choose others. */
    @Test
    void aSecondBootKeepsWhatIsReservedInItsOrder() throws Exception {
        IhkResources held = new IhkResources(
                List.of(0),
                List.of(),
                List.of(6, 4),
                List.of(),
                List.of(new MemoryChunk(128 * MIB, 1), new MemoryChunk(64 * MIB, 0)));
        ResolvedRequest resolved = demand(topology("0-3,5,7"), held, BootRequest.builder());
        assertThat(resolved.cpus().text()).isEqualTo("6,4");
        assertThat(resolved.newCpus()).isEmpty();
        assertThat(resolved.memory().text()).isEqualTo("all@0,all@1");
        assertThat(resolved.newMemory()).isEmpty();
    }

    @Test
    void whatIsAskedForBeyondIsTakenInAddition() throws Exception {
        IhkResources held = new IhkResources(
                List.of(), List.of(4, 6), List.of(), List.of(new MemoryChunk(128 * MIB, 1)), List.of());
        ResolvedRequest resolved = demand(
                topology("0-3,5,7"), held, BootRequest.builder().cpus("4-5").memory("256M@1,64M@0"));
        assertThat(resolved.newCpus()).containsExactly(5);
        assertThat(resolved.newMemory().orElseThrow().text()).isEqualTo("64M@0,128M@1");
        assertThat(resolved.memory().text()).isEqualTo("256M@1,64M@0");
        assertThat(resolved.notes()).containsExactly("CPUs 6 stay reserved and unused");
    }

    @Test
    void allIsNotTakenTwice() throws Exception {
        IhkResources held =
                new IhkResources(List.of(), List.of(4), List.of(), List.of(new MemoryChunk(128 * MIB, 1)), List.of());
        ResolvedRequest resolved =
                demand(topology("0-3,5-7"), held, BootRequest.builder().memory("all@1,all@0"));
        assertThat(resolved.newMemory().orElseThrow().text()).isEqualTo("all@0");
    }

    @Test
    void moreThanIsFreeIsNoted() throws Exception {
        assertThat(demand(topology("0-7"), NOTHING, BootRequest.builder().memory("5G@0"))
                        .notes())
                .singleElement()
                .asString()
                .contains("NUMA node 0 has 4 GiB free now, 5 GiB are requested");
    }

    @Test
    void whatTheNodeCannotGiveIsRefused() {
        refused(BootRequest.builder(), "cpus 0", Errno.EPERM, "CPU 0 always stays with Linux");
        refused(BootRequest.builder(), "cpus 9", Errno.EINVAL, "CPU 9 is not online (0-7 are)");
        refused(BootRequest.builder(), "memory 8G@0", Errno.ENOMEM, "of which IHK takes at most 7.6 GiB");
        refused(BootRequest.builder(), "memory 4M@2", Errno.EINVAL, "NUMA node 2 is not online; 0-1 are");
        refused(BootRequest.builder(), "map 2:0", Errno.EINVAL, "CPU 3 of McKernel's (2-3) has no receiver");
        refused(BootRequest.builder(), "map 2-3:8", Errno.EINVAL, "CPU 8 does not stay with Linux");
        refused(BootRequest.builder(), "map 1-3:0", Errno.EINVAL, "CPU 1 is not among McKernel's (2-3)");
    }

    private void refused(BootRequest.Builder builder, String option, Errno errno, String why) {
        assertThatThrownBy(() -> {
                    String value = option.substring(option.indexOf(' ') + 1);
                    switch (option.substring(0, option.indexOf(' '))) {
                        case "cpus" -> builder.cpus(value);
                        case "memory" -> builder.memory(value);
                        default -> builder.ikcMap(value);
                    }
                    demand(topology("0-7"), NOTHING, builder);
                })
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.errno()).isEqualTo(errno))
                .hasMessageContaining(why);
    }

    @Test
    void oneCpuMustStayWithLinux() {
        assertThatThrownBy(() ->
                        demand(topology("1-2"), NOTHING, BootRequest.builder().cpus("1-2")))
                .hasMessageContaining("no CPU would stay with Linux");
        assertThatThrownBy(() -> demand(topology("0"), NOTHING, BootRequest.builder()))
                .hasMessageContaining("no CPU available");
    }
}
