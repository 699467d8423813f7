package org.mckernel.dump.linux.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.linux.MachineDump;
import org.mckernel.dump.locate.CountingDump;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;

public class LinuxAddressSpaceTest {
    public static Stream<LinuxLayout> layouts() {
        return Stream.of(
                LinuxLayout.x86(),
                LinuxLayout.x86Kaslr(),
                LinuxLayout.x86FiveLevels(),
                LinuxLayout.arm64(0x1000, 39, 0),
                LinuxLayout.arm64(0x1000, 48, 0x5_0000),
                LinuxLayout.arm64(0x10000, 42, 0),
                LinuxLayout.arm64(0x10000, 48, 0x5_0000));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void translatesTextAndDirectMap(LinuxLayout layout) throws Exception {
        assertTranslates(LinuxMachine.boot(layout, "5.14.0-1"));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void findsPhysBaseWhereVmcoreinfoLacksIt(LinuxLayout layout) throws Exception {
        assertTranslates(LinuxMachine.boot(layout, "4.4.0-1"));
    }

    private static void assertTranslates(LinuxMachine machine) throws Exception {
        LinuxLayout layout = machine.layout();
        LinuxAddressSpace space = LinuxAddressSpace.of(MachineDump.of(machine));
        long inRam = layout.ramStart() + 0x250_0123;
        assertThat(space.translate(layout.direct(inRam)).physical()).isEqualTo(inRam);
        assertThat(space.translate(layout.kernelVirtual() + 0x777).physical())
                .isEqualTo(layout.kernelPhysical() + 0x777);
        assertThat(space.describe())
                .contains(
                        layout.vaBits() == 57
                                ? "5-level"
                                : machine.layout().processor().name().equals("X86_64")
                                        ? "4-level"
                                        : "VA " + layout.vaBits());
    }

    /** Memory far above costs a look at each of its pieces, not one at each place below it. */
    @Test
    void guessesOfPhysBaseGrowWithPresentMemory() throws Exception {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86Kaslr(), "4.4.0-1");
        machine.memory().fate(machine.tables().root(), 0x1000, Fate.EXCLUDED);
        CountingDump near = new CountingDump(MachineDump.of(machine));
        assertThatThrownBy(() -> LinuxAddressSpace.of(near)).hasMessageContaining("phys_base is not in VMCOREINFO");

        machine.memory().ram(1L << 40, 0x1000);
        CountingDump far = new CountingDump(MachineDump.of(machine));
        assertThatThrownBy(() -> LinuxAddressSpace.of(far)).hasMessageContaining("phys_base is not in VMCOREINFO");

        assertThat(far.questions()).isBetween(near.questions(), near.questions() + 8);
    }

    @Test
    void findsPhysBaseAboveALargeGap() throws Exception {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86Kaslr(), "4.4.0-1");
        machine.memory().ram(1L << 40, 0x1000);
        assertTranslates(machine);
    }

    @Test
    void findsTablesFromOtherSources() throws Exception {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86(), "5.14.0-1");
        LinuxAddressSpace space = LinuxAddressSpace.of(
                new MachineDump(machine, false),
                name -> machine.has(name) ? OptionalLong.of(machine.address(name)) : OptionalLong.empty());
        assertThat(space.root()).isEqualTo(machine.tables().root());
    }

    @Test
    void reportsOptionsWithoutVmcoreinfo() {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86(), "5.14.0-1");
        assertThatThrownBy(() -> LinuxAddressSpace.of(new MachineDump(machine, false)))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContainingAll("VMCOREINFO", "--vmlinux", "-k", "--page-set");
    }

    @Test
    void reportsExcludedTopTable() {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86Kaslr(), "5.14.0-1");
        machine.memory().fate(machine.tables().root(), 0x1000, Fate.EXCLUDED);
        assertThatThrownBy(() -> LinuxAddressSpace.of(MachineDump.of(machine)))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("is excluded");
    }

    @Test
    void refusesTablesThatDoNotMapTheText() {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86Kaslr(), "5.14.0-1");
        machine.vmcoreinfo("NUMBER(phys_base)", "4096");
        assertThatThrownBy(() -> LinuxAddressSpace.of(MachineDump.of(machine)))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("not usable");
    }

    @Test
    void refusesAnImpossiblePageSize() {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.arm64(0x1000, 48, 0), "5.14.0-1");
        machine.vmcoreinfo("PAGESIZE", "12345");
        assertThatThrownBy(() -> LinuxAddressSpace.of(MachineDump.of(machine)))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("12345");
    }
}
