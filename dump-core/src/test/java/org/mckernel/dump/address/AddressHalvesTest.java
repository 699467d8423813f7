package org.mckernel.dump.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.arch.PagingForm.Half;
import org.mckernel.dump.memory.PhysicalMemory;

class AddressHalvesTest {
    private static final long ROOT = 0x1000;

    /** Tables of three levels, index 1 at each, that end at the page 0x5000; the same entries for every form. */
    private static PhysicalMemory threeLevels() {
        return new TableMemory(0x8000)
                .has(0, 0x8000)
                .entry(ROOT, 1, 0x2003)
                .entry(0x2000, 1, 0x3003)
                .entry(0x3000, 1, 0x5003)
                .build();
    }

    private static final long LOW = 0x4020_1000L;
    private static final long HIGH = 0xffff_ff80_0000_0000L + LOW;

    @Test
    void aProcessesTableOnAarch64DoesNotMapTheKernelsHalf() throws Exception {
        PageTables tables = new PageTables(threeLevels(), PagingForm.arm64(0x1000, 39), ROOT, Half.LOWER, 0);

        assertThat(tables.translate(LOW + 0x10).physical()).isEqualTo(0x5010);
        assertThatThrownBy(() -> tables.translate(HIGH))
                .isInstanceOf(UnmappedAddressException.class)
                .hasMessageContaining("for the lower half of addresses (aarch64 4K VA 39)");
        assertThatThrownBy(() -> tables.walk(HIGH)).isInstanceOf(UnmappedAddressException.class);
        assertThat(tables.unknownFrom(HIGH)).isZero();
    }

    @Test
    void theKernelsTableOnAarch64DoesNotMapProgramsHalf() throws Exception {
        PageTables tables = new PageTables(threeLevels(), PagingForm.arm64(0x1000, 39), ROOT, Half.UPPER, 0);

        assertThat(tables.translate(HIGH + 0x10).physical()).isEqualTo(0x5010);
        assertThatThrownBy(() -> tables.translate(LOW))
                .isInstanceOf(UnmappedAddressException.class)
                .hasMessageContaining("for the upper half of addresses");
    }

    @ParameterizedTest
    @CsvSource({"LOWER", "UPPER"})
    void oneTableServesBothHalvesOnX86(Half half) throws Exception {
        PhysicalMemory memory = new TableMemory(0x8000)
                .has(0, 0x8000)
                .entry(0, 0, ROOT | 3)
                .entry(0, 511, ROOT | 3)
                .entry(ROOT, 1, 0x2003)
                .entry(0x2000, 1, 0x3003)
                .entry(0x3000, 1, 0x5003)
                .build();
        PageTables tables = new PageTables(memory, PagingForm.x86(4), 0, half, 0);

        assertThat(tables.translate(LOW).physical()).isEqualTo(0x5000);
        assertThat(tables.translate(HIGH).physical()).isEqualTo(0x5000);
    }

    @Test
    void anAddressThatIsNotCanonicalIsInNoHalf() {
        PageTables tables = new PageTables(threeLevels(), PagingForm.arm64(0x1000, 39), ROOT, Half.UPPER, 0);
        assertThatThrownBy(() -> tables.translate(0x0100_0000_0000_0000L | LOW)).hasMessageContaining("not canonical");
    }

    @Test
    void anAbsentTableLeavesItsWholeSpanUnknown() {
        PhysicalMemory memory = new TableMemory(0x8000)
                .has(0, 0x3000)
                .entry(ROOT, 1, 0x2003)
                .entry(0x2000, 1, 0x3003)
                .build();
        PageTables tables = new PageTables(memory, PagingForm.arm64(0x1000, 39), ROOT, Half.LOWER, 0);

        assertThat(tables.unknownFrom(LOW)).isEqualTo(0x20_0000 - 0x1000);
        assertThat(tables.unknownFrom(0)).isZero();
    }
}
