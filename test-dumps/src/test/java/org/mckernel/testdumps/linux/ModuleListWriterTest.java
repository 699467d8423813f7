package org.mckernel.testdumps.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.linux.ModuleListWriter.Fault;

class ModuleListWriterTest {
    private final LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86Kaslr(), "6.1.0");

    @Test
    void listLeadsThroughAllModulesAndBack() {
        write(ModuleShape.V6_1, null);

        assertThat(walk(5)).containsExactly("mcctrl", "ihk_smp_x86_64", "ext4", "(head)", "mcctrl");
        long head = machine.address("modules");
        assertThat(word(head + 8)).isEqualTo(machine.address("ext4:__this_module") + 8);
    }

    @Test
    void kallsymsOfTheModuleHasTheVariables() {
        write(ModuleShape.V6_1, null);
        long kallsyms = word(machine.address("ihk_smp_x86_64:__this_module") + 544);
        long symtab = word(kallsyms);
        long strtab = word(kallsyms + 16);

        assertThat(word(kallsyms + 8)).isEqualTo(5);
        assertThat(string(strtab + (int) word(symtab + 3 * 24))).isEqualTo("dump_bootstrap_mem_start");
        assertThat(word(symtab + 3 * 24 + 8)).isEqualTo(machine.address("dump_bootstrap_mem_start"));
        assertThat(string(strtab + (int) word(symtab + 4 * 24))).isEqualTo("dump_page_set_addr");
    }

    @Test
    void oldModulesPointAtTheirTableThemselves() {
        write(ModuleShape.V3_10, null);
        long module = machine.address("ihk_smp_x86_64:__this_module");

        assertThat((int) word(module + 400 + 16)).isEqualTo(5);
        assertThat(string(word(module + 400 + 24) + (int) word(word(module + 400) + 24)))
                .isEqualTo("ihk_smp_x86_64_init");
    }

    @Test
    void countedSectionsHaveTheirAddress() {
        write(ModuleShape.V6_4, null);
        long attributes = word(machine.address("ihk_smp_x86_64:__this_module") + 920);

        assertThat(word(attributes + 40)).isEqualTo(4);
        long bss = attributes + 48 + 3 * 72;
        assertThat(string(word(bss))).isEqualTo(".bss");
        assertThat(word(bss + 64) + 0x48).isEqualTo(machine.address("dump_page_set_addr"));
    }

    @Test
    void newSectionsHaveItInThePrivateWord() {
        write(ModuleShape.V6_14, null);
        long pointers = word(word(machine.address("ihk_smp_x86_64:__this_module") + 928) + 32);

        assertThat(word(pointers + 8 * 4)).isZero();
        long bss = word(pointers + 8 * 3);
        assertThat(string(word(bss))).isEqualTo(".bss");
        assertThat(word(bss + 24)).isEqualTo(machine.address("ihk_smp_x86_64:.bss"));
    }

    @Test
    void withoutDataSymbolsOnlyFunctionsAreLeft() {
        writer(ModuleShape.V6_1).withoutDataSymbols().writeTo(machine);

        assertThat(word(word(machine.address("ihk_smp_x86_64:__this_module") + 544) + 8))
                .isEqualTo(3);
    }

    @Test
    void cycleNeverComesBackToTheHead() {
        write(ModuleShape.V6_1, Fault.CYCLE);

        assertThat(walk(8))
                .containsExactly(
                        "mcctrl",
                        "ihk_smp_x86_64",
                        "ext4",
                        "mcctrl",
                        "ihk_smp_x86_64",
                        "ext4",
                        "mcctrl",
                        "ihk_smp_x86_64");
    }

    @Test
    void brokenListLeadsNowhere() {
        write(ModuleShape.V6_1, Fault.UNMAPPED_NEXT);

        assertThat(word(machine.address("mcctrl:__this_module") + 8)).isEqualTo(ModuleListWriter.UNMAPPED);
    }

    @Test
    void absurdCountIsOnlyTheIhkModules() {
        write(ModuleShape.V6_1, Fault.ABSURD_SYMBOL_COUNT);

        assertThat(word(word(machine.address("ihk_smp_x86_64:__this_module") + 544) + 8))
                .isEqualTo(2_000_000_000);
        assertThat(word(word(machine.address("ext4:__this_module") + 544) + 8)).isEqualTo(3);
    }

    @Test
    void runningMachinesOfEveryAgeComeUp() {
        for (String release : List.of(
                "3.10.0-1160.el7.x86_64",
                "4.18.0-305.el8.x86_64",
                "6.1.0-56-cloud-amd64",
                "6.12.0",
                "6.18.0",
                "7.0.0")) {
            LinuxMachine running = LinuxMachine.running(LinuxLayout.x86FiveLevels(), release);
            assertThat(running.vmcoreinfo())
                    .contains(
                            "OSRELEASE=" + release + "\n",
                            "PAGESIZE=4096\n",
                            "KERNELOFFSET=1c000000\n",
                            "SYMBOL(swapper_pg_dir)=");
            assertThat(running.has("__start_BTF")).isEqualTo(!release.matches("[34].*"));
            assertThat(running.vmcoreinfo().contains("kallsyms_names")).isEqualTo(release.matches("[67].*"));
        }
        // 0x1200000 - (0x1000000 + 0x1c000000).
        assertThat(LinuxMachine.running(LinuxLayout.x86Kaslr(), "5.14.0").vmcoreinfo())
                .contains("NUMBER(phys_base)=-467664896\n", "NUMBER(pgtable_l5_enabled)=0\n");
        assertThat(LinuxMachine.running(LinuxLayout.arm64(0x10000, 48, 0), "5.14.0")
                        .vmcoreinfo())
                .contains("NUMBER(VA_BITS)=48\n", "NUMBER(PHYS_OFFSET)=0x40000000\n", "NUMBER(TCR_EL1_T1SZ)=0x10\n");
    }

    private void write(ModuleShape shape, Fault fault) {
        writer(shape).fault(fault).writeTo(machine);
    }

    private static ModuleListWriter writer(ModuleShape shape) {
        return new ModuleListWriter(shape)
                .module("mcctrl")
                .ihk("ihk_smp_x86_64")
                .module("ext4");
    }

    private List<String> walk(int steps) {
        long head = machine.address("modules");
        List<String> names = new ArrayList<>();
        for (long at = word(head); names.size() < steps; at = word(at)) {
            names.add(at == head ? "(head)" : string(at + 16));
        }
        return names;
    }

    private long word(long virtual) {
        long physical = machine.tables().physical(virtual);
        return ByteBuffer.wrap(machine.memory().read(physical, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    private String string(long virtual) {
        String text = new String(machine.memory().read(machine.tables().physical(virtual), 40), US_ASCII);
        return text.substring(0, text.indexOf('\0'));
    }
}
