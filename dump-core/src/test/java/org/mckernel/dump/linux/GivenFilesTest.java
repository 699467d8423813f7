package org.mckernel.dump.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.linux.IhkModule.Options;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.testdumps.linux.BtfWriter;
import org.mckernel.testdumps.linux.KallsymsWriter;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.linux.ModuleListWriter;
import org.mckernel.testdumps.linux.ModuleShape;

/** The use of a vmlinux and a module's object file where the dump is not sufficient. */
class GivenFilesTest {
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

    private IhkVariables find(MachineDump dump, Path vmlinux, Path object) throws LinuxSideException {
        return IhkModule.find(dump, new Options(Optional.ofNullable(vmlinux), Optional.ofNullable(object)));
    }

    @Test
    void vmlinuxRelocatesSymbolsOfMovedKernel() throws Exception {
        IhkVariables found = find(MachineDump.of(machine), vmlinux(0), null);
        assertThat(found.dumpPageSetPhysical()).isEqualTo(0x19_8358);
        assertThat(found.bootstrapStart()).isEqualTo(machine.firstFree());
    }

    @Test
    void messageRequestsVmlinux() {
        assertThatThrownBy(() -> find(MachineDump.of(machine), null, null))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContainingAll("kallsyms", "--vmlinux");
    }

    @Test
    void vmlinuxReplacesVmcoreinfoOfUnmovedKernel() throws Exception {
        boot(LinuxLayout.x86(), "4.18.0-553");
        new ModuleListWriter(ModuleShape.V6_1).ihk("ihk_smp_x86_64").writeTo(machine);
        publish();
        assertThat(find(new MachineDump(machine, false), vmlinux(0), null).dumpPageSetPhysical())
                .isEqualTo(0x19_8358);
    }

    @Test
    void refusesTheVmlinuxOfAnotherKernel() throws Exception {
        Path other = vmlinux(0x1000);
        assertThatThrownBy(() -> find(MachineDump.of(machine), other, null))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("is not the dumped kernel");
    }

    @Test
    void reportsMissingFile() {
        Path absent = directory.resolve("absent");
        assertThatThrownBy(() -> find(MachineDump.of(machine), absent, null))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("absent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.10.0-1160", "6.1.0-56", "6.6.0", "6.14.0"})
    void moduleObjectLocatesVariablesWithoutSymbols(String release) throws Exception {
        MachineDump dump = withoutDataSymbols(release);
        Map<String, Long> variables = new HashMap<>();
        ModuleListWriter.VARIABLES.forEach((name, offset) -> variables.put(name, (long) offset));
        Path object = TinyElf.write(directory.resolve("ihk.ko"), variables);
        IhkVariables found = find(dump, null, object);
        assertThat(found.dumpPageSetPhysical()).isEqualTo(0x19_8358);
        assertThat(found.evidence()).anyMatch(line -> line.contains("section addresses"));
    }

    @Test
    void reportsWrongModuleObject() throws Exception {
        MachineDump dump = withoutDataSymbols("6.1.0-56");
        Path object = TinyElf.write(directory.resolve("other.ko"), Map.of("unrelated", 0L));
        assertThatThrownBy(() -> find(dump, null, object))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContainingAll("other.ko", "dump_page_set_addr");
    }

    private MachineDump withoutDataSymbols(String release) {
        boot(LinuxLayout.x86Kaslr(), release);
        ModuleShape shape = ModuleShape.of(machine.release());
        shape.describe(new BtfWriter()).writeTo(machine);
        new ModuleListWriter(shape).ihk("ihk_smp_x86_64").withoutDataSymbols().writeTo(machine);
        publish();
        KallsymsWriter.of(machine).writeTo(machine, true);
        return MachineDump.of(machine);
    }
}
