package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.symbol.KernelImage;

/** Variables, structures and addresses of the captured practice kernel, as gdb saw them. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class KernelDataTest {
    private static final long LARGE_PAGE = 2 << 20;

    @Parameter
    PracticeMachine machine;

    @TempDir
    Path dir;

    private KernelData data() {
        return machine.data();
    }

    @Test
    void variablesAreWhatGdbSaw() throws Exception {
        int compared = 0;
        for (String name : machine.seen().getAsJsonObject("variables").keySet()) {
            if (!name.matches("\\w+")) {
                continue;
            }
            compared++;
            if (name.equals("num_processors")) {
                assertThat(data().variable32(name)).isEqualTo(4);
            } else {
                assertThat(data().variable(name)).as(name).isEqualTo(machine.variable(name));
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(7);
    }

    @Test
    void symbolsAndSizesAreWhatGdbSaw() throws Exception {
        KernelData data = data();
        for (String name : machine.seen().getAsJsonObject("addresses").keySet()) {
            assertThat(data.symbol(name).value())
                    .as(name)
                    .isEqualTo(PracticeMachine.number(machine.seen()
                            .getAsJsonObject("addresses")
                            .get(name)
                            .getAsString()));
        }
        for (String structure : new String[] {"thread", "process", "cpu_local_var", "vm_range", "smp_boot_param"}) {
            assertThat(data.size(structure)).as(structure).isEqualTo(machine.size(structure));
        }
        assertThat(data.memberSize("process_hash", "list")).isEqualTo(73 * 16);
        assertThat(data.offset("process", "saved_cmdline")).isEqualTo(992);
        assertThat(data.findOffset("process", "saved_cmdline")).hasValue(992);
        assertThat(data.layouts().source()).isEqualTo("debug information");
        assertThat(data.limitations()).isEmpty();
        assertThat(data.kernelBase()).isEqualTo(machine.kernelBase());
        assertThat(data.image()).isSameAs(machine.image());
        assertThat(data.architecture()).isEqualTo(machine.image().architecture());
    }

    @Test
    void everyRangeOfAddressesTranslatesAsThePageTablesDo() throws Exception {
        KernelData data = data();
        String fourth = machine == PracticeMachine.X86_64 ? "init_pt" : "locals";
        for (long address : new long[] {
            data.variable("clv"),
            data.variable(fourth),
            data.symbol("_head").value(),
            data.symbol("memory_nodes").value()
        }) {
            assertThat(data.space().translate(address).physical())
                    .as("0x%x", address)
                    .isEqualTo(data.space()
                            .tables()
                            .orElseThrow()
                            .translate(address)
                            .physical());
        }
        assertThat(data.space().explain(data.variable("kmsg_buf")).range()).isEqualTo("page tables");
        assertThat(data.space().translate(data.variable("boot_param")).physical())
                .isEqualTo(data.variable("boot_param_pa"));
    }

    @Test
    void theImageIsWholeLargePages() throws Exception {
        KernelData data = data();
        long start = data.symbol("_head").value() & -LARGE_PAGE;
        long length = data.space().ranges().getFirst().length();

        assertThat(length).isEqualTo(LARGE_PAGE);
        assertThat(data.inImage(start)).isTrue();
        assertThat(data.inImage(data.symbol("_end").value() - 1)).isTrue();
        assertThat(data.inImage(start + length - 1)).isTrue();
        assertThat(data.inImage(start + length)).isFalse();
        assertThat(data.inImage(start - 1)).isFalse();
    }

    @Test
    void aUsersTableIsNamedByItsAddressSpace() throws Exception {
        KernelData data = data();
        long vm = machine.kernel().processes().byPid(301).orElseThrow().vm().orElseThrow();
        long space = data.virtual().i64(vm + data.offset("process_vm", "address_space"));
        long name = data.virtual().i64(space + data.offset("address_space", "page_table"));

        long table = machine == PracticeMachine.X86_64
                ? machine.physical(name)
                : data.virtual().i64(name + 8);
        assertThat(data.userTable(name)).isEqualTo(table);
    }

    @Test
    void whatTheImageLacksIsNamed() {
        KernelData data = data();
        String image = machine.image().name();

        assertThatThrownBy(() -> data.symbol("nothing"))
                .isInstanceOf(KernelDataException.class)
                .hasMessage(image + " has no symbol nothing");
        assertThatThrownBy(() -> data.variable("nothing")).hasMessage(image + " has no symbol nothing");
        assertThatThrownBy(() -> data.variable32("nothing")).hasMessage(image + " has no symbol nothing");
        assertThatThrownBy(() -> data.size("nothing"))
                .isInstanceOf(KernelDataException.class)
                .hasMessage(image + ": its debug information lacks struct nothing");
        assertThatThrownBy(() -> data.offset("thread", "nothing"))
                .hasMessage(image + ": its debug information lacks struct thread.nothing");
        assertThatThrownBy(() -> data.memberSize("thread", "nothing"))
                .hasMessage(image + ": its debug information lacks struct thread.nothing");
    }

    @Test
    void whatNotEveryKernelHasIsEmpty() throws Exception {
        assertThat(data().findSymbol("nothing")).isEmpty();
        assertThat(data().findSymbol("clv").orElseThrow().name()).isEqualTo("clv");
        assertThat(data().findOffset("thread", "nothing")).isEmpty();
    }

    @Test
    void aVariableThatIsAbsentIsNamed() {
        long clv = machine.symbol("clv");
        long count = machine.symbol("num_processors");
        KernelData data = machine.data(machine.changed().absent(clv, 8).absent(count, 4));

        assertThatThrownBy(() -> data.variable("clv"))
                .isInstanceOf(KernelDataException.class)
                .hasMessage("the variable clv: physical address 0x%x is excluded".formatted(clv));
        assertThatThrownBy(() -> data.variable32("num_processors"))
                .isInstanceOf(KernelDataException.class)
                .hasMessage("the variable num_processors: physical address 0x%x is excluded".formatted(count));
    }

    @Test
    void withoutItsTablesTheKernelIsKnownByItsLinearRanges() throws Exception {
        String name = machine == PracticeMachine.X86_64 ? "init_pt" : "swapper_page_table";
        int at = machine == PracticeMachine.X86_64 ? 0 : 8;
        long root = machine.symbol(name) + at;
        KernelData data = machine.data(machine.changed().absent(root, 8));

        assertThat(data.space().tables()).isEmpty();
        assertThat(data.limitations())
                .containsExactly(
                        "the kernel's page tables are unknown: physical address 0x%x is excluded".formatted(root));
        assertThat(data.space().translate(machine.thread(301)).physical())
                .isEqualTo(machine.physical(machine.thread(301)));
    }

    /** Only x86_64 maps Linux's memory, where a variable says. */
    @ParameterizedTest
    @ValueSource(longs = {0, 0x10_0000_0000L, 0xffff_8880_0000_1000L})
    void linuxsMapBeginsWhereAMapCan(long base) {
        if (machine == PracticeMachine.AARCH64) {
            assertThat(data().space().ranges()).hasSize(2);
            return;
        }
        KernelData data = machine.data(machine.changed().longs(machine.symbol("linux_page_offset_base"), base));

        assertThat(data().space().ranges()).hasSize(3);
        assertThat(data.space().ranges()).hasSize(2);
        assertThat(data.limitations())
                .containsExactly(
                        "Linux's direct map is unknown: linux_page_offset_base is 0x%x, which is not a valid start"
                                .formatted(base));
    }

    @Test
    void withoutDebugInformationTheTableOfConstantsIsUsed() throws Exception {
        try (KernelImage image =
                ChangedImage.of(machine).withoutDebugInformation().open(dir)) {
            KernelData data = machine.data(image, machine.memory());

            assertThat(data.layouts().source()).isEqualTo("debug_constants");
            assertThat(data.offset("thread", "tid")).isEqualTo(20);
            assertThatThrownBy(() -> data.offset("thread", "vm"))
                    .hasMessage(image.name() + ": its debug_constants lacks struct thread.vm");
            assertThatThrownBy(() -> data.memberSize("thread", "tid"))
                    .hasMessage(image.name() + ": its debug_constants lacks struct thread.tid");
            assertThat(new McKernel(data).threads().byTid(301).orElseThrow().address())
                    .isEqualTo(machine.thread(301));
        }
    }

    @Test
    void anImageThatDescribesNothingIsRefused() throws Exception {
        try (KernelImage image = ChangedImage.of(machine)
                .withoutDebugInformation()
                .rename("debug_constants", "xebug_constants")
                .open(dir)) {
            assertThatThrownBy(() -> new KernelData(image, machine.memory(), machine.kernelBase(), 0))
                    .isInstanceOf(KernelDataException.class)
                    .hasMessage(image.name() + " has neither debug information (DWARF) nor a debug_constants table");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_head", "_end"})
    void anImageWithoutItsEndsIsRefused(String symbol) throws Exception {
        try (KernelImage image = ChangedImage.of(machine)
                .rename(symbol, "x" + symbol.substring(1))
                .open(dir)) {
            assertThatThrownBy(() -> new KernelData(image, machine.memory(), machine.kernelBase(), 0))
                    .isInstanceOf(KernelDataException.class)
                    .hasMessage(image.name() + " has no symbol " + symbol);
        }
    }

    /** The assembler marks code and data with symbols that are no names ($x, $d). */
    @Test
    void marksOfTheAssemblerNameNothing() throws Exception {
        KernelImage image = machine.image();

        assertThat(image.symbols().names("$", 9)).isEmpty();
        assertThat(image.symbols()
                        .nearest(image.symbols()
                                        .find("debug_constants")
                                        .orElseThrow()
                                        .value()
                                + 8)
                        .orElseThrow()
                        .name())
                .isEqualTo("debug_constants");
    }
}
