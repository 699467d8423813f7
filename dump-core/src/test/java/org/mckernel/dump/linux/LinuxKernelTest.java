package org.mckernel.dump.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.linux.IhkModule.Options;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.testdumps.linux.KallsymsWriter;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.linux.ModuleListWriter;
import org.mckernel.testdumps.linux.ModuleShape;

/** What a vmlinux adds where the dump does not say enough. */
class LinuxKernelTest {
    @TempDir
    private Path directory;

    private LinuxMachine machine;

    @BeforeEach
    void bootWithoutKallsyms() {
        boot(LinuxLayout.x86Kaslr(), "4.18.0-553");
        new ModuleListWriter(ModuleShape.V6_1).ihk("ihk_smp_x86_64").writeTo(machine);
        publish();
    }

    private void boot(LinuxLayout layout, String release) {
        machine = LinuxMachine.boot(layout, release);
    }

    private void publish() {
        machine.writeLongs(
                machine.address("dump_page_set_addr"), machine.layout().direct(0x19_8358));
        machine.writeLongs(machine.address("dump_bootstrap_mem_start"), machine.firstFree());
    }

    private Path vmlinux(long moved) throws Exception {
        Map<String, Long> linked = new HashMap<>();
        machine.symbols()
                .forEach((name, at) -> linked.put(name, at - machine.layout().slide() + moved));
        return TinyElf.write(directory.resolve("vmlinux"), linked);
    }

    private IhkVariables find(MachineDump dump, Path vmlinux) throws LinuxSideException {
        return IhkModule.find(dump, new Options(Optional.ofNullable(vmlinux), Optional.empty()));
    }

    @Test
    void vmlinuxNamesTheSymbolsOfAMovedKernel() throws Exception {
        IhkVariables found = find(MachineDump.of(machine), vmlinux(0));
        assertThat(found.dumpPageSetPhysical()).isEqualTo(0x19_8358);
        assertThat(found.bootstrapStart()).isEqualTo(machine.firstFree());
    }

    @Test
    void withoutItTheMessageAsksForIt() {
        assertThatThrownBy(() -> find(MachineDump.of(machine), null))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContainingAll("kallsyms", "--vmlinux");
    }

    @Test
    void vmlinuxReplacesVmcoreinfoOfUnmovedKernel() throws Exception {
        boot(LinuxLayout.x86(), "4.18.0-553");
        new ModuleListWriter(ModuleShape.V6_1).ihk("ihk_smp_x86_64").writeTo(machine);
        publish();
        assertThat(find(new MachineDump(machine, false), vmlinux(0)).dumpPageSetPhysical())
                .isEqualTo(0x19_8358);
    }

    @Test
    void refusesTheVmlinuxOfAnotherKernel() throws Exception {
        Path other = vmlinux(0x1000);
        assertThatThrownBy(() -> find(MachineDump.of(machine), other))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("is not the dumped kernel");
    }

    @Test
    void reportsMissingFile() {
        Path absent = directory.resolve("absent");
        assertThatThrownBy(() -> find(MachineDump.of(machine), absent))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void knowsThePhysicalStartOfArm64FromItsVariable() throws Exception {
        boot(LinuxLayout.arm64(0x1000, 48, 0), "6.1.0");
        KallsymsWriter.of(machine).writeTo(machine, true);
        LinuxKernel kernel = LinuxKernel.of(MachineDump.of(machine), Optional.empty(), new ArrayList<>());

        assertThat(kernel.physicalStart()).hasValue(machine.layout().directPhysical());
    }

    @Test
    void saysWhatItFoundInOneLineEach() throws Exception {
        KallsymsWriter.of(machine).writeTo(machine, true);
        List<String> evidence = new ArrayList<>();
        LinuxKernel kernel = LinuxKernel.of(MachineDump.of(machine), Optional.empty(), evidence);

        assertThat(evidence)
                .hasSize(2)
                .allSatisfy(l -> assertThat(l).isNotBlank().doesNotContain("\n"));
        assertThat(evidence.get(1)).startsWith("kallsyms: ");
        assertThat(kernel.physicalStart()).as("x86_64 has no such variable").isEmpty();
        assertThat(kernel.modules()).containsKey("ihk_smp_x86_64");
    }
}
