package org.mckernel.dump.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.address.KernelAddressSpace.LinearRange;
import org.mckernel.dump.address.KernelAddressSpace.Step;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;

class KernelAddressSpaceTest {
    private static final long STRAIGHT = 0xffff_8000_0000_0000L;
    private static final long IMAGE = 0xffff_ffff_fe80_0000L;

    private final TestSource bytes = TestSource.ofSize(0x8000);
    private final PhysicalMemory memory = new StoredMemoryBuilder()
            .stored(0, 0x8000, 0)
            .absent(0x9000, 0x1000, Presence.EXCLUDED)
            .build(bytes, 4096);
    private final LinearRange image = new LinearRange("image", IMAGE, 0x10_0000, 0x2a0_0000, true);
    private final LinearRange straight = new LinearRange("straight map", STRAIGHT, 1L << 40, 0, false);

    private KernelAddressSpace space(LinearRange... ranges) {
        return new KernelAddressSpace(memory, List.of(ranges), Optional.empty());
    }

    private static Step step(String range, long physical, long contiguous) {
        return new Step(range, new AddressSpace.Translation(physical, contiguous));
    }

    @Test
    void containsItsFirstAndLastAddress() {
        assertThat(image.contains(IMAGE)).isTrue();
        assertThat(image.contains(IMAGE + 0xf_ffff)).isTrue();
        assertThat(image.contains(IMAGE + 0x10_0000)).isFalse();
        assertThat(image.contains(IMAGE - 1)).isFalse();
        assertThat(image.contains(0)).isFalse();
        LinearRange top = new LinearRange("top", -4096, 4096, 0, true);
        assertThat(top.contains(-1)).as("ends at 2^64").isTrue();
        assertThat(top.contains(0)).isFalse();
        LinearRange half = new LinearRange("half", Long.MIN_VALUE, Long.MIN_VALUE, 0, true);
        assertThat(half.contains(-1)).as("2^63 bytes, unsigned").isTrue();
        assertThat(half.contains(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void translatesACertainRangeToItsEnd() throws Exception {
        KernelAddressSpace space = space(image);

        assertThat(space.explain(IMAGE)).isEqualTo(step("image", 0x2a0_0000, 0x10_0000));
        assertThat(space.explain(IMAGE + 0x1234)).isEqualTo(step("image", 0x2a0_1234, 0xf_edcc));
        assertThat(space.translate(IMAGE + 0xf_ffff)).isEqualTo(new AddressSpace.Translation(0x2af_ffff, 1));
        assertThat(space.ranges()).containsExactly(image);
        assertThat(space.tables()).isEmpty();
    }

    @Test
    void translatesADoubtfulRangePageByPageWhereTheDumpKnowsTheMemory() throws Exception {
        KernelAddressSpace space = space(straight);

        assertThat(space.explain(STRAIGHT + 0x1004)).isEqualTo(step("straight map", 0x1004, 0xffc));
        assertThat(space.explain(STRAIGHT + 0x1000)).isEqualTo(step("straight map", 0x1000, 0x1000));
        assertThat(space.explain(STRAIGHT + 0x9000))
                .as("excluded memory is memory")
                .isEqualTo(step("straight map", 0x9000, 0x1000));
        assertThatThrownBy(() -> space.explain(STRAIGHT + 0x8000))
                .isInstanceOf(UnmappedAddressException.class)
                .hasMessageStartingWith("virtual address 0xffff800000008000 is not mapped: in no known range");
    }

    @Test
    void endsADoubtfulRangeBeforeItsLastPagesEnd() throws Exception {
        KernelAddressSpace space = space(new LinearRange("odd", STRAIGHT, 0x1100, 0x20, false));

        assertThat(space.explain(STRAIGHT)).as("to the physical page's end").isEqualTo(step("odd", 0x20, 0xfe0));
        assertThat(space.explain(STRAIGHT + 0x1000)).as("to the range's end").isEqualTo(step("odd", 0x1020, 0x100));
    }

    @Test
    void asksRangesInOrderAndTablesLast() throws Exception {
        // 0xffff800000008000: indices 256, 0, 0, 8
        long[][] entries = {{0x1800, 0x2001}, {0x2000, 0x3001}, {0x3000, 0x4001}, {0x4040, 0x5001}};
        for (long[] entry : entries) {
            bytes.with(entry[0], StructBuilder.littleEndian().u64(entry[1]).toBytes());
        }
        PageTables tables = new PageTables(memory, PagingForm.x86(4), 0x1000, PagingForm.Half.UPPER, 0);
        LinearRange first = new LinearRange("first", STRAIGHT + 0x1000, 0x1000, 0x7000, true);
        KernelAddressSpace space = new KernelAddressSpace(memory, List.of(first, straight), Optional.of(tables));

        assertThat(space.explain(STRAIGHT + 0x1010)).isEqualTo(step("first", 0x7010, 0xff0));
        assertThat(space.explain(STRAIGHT + 0x2010)).isEqualTo(step("straight map", 0x2010, 0xff0));
        assertThat(space.explain(STRAIGHT + 0x8010))
                .as("the dump does not speak of 0x8010")
                .isEqualTo(step("page tables", 0x5010, 0xff0));
        assertThat(space.tables()).containsSame(tables);
        assertThatThrownBy(() -> space.explain(STRAIGHT + 0xa000))
                .hasMessage("virtual address 0xffff80000000a000 is not mapped: level 1 entry at 0x4050 is 0x0");
    }
}
