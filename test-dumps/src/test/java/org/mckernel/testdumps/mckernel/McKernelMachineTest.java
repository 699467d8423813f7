package org.mckernel.testdumps.mckernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.memory.SimulatedMemory;

class McKernelMachineTest {
    private final McKernelMachine machine = McKernelMachine.usual();

    @Test
    void kernelIsInTheLargestChunkOfTheLowestNode() {
        assertThat(machine.bootstrap().start()).isEqualTo(0x2800000);
        assertThat(machine.kernelBase()).isEqualTo(0x2a00000);
        assertThat(word(machine, "x86_kernel_phys_base")).isEqualTo(0x2a00000);
        assertThat(word(machine, "boot_param_pa")).isEqualTo(machine.bootParam());
    }

    @Test
    void unalignedStartIsRoundedUpAndOneMore() {
        McKernelMachine moved = McKernelMachine.on(LinuxMachine.boot(LinuxLayout.x86(), "5.14.0"))
                .chunks(new McKernelMachine.Chunk(0x2001000, 0x7ff000, 0))
                .boot();

        assertThat(moved.kernelBase()).isEqualTo(0x2400000);
    }

    @Test
    void bootParametersLeadToThePageSetAndTheLog() {
        long param = machine.bootParam();
        assertThat(word(machine, param + 6632 + 16)).isEqualTo(machine.maps());
        assertThat(machine.pageSetAddress()).isEqualTo(param + 6632);
        assertThat(word(machine, machine.maps())).isEqualTo(0x2000000);
        assertThat(word(machine, param + 40)).isEqualTo(machine.kernelLog());
        assertThat(new String(machine.memory().read(machine.kernelLog() + 4096, 21), US_ASCII))
                .isEqualTo("IHK/McKernel started.");
    }

    @Test
    void bothKernelsMapTheImage() {
        // 0xfffffffffe801000: indices 511, 511, 500 and 1.
        long linux = table(machine, table(machine, machine.linux().tables().root() + 8 * 511) + 8 * 511) + 8 * 500;
        assertThat(table(machine, table(machine, linux) + 8)).isEqualTo(0x2a01000);
        long own = table(machine, table(machine, machine.rootTable() + 8 * 511) + 8 * 511) + 8 * 500;
        assertThat(word(machine, own) & 0xfffffff).isEqualTo(0x2a001e3);
    }

    @Test
    void ownTablesMapLinuxPagesAndTheStraightMap() {
        // MAP_FIXED 0xffff860000000000: index 268, then zeros.
        long first = table(machine, table(machine, table(machine, machine.rootTable() + 8 * 268)));
        assertThat(table(machine, first)).isEqualTo(machine.bootParam());
        assertThat(word(machine, "init_pt")).isEqualTo(0xffff800000000000L + machine.rootTable());
        // 0xffff800002800000 is the bootstrap chunk: index 256, 0, 20, a large leaf.
        long second = table(machine, table(machine, machine.rootTable() + 8 * 256));
        assertThat(word(machine, second + 8 * 20) & 0xffffff).isEqualTo(0x8001e3);
    }

    @Test
    void pagesHoldTheirAddress() {
        assertThat(word(machine, 0x2000000)).isEqualTo(0x2000000);
        assertThat(machine.memory().page(0x2003)).containsOnly(0);
        assertThat(machine.pageSet().chunks())
                .containsExactly(
                        new SimulatedMemory.Range(0x2000000, 0x400000),
                        new SimulatedMemory.Range(0x2800000, 0x800000),
                        new SimulatedMemory.Range(0x3210000, 0x5e0000));
    }

    @Test
    void moduleVariablesPointAtThePageSet() {
        LinuxMachine linux = machine.linux();
        long set = linux.tables().physical(linux.address("dump_page_set_addr"));
        long start = linux.tables().physical(linux.address("dump_bootstrap_mem_start"));

        assertThat(word(machine, set)).isEqualTo(0xffff8a7640000000L + machine.bootParam() + 6632);
        assertThat(word(machine, start)).isEqualTo(0x2800000);
    }

    @Test
    void faultsReachThePageSetInMemory() {
        McKernelMachine broken = McKernelMachine.on(LinuxMachine.boot(LinuxLayout.x86(), "6.1.0"))
                .pageSet(p -> p.completionFlag(0).clear(0x2000000, 0x400000))
                .bootParam(b -> b.chunkCountField(-1))
                .boot();

        assertThat(word(broken, broken.pageSetAddress())).isEqualTo(3L << 32);
        assertThat(word(broken, broken.maps() + 16)).isZero();
        assertThat((int) word(broken, broken.bootParam() + 6616)).isEqualTo(-1);
    }

    @Test
    void arm64BootsInEveryLayout() {
        for (int[] form : new int[][] {{0x1000, 39}, {0x1000, 48}, {0x10000, 42}, {0x10000, 48}}) {
            LinuxMachine linux = LinuxMachine.boot(LinuxLayout.arm64(form[0], form[1], 0x10000), "4.18.0-305.el8");
            McKernelMachine arm = McKernelMachine.on(linux).boot();

            long large = form[0] == 0x10000 ? 0x10000 : 0x200000;
            assertThat(arm.kernelBase()).isEqualTo(0x42800000 + large);
            assertThat(word(arm, "arm64_kernel_phys_base")).isEqualTo(arm.kernelBase());
            assertThat(word(arm, "arm64_st_phys_base")).isEqualTo(0x40000000);
            assertThat(arm.pageSetAddress()).isEqualTo(arm.bootParam() + 6624);
            assertThat(word(arm, arm.image().physical("swapper_page_table", arm.kernelBase()) + 8))
                    .isEqualTo(arm.rootTable());
        }
    }

    private static long table(McKernelMachine machine, long at) {
        return word(machine, at) & 0x000ffffffffff000L;
    }

    private static long word(McKernelMachine machine, String variable) {
        return word(machine, machine.image().physical(variable, machine.kernelBase()));
    }

    private static long word(McKernelMachine machine, long at) {
        return ByteBuffer.wrap(machine.memory().read(at, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }
}
