package org.mckernel.dump.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.locate.NotLocatedException.Kind;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.mckernel.McKernelMachine;

class ScanStrategyTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @MethodSource("org.mckernel.dump.locate.OpenedMachine#layouts")
    void findsTheTruthOnEveryLayout(LinuxLayout layout) throws Exception {
        try (OpenedMachine opened = OpenedMachine.of(OpenedMachine.on(layout).boot(), dir)) {
            StrategiesTest.assertTrue(new ScanStrategy().locate(opened.request()), "scan", opened.machine());
        }
    }

    @Test
    void asksForTheRightOneOfTwoBootParams() throws Exception {
        McKernelMachine machine = McKernelMachine.usual();
        long copy = machine.linux().frames().allocate(0x4000);
        machine.memory().write(copy, machine.memory().read(machine.bootParam(), 0x4000));
        try (OpenedMachine opened = OpenedMachine.of(machine, dir)) {
            assertThatThrownBy(() -> new ScanStrategy().locate(opened.request()))
                    .isInstanceOfSatisfying(
                            NotLocatedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRY_NEXT))
                    .hasMessage("2 pages look like a boot_param, 0x%x and 0x%x among them; "
                                    .formatted(Math.min(copy, machine.bootParam()), Math.max(copy, machine.bootParam()))
                            + "give the right one with --boot-param");
        }
    }

    @Test
    void findsNothingWhereTheSignatureIsLost() throws Exception {
        McKernelMachine machine = McKernelMachine.usual();
        machine.memory().write(machine.bootParam(), new byte[0x1000]);
        try (OpenedMachine opened = OpenedMachine.of(machine, dir)) {
            assertThatThrownBy(() -> new ScanStrategy().locate(opened.request()))
                    .isInstanceOf(NotLocatedException.class)
                    .hasMessage("no boot_param signature in the dump's pages");
        }
    }

    @Test
    void saysWhatItSaw() throws Exception {
        McKernelMachine machine = McKernelMachine.usual();
        try (OpenedMachine opened = OpenedMachine.of(machine, dir)) {
            McKernelLocation found = new ScanStrategy().locate(opened.request());
            assertThat(new ScanStrategy().name()).isEqualTo("scan");
            assertThat(found.evidence().getFirst())
                    .isEqualTo("boot_param signature at 0x%x, the only one".formatted(machine.bootParam()));
            assertThat(found.evidence().get(1)).startsWith(machine.chunks().size() + " maps ");
            assertThat(found.container()).isEmpty();
        }
    }
}
