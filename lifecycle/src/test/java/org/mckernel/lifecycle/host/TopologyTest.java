package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyTest {
    private static final String SYSTEM = "/sys/devices/system/";

    @TempDir
    Path dir;

    private NodeDirectory directory;

    @BeforeEach
    void twoNodes() throws IOException {
        directory = new NodeDirectory(dir)
                .file(SYSTEM + "cpu/online", "0-2,4-7\n")
                .file(SYSTEM + "cpu/possible", "0-127\n")
                .file(SYSTEM + "node/online", "0,2\n")
                .file(SYSTEM + "node/node0/cpulist", "0-2\n")
                .file(SYSTEM + "node/node0/meminfo", """
                    Node 0 MemTotal:       1048576 kB
                    Node 0 MemFree:         524288 kB
                    Node 0 MemUsed:         524288 kB
                    """)
                .file(SYSTEM + "node/node2/cpulist", "\n")
                .file(SYSTEM + "node/node2/meminfo", "Node 2 MemTotal:        2097152 kB\nNode 2 MemFree: 0 kB\n");
    }

    @Test
    void readsSysfs() throws IOException {
        Topology topology = Topology.read(directory.host());
        assertThat(topology.online().list()).isEqualTo("0-2,4-7");
        assertThat(topology.possible().list()).isEqualTo("0-127");
        assertThat(topology.nodes())
                .containsExactly(
                        new Topology.Numa(0, CpuMask.of(List.of(0, 1, 2)), 1 << 30, 1 << 29),
                        new Topology.Numa(2, CpuMask.of(List.of()), 2L << 30, 0));
        assertThat(topology.nodeIds()).containsExactly(0, 2);
        assertThat(topology.node(1)).isEmpty();
        assertThat(topology.node(2).orElseThrow().total()).isEqualTo(2L << 30);
    }

    @Test
    void aKernelWithoutNumaHasOneNode() throws IOException {
        Files.delete(dir.resolve("sys/devices/system/node/online"));
        directory.file("/proc/meminfo", "MemTotal:       4096 kB\nMemFree:        1024 kB\n");
        assertThat(Topology.read(directory.host()).nodes())
                .containsExactly(new Topology.Numa(0, CpuMask.parseList("0-2,4-7"), 4 << 20, 1 << 20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu/online|garbage|expected a list of CPUs, found \"garbage\"",
                "cpu/online|5-1|expected a list of CPUs",
                "cpu/possible|0-99999|expected a list of CPUs",
                "node/node2/cpulist|-|expected a list of CPUs",
                "node/node0/meminfo|''|expected a line with MemTotal",
                "node/node0/meminfo|MemTotal: 12 kB|expected a line with MemFree",
                "node/node0/meminfo|MemTotal: 99999999999999999999 kB|expected a line with MemTotal"
            })
    void whatCannotBeBelievedIsNamed(String file, String text, String expected) throws IOException {
        directory.file(SYSTEM + file, text);
        assertThatThrownBy(() -> Topology.read(directory.host()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file)
                .hasMessageContaining(expected);
    }

    @Test
    void thisComputerReportsItsOwn() throws IOException {
        Topology topology = Topology.read(Host.real());
        assertThat(topology.online().cpus()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(topology.online().without(topology.possible()).isEmpty()).isTrue();
        assertThat(topology.nodes())
                .isNotEmpty()
                .allSatisfy(n -> assertThat(n.free()).isBetween(0L, n.total()));
    }
}
