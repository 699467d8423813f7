package org.mckernel.dump.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.linux.IhkModule.Options;
import org.mckernel.dump.linux.memory.LinuxAddressSpaceTest;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.linux.module.ModuleLayout;
import org.mckernel.dump.linux.module.ModuleSections;
import org.mckernel.testdumps.linux.BtfWriter;
import org.mckernel.testdumps.linux.KallsymsWriter;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.linux.ModuleListWriter;
import org.mckernel.testdumps.linux.ModuleListWriter.Fault;
import org.mckernel.testdumps.linux.ModuleShape;
import org.mckernel.testdumps.linux.Processor;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;

class IhkModuleTest {
    private static final List<String> RELEASES =
            List.of("3.10.0-1160", "4.18.0-553", "6.1.0-56", "6.6.0", "6.14.0", "7.0.0");

    static Stream<Arguments> machines() {
        return LinuxAddressSpaceTest.layouts()
                .flatMap(layout -> RELEASES.stream().map(r -> Arguments.of(layout, r)));
    }

    private static LinuxMachine machine(LinuxLayout layout, String release) {
        return LinuxMachine.boot(layout, release);
    }

    private static ModuleListWriter modules(LinuxMachine machine) {
        boolean x86 = machine.layout().processor() == Processor.X86_64;
        return new ModuleListWriter(ModuleShape.of(machine.release()))
                .module("virtio_net")
                .ihk(x86 ? "ihk_smp_x86_64" : "ihk_smp_arm64")
                .module("loop");
    }

    private static MachineDump dump(LinuxMachine machine, ModuleListWriter modules) {
        modules.writeTo(machine);
        if (machine.has("dump_page_set_addr")) {
            machine.writeLongs(machine.address("dump_page_set_addr"), pageSet(machine));
            machine.writeLongs(machine.address("dump_bootstrap_mem_start"), machine.firstFree());
        }
        KallsymsWriter.of(machine).writeTo(machine, true);
        return MachineDump.of(machine);
    }

    private static long pageSet(LinuxMachine machine) {
        return machine.layout().direct(machine.layout().ramStart() + 0x19_8358);
    }

    private static void assertFound(MachineDump dump, IhkVariables found) {
        LinuxMachine machine = dump.machine();
        assertThat(found.booted()).isTrue();
        assertThat(found.dumpPageSetVirtual()).isEqualTo(pageSet(machine));
        assertThat(found.dumpPageSetPhysical()).isEqualTo(machine.layout().ramStart() + 0x19_8358);
        assertThat(found.bootstrapStart()).isEqualTo(machine.firstFree());
        if (machine.layout().processor() == Processor.AARCH64) {
            assertThat(found.linuxPhysicalStart()).hasValue(machine.layout().directPhysical());
        }
    }

    @ParameterizedTest
    @MethodSource("machines")
    void findsVariablesWithDumpOnly(LinuxLayout layout, String release) throws Exception {
        LinuxMachine machine = machine(layout, release);
        MachineDump dump = dump(machine, modules(machine));
        assertFound(dump, IhkModule.find(dump, Options.none()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.10.0-1160", "6.1.0-56", "6.14.0"})
    void typesMatchProbedLayout(String release) throws Exception {
        LinuxMachine machine = machine(LinuxLayout.x86Kaslr(), release);
        ModuleShape.of(machine.release())
                .describe(new BtfWriter().everyOtherKind())
                .writeTo(machine);
        MachineDump dump = dump(machine, modules(machine));
        LinuxKernel kernel = LinuxKernel.of(dump, Optional.empty(), new ArrayList<>());
        long module = kernel.modules().get("ihk_smp_x86_64");
        ModuleLayout typed = kernel.layout(1, module).orElseThrow();
        assertThat(typed.symbolPlaces().getFirst().read(kernel.memory(), module).address("dump_page_set_addr"))
                .hasValue(machine.address("dump_page_set_addr"));
        assertThat(ModuleSections.read(kernel.memory(), module, typed.sections()))
                .containsEntry(
                        ".bss",
                        machine.address("dump_page_set_addr") - ModuleListWriter.VARIABLES.get("dump_page_set_addr"));
    }

    @Test
    void reportsThatNoMcKernelWasBooted() throws Exception {
        LinuxMachine machine = machine(LinuxLayout.x86(), "6.1.0");
        MachineDump dump = dump(machine, modules(machine));
        machine.writeLongs(machine.address("dump_page_set_addr"), 0);
        assertThat(IhkModule.find(dump, Options.none()).booted()).isFalse();
    }

    @Test
    void acceptsTheModulesOldName() throws Exception {
        LinuxMachine machine = machine(LinuxLayout.x86(), "6.1.0");
        MachineDump dump = dump(machine, new ModuleListWriter(ModuleShape.V6_1).ihk("ihk_smp_x86"));
        assertThat(IhkModule.find(dump, Options.none()).module()).isEqualTo("ihk_smp_x86");
    }

    @Test
    void reportsModuleNotLoaded() {
        LinuxMachine machine = machine(LinuxLayout.x86(), "6.1.0");
        MachineDump dump = dump(machine, new ModuleListWriter(ModuleShape.V6_1).module("loop"));
        assertFails(dump, "ihk_smp_x86_64 or ihk_smp_x86", "1 loaded modules", "-k");
    }

    @Test
    void asksForTheModulesFileWhenLinuxKeepsNoDataSymbols() {
        LinuxMachine machine = machine(LinuxLayout.x86(), "6.1.0");
        assertFails(
                dump(machine, modules(machine).withoutDataSymbols()),
                "no symbol dump_page_set_addr",
                "--module-object");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void endsWithOneLineOnDamage(Fault fault) {
        LinuxMachine machine = machine(LinuxLayout.x86(), "6.1.0");
        assertFails(dump(machine, modules(machine).fault(fault)), "--page-set");
    }

    @Test
    void reportsExcludedVariablesPage() {
        LinuxMachine machine = machine(LinuxLayout.x86(), "6.1.0");
        MachineDump dump = dump(machine, modules(machine));
        long physical = machine.tables().physical(machine.address("dump_page_set_addr"));
        machine.memory().fate(physical & -0x1000, 0x1000, Fate.EXCLUDED);
        assertFails(dump, "dump_page_set_addr", "is excluded", "--page-set");
    }

    private static void assertFails(MachineDump dump, String... words) {
        assertThatThrownBy(() -> IhkModule.find(dump, Options.none()))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
    }
}
