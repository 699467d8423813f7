package org.mckernel.dump.linux.kallsyms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;

class KallsymsTablesTest {
    private static final long BASE = 0xffff_ffff_8000_0000L;
    private static final String COMMON = """
            SYMBOL(kallsyms_names)=ffffffff80001000
            SYMBOL(kallsyms_num_syms)=ffffffff80000010
            SYMBOL(kallsyms_token_table)=ffffffff80002000
            SYMBOL(kallsyms_token_index)=ffffffff80003000
            """;
    private static final String OFFSETS = "SYMBOL(kallsyms_offsets)=ffffffff80004000\n";

    private static KallsymsTables read(String info, int count) throws LinuxSideException {
        TestSource source = TestSource.ofSize(0x1000)
                .with(0x10, StructBuilder.littleEndian().u32(count).toBytes())
                .with(0x20, StructBuilder.littleEndian().u64(BASE + 0x800).toBytes());
        KernelMemory memory = new KernelMemory(
                new StoredMemoryBuilder().stored(0, 0x1000, 0).build(source, 4096),
                v -> new AddressSpace.Translation(v - BASE, 0x1000));
        return KallsymsTables.of(memory, Vmcoreinfo.parse(info));
    }

    @Test
    void readsOffsetsWithTheirBase() throws LinuxSideException {
        KallsymsTables tables = read(COMMON + OFFSETS + "SYMBOL(kallsyms_relative_base)=ffffffff80000020\n", 1000);

        assertThat(tables)
                .isEqualTo(new KallsymsTables(
                        BASE + 0x1000,
                        1000,
                        BASE + 0x2000,
                        BASE + 0x3000,
                        BASE + 0x4000,
                        false,
                        OptionalLong.of(BASE + 0x800)));
        assertThat(tables.entry(0)).isEqualTo(BASE + 0x4000);
        assertThat(tables.entry(3)).isEqualTo(BASE + 0x400c);
    }

    @Test
    void readsAbsoluteAddresses() throws LinuxSideException {
        KallsymsTables tables = read(COMMON + "SYMBOL(kallsyms_addresses)=ffffffff80005000\n", 1);

        assertThat(tables.absolute()).isTrue();
        assertThat(tables.base()).isEmpty();
        assertThat(tables.entry(3)).isEqualTo(BASE + 0x5018);
    }

    @Test
    void prefersOffsetsWhereBothAreNamed() throws LinuxSideException {
        assertThat(read(COMMON + OFFSETS + "SYMBOL(kallsyms_addresses)=ffffffff80005000\n", 1))
                .satisfies(t -> assertThat(t.absolute()).isFalse())
                .satisfies(t -> assertThat(t.addresses()).isEqualTo(BASE + 0x4000));
    }

    @Test
    void namesWhatVmcoreinfoDoesNotName() {
        assertThatThrownBy(() -> read("", 1))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("VMCOREINFO does not name kallsyms_names, kallsyms_num_syms, kallsyms_token_table, "
                        + "kallsyms_token_index, kallsyms_offsets");
        assertThatThrownBy(() -> read(COMMON, 1)).hasMessage("VMCOREINFO does not name kallsyms_offsets");
        assertThatThrownBy(() -> read(COMMON.replace("token_index", "x") + OFFSETS, 1))
                .hasMessage("VMCOREINFO does not name kallsyms_token_index");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "16777217, 16777217", "-1, 4294967295"})
    void believesNoImpossibleCount(int count, String shown) {
        assertThatThrownBy(() -> read(COMMON + OFFSETS, count))
                .hasMessage("kallsyms_num_syms at 0xffffffff80000010: expected 1 to 16777216, found " + shown);
    }

    @Test
    void believesTheBoundsOfTheCount() throws LinuxSideException {
        assertThat(read(COMMON + OFFSETS, 1).count()).isEqualTo(1);
        assertThat(read(COMMON + OFFSETS, 1 << 24).count()).isEqualTo(1 << 24);
    }
}
