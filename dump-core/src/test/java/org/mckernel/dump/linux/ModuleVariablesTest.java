package org.mckernel.dump.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

/** What a module's object file adds where Linux keeps no symbols of its variables. */
class ModuleVariablesTest {
    @TempDir
    private Path directory;

    private LinuxMachine machine;

    private static IhkVariables find(MachineDump dump, Path object) throws LinuxSideException {
        return IhkModule.find(dump, new Options(Optional.empty(), Optional.ofNullable(object)));
    }

    @Test
    void asksForTheObjectFile() {
        MachineDump dump = withoutDataSymbols("6.1.0-56");
        assertThatThrownBy(() -> find(dump, null))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageStartingWith("module ihk_smp_x86_64: Linux keeps no symbol dump_page_set_addr of it (")
                .hasMessageEndingWith("; give --module-object X.ko, -k mckernel.img or --page-set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.10.0-1160", "6.1.0-56", "6.6.0", "6.14.0"})
    void moduleObjectPlacesVariablesThatLinuxKeepsNoSymbolsOf(String release) throws Exception {
        MachineDump dump = withoutDataSymbols(release);
        Map<String, Long> variables = new HashMap<>();
        ModuleListWriter.VARIABLES.forEach((name, offset) -> variables.put(name, (long) offset));
        Path object = TinyElf.write(directory.resolve("ihk.ko"), variables);
        IhkVariables found = find(dump, object);
        assertThat(found.dumpPageSetPhysical()).isEqualTo(0x19_8358);
        assertThat(found.evidence()).anyMatch(line -> line.contains("section addresses"));
    }

    @Test
    void saysThatTheModuleObjectIsAnother() throws Exception {
        MachineDump dump = withoutDataSymbols("6.1.0-56");
        Path object = TinyElf.write(directory.resolve("other.ko"), Map.of("unrelated", 0L));
        assertThatThrownBy(() -> find(dump, object))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContainingAll("other.ko", "dump_page_set_addr");
    }

    private MachineDump withoutDataSymbols(String release) {
        machine = LinuxMachine.boot(LinuxLayout.x86Kaslr(), release);
        ModuleShape shape = ModuleShape.of(machine.release());
        shape.describe(new BtfWriter()).writeTo(machine);
        new ModuleListWriter(shape).ihk("ihk_smp_x86_64").withoutDataSymbols().writeTo(machine);
        machine.writeLongs(
                machine.address("dump_page_set_addr"), machine.layout().direct(0x19_8358));
        machine.writeLongs(machine.address("dump_bootstrap_mem_start"), machine.firstFree());
        KallsymsWriter.of(machine).writeTo(machine, true);
        return MachineDump.of(machine);
    }
}
