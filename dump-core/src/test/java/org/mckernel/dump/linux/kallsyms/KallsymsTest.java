package org.mckernel.dump.linux.kallsyms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.linux.MachineDump;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.KernelSymbols;
import org.mckernel.dump.linux.memory.LinuxAddressSpace;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.testdumps.linux.KallsymsWriter;
import org.mckernel.testdumps.linux.KallsymsWriter.Form;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;

class KallsymsTest {
    private static final List<String> WANTED = List.of("panic", "jiffies_64", "absent");
    private final LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86Kaslr(), "6.1.0-1");

    private Kallsyms read() throws Exception {
        KernelMemory memory = memory();
        MachineDump dump = MachineDump.of(machine);
        return Kallsyms.read(
                memory,
                KallsymsTables.of(memory, dump.vmcoreinfo().orElseThrow()),
                WANTED,
                machine.address("_stext"),
                machine.release().text());
    }

    private KernelMemory memory() throws Exception {
        MachineDump dump = MachineDump.of(machine);
        return new KernelMemory(dump, LinuxAddressSpace.of(dump));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void findsAddressesInEveryForm(Form form) throws Exception {
        long jiffies = machine.kernelData("jiffies_64", new byte[8]);
        KallsymsWriter.of(machine, form).writeTo(machine, true);
        Kallsyms found = read();
        assertThat(found.address("panic")).hasValue(machine.address("panic"));
        assertThat(found.address("jiffies_64")).hasValue(jiffies);
        assertThat(found.address("absent")).isEmpty();
    }

    @Test
    void returnsAllStaticSymbolsWithSameName() throws Exception {
        KallsymsWriter.of(machine)
                .symbol('t', "panic", machine.address("_stext") + 0x900)
                .writeTo(machine, true);
        assertThat(read().addresses("panic"))
                .containsExactly(machine.address("panic"), machine.address("_stext") + 0x900);
    }

    @Test
    void readsNamesWithTwoByteLengths() throws Exception {
        String rust = "_RNv" + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".repeat(5);
        KallsymsWriter.of(machine)
                .symbol('T', uncompressible(rust), machine.address("_stext") + 0x10)
                .writeTo(machine, true);
        assertThat(read().address("panic")).hasValue(machine.address("panic"));
    }

    /** So many different pairs that the name has more than 127 tokens. */
    private static String uncompressible(String alphabet) {
        StringBuilder name = new StringBuilder();
        for (int step = 1; step < 12; step++) {
            for (int i = 0; i < 40; i++) {
                name.append(alphabet.charAt(i * step % 66));
            }
        }
        return name.toString();
    }

    @Test
    void refusesAnAbsurdCount() {
        KallsymsWriter.of(machine).countField(0x7fff_ffff).writeTo(machine, true);
        assertThatThrownBy(this::read).isInstanceOf(LinuxSideException.class).hasMessageContaining("kallsyms_num_syms");
    }

    @Test
    void refusesMoreNamesThanThereAre() {
        KallsymsWriter.of(machine).countField(1_000_000).writeTo(machine, true);
        assertThatThrownBy(this::read).isInstanceOf(LinuxSideException.class);
    }

    @Test
    void refusesAddressesThatContradictVmcoreinfo() {
        KallsymsWriter.of(machine).writeTo(machine, true);
        KernelSymbols moved = name -> OptionalLong.of(machine.address(name) + 0x1000);
        assertThatThrownBy(() -> Kallsyms.read(
                        memory(),
                        KallsymsTables.of(
                                memory(), MachineDump.of(machine).vmcoreinfo().orElseThrow()),
                        WANTED,
                        moved.address("_stext").getAsLong(),
                        ""))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("_stext");
    }
}
