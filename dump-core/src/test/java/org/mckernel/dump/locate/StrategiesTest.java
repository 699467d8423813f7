package org.mckernel.dump.locate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.mckernel.McKernelMachine;

/** Each strategy alone finds the correct location on every layout. */
class StrategiesTest {
    private static final String LAYOUTS = "org.mckernel.dump.locate.OpenedMachine#layouts";

    @TempDir
    Path dir;

    @ParameterizedTest
    @MethodSource(LAYOUTS)
    void imageThroughLinuxsTables(LinuxLayout layout) throws Exception {
        try (OpenedMachine opened = OpenedMachine.of(OpenedMachine.on(layout).boot(), dir);
                McKernelImage image = opened.image()) {
            McKernelLocation found = new ImageStrategy().locate(opened.request(image));
            assertTrue(found, "image", opened.machine());
            assertThat(found.evidence())
                    .anyMatch(line -> line.startsWith("Linux maps 0x"))
                    .anyMatch(line -> line.contains("text equal but for 8 bytes"));
        }
    }

    @ParameterizedTest
    @MethodSource(LAYOUTS)
    void findsImageByProbing(LinuxLayout layout) throws Exception {
        try (OpenedMachine opened = OpenedMachine.of(
                        OpenedMachine.on(layout).linuxDoesNotMapImage().boot(), dir);
                McKernelImage image = opened.image()) {
            McKernelLocation found = new ImageStrategy().locate(opened.request(image));
            assertTrue(found, "image", opened.machine());
            assertThat(found.evidence())
                    .anyMatch(line -> line.matches("image .*: 1 of \\d+ probes"))
                    .noneMatch(line -> line.startsWith("Linux maps"));
        }
    }

    @ParameterizedTest
    @MethodSource(LAYOUTS)
    void symbols(LinuxLayout layout) throws Exception {
        try (OpenedMachine opened = OpenedMachine.of(OpenedMachine.on(layout).boot(), dir)) {
            assertTrue(new SymbolsStrategy().locate(opened.request()), "symbols", opened.machine());
        }
    }

    static void assertTrue(McKernelLocation found, String strategy, McKernelMachine machine) {
        assertThat(found.strategy()).isEqualTo(strategy);
        assertThat(found.kernelBase()).isEqualTo(machine.kernelBase());
        assertThat(found.pageSet().orElseThrow().address()).isEqualTo(machine.pageSetAddress());
        assertThat(found.pageSet().orElseThrow().maps()).hasSameSizeAs(machine.chunks());
        assertThat(found.physStart()).isEqualTo(machine.linux().layout().directPhysical());
        assertThat(found.bootParam().orElseThrow().address()).isEqualTo(machine.bootParam());
        assertThat(found.evidence()).isNotEmpty().noneMatch(line -> line.startsWith("warning"));
    }
}
