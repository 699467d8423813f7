package org.mckernel.dump.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;

/** Tables written entry by entry, as Intel's manual (volume 3, 4.5) and Arm's (D8.3) define them. */
class PageTablesTest {
    private static final long END = 0x10_0000;

    private final TestSource bytes = TestSource.ofSize(END);
    private final PhysicalMemory memory = new StoredMemoryBuilder()
            .stored(0, END, 0)
            .absent(0x1000_0000, 0x1000, Presence.EXCLUDED)
            .build(bytes, 4096);

    private void entry(long address, long value) {
        bytes.with(address, StructBuilder.littleEndian().u64(value).toBytes());
    }

    /** Of 0xffff800000203456: indices 256, 0, 1, 3. */
    private PageTables x86() {
        entry(0x1800, 0x2063);
        entry(0x2000, 0x3063);
        entry(0x3008, 0x4063);
        entry(0x4018, 0x8000_0000_0000_5163L);
        return new PageTables(memory, PagingForm.x86(4), 0x1000, PagingForm.Half.UPPER, 0);
    }

    private static long hex(String digits) {
        return HexFormat.fromHexDigitsToLong(digits);
    }

    @Test
    void walksFourLevelsOfX86() throws Exception {
        PageTables tables = x86();

        assertThat(tables.translate(0xffff_8000_0020_3456L)).isEqualTo(new AddressSpace.Translation(0x5456, 0xbaa));
        assertThat(tables.translate(0xffff_8000_0020_3fffL)).isEqualTo(new AddressSpace.Translation(0x5fff, 1));
        assertThat(tables.walk(0xffff_8000_0020_3456L))
                .containsExactly(
                        new PageTables.Entry(4, 0x1800, 0x2063, true, false, 1L << 39),
                        new PageTables.Entry(3, 0x2000, 0x3063, true, false, 1L << 30),
                        new PageTables.Entry(2, 0x3008, 0x4063, true, false, 1L << 21),
                        new PageTables.Entry(1, 0x4018, 0x8000_0000_0000_5163L, true, true, 1L << 12));
        assertThat(tables.form()).isEqualTo(PagingForm.x86(4));
    }

    @Test
    void endsAtLargePagesOfX86() throws Exception {
        PageTables tables = x86();
        entry(0x3010, 0x4000_10e3);
        entry(0x2008, 0x1_8000_00e3L);

        assertThat(tables.translate(0xffff_8000_0041_2345L))
                .as("2 MiB; bit 12 is the page attribute and no address")
                .isEqualTo(new AddressSpace.Translation(0x4001_2345, 0x1e_dcbb));
        assertThat(tables.translate(0xffff_8000_4123_4567L))
                .as("1 GiB")
                .isEqualTo(new AddressSpace.Translation(0x1_8123_4567L, 0x3edc_ba99));
    }

    @Test
    void takesBit7OfTheTopTableForNoLargePage() throws Exception {
        PageTables tables = x86();
        entry(0x1800, 0x20e3);

        assertThat(tables.translate(0xffff_8000_0020_3456L).physical()).isEqualTo(0x5456);
    }

    @Test
    void takesThePageAttributeOfTheLowestLevelForALeafAsWell() throws Exception {
        PageTables tables = x86();
        entry(0x4018, 0x5001);
        assertThat(tables.translate(0xffff_8000_0020_3000L).physical()).isEqualTo(0x5000);
        entry(0x4018, 0x5081);
        assertThat(tables.translate(0xffff_8000_0020_3000L).physical()).isEqualTo(0x5000);
    }

    @Test
    void walksFiveLevelsOfX86() throws Exception {
        entry(0x1000 + 8 * 0x1fe, 0x2001);
        entry(0x2000 + 8 * 1, 0x3001);
        entry(0x3000, 0x4001);
        entry(0x4000, 0x5001);
        entry(0x5000, 0x6001);
        PageTables tables = new PageTables(memory, PagingForm.x86(5), 0x1000, PagingForm.Half.UPPER, 0);

        assertThat(tables.translate(0xfffe_0080_0000_0010L)).isEqualTo(new AddressSpace.Translation(0x6010, 0xff0));
    }

    @Test
    void leavesOutBitsThatAreNoAddress() throws Exception {
        x86();
        entry(0x1800, 0x8000_0000_2063L);
        entry(0x4018, 0x8000_0000_5063L);
        PageTables tables = new PageTables(memory, PagingForm.x86(4), 0x1000, PagingForm.Half.UPPER, 1L << 47);

        assertThat(tables.translate(0xffff_8000_0020_3456L).physical()).isEqualTo(0x5456);
        assertThat(tables.walk(0xffff_8000_0020_3456L).getLast().value()).isEqualTo(0x5063);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000800000000000", "ffff7fffffffffff", "8000000000000000", "7fffffffffffffff"})
    void refusesAddressesThatAreNotCanonical(String address) {
        PageTables tables = x86();

        assertThatThrownBy(() -> tables.translate(hex(address)))
                .isInstanceOfSatisfying(
                        UnmappedAddressException.class,
                        e -> assertThat(e.address()).isEqualTo(hex(address)))
                .hasMessage("virtual address 0x%s is not mapped: not canonical in x86_64 4-level"
                        .formatted(address.replaceFirst("^0+", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "00007fffffffffff, level 4 entry at 0x17f8 is 0x0",
        "ffff808000000000, level 4 entry at 0x1808 is 0x0",
        "ffff800080000000, level 3 entry at 0x2010 is 0x0",
        "ffff800000400000, level 2 entry at 0x3010 is 0x80",
        "ffff800000204000, level 1 entry at 0x4020 is 0xfffffffffffffffe"
    })
    void namesTheEntryThatIsNotValid(String address, String why) {
        PageTables tables = x86();
        entry(0x3010, 0x80);
        entry(0x4020, -2);

        assertThatThrownBy(() -> tables.translate(hex(address)))
                .isInstanceOf(UnmappedAddressException.class)
                .hasMessage("virtual address 0x%s is not mapped: %s".formatted(address.replaceFirst("^0+", ""), why));
        assertThat(tables.unknownFrom(hex(address))).isZero();
    }

    @Test
    void tellsHowMuchAnAbsentTableWouldTellOf() {
        PageTables tables = x86();
        entry(0x1808, 0x1000_0001);
        entry(0x2018, 0x1000_0001);
        entry(0x3028, 0x1000_0001);

        assertThatThrownBy(() -> tables.translate(0xffff_8080_0000_0000L))
                .isInstanceOfSatisfying(AbsentMemoryException.class, e -> {
                    assertThat(e.address()).isEqualTo(0x1000_0000);
                    assertThat(e.presence()).isEqualTo(Presence.EXCLUDED);
                });
        assertThat(tables.unknownFrom(0xffff_8080_0000_0000L)).isEqualTo(1L << 39);
        assertThat(tables.unknownFrom(0xffff_80ff_ffff_fff0L)).isEqualTo(0x10);
        assertThat(tables.unknownFrom(0xffff_8000_c000_0001L)).isEqualTo((1L << 30) - 1);
        assertThat(tables.unknownFrom(0xffff_8000_00a0_1000L)).isEqualTo(0x1f_f000);
        assertThat(new PageTables(memory, PagingForm.x86(4), 0x2000_0000, PagingForm.Half.UPPER, 0).unknownFrom(0x1000))
                .as("the top table itself")
                .isEqualTo((1L << 48) - 0x1000);
        assertThat(tables.unknownFrom(0xffff_8000_0020_3456L))
                .as("all tables there")
                .isZero();
    }

    @Test
    void walksThreeLevelsOfArmWith4KPages() throws Exception {
        // 0xffffffc000203456: indices 0x100, 1, 3
        entry(0x1000 + 8 * 0x100, 0x2003);
        entry(0x2008, 0x3003);
        entry(0x3018, 0x0060_0000_0000_5f03L);
        entry(0x2010, 0x0068_0000_4000_0711L);
        entry(0x1000 + 8 * 0x101, 0x8000_0701L);
        PageTables tables = new PageTables(memory, PagingForm.arm64(0x1000, 39), 0x1000, PagingForm.Half.UPPER, 0);

        assertThat(tables.translate(0xffff_ffc0_0020_3456L)).isEqualTo(new AddressSpace.Translation(0x5456, 0xbaa));
        assertThat(tables.translate(0xffff_ffc0_0041_2345L))
                .as("a block of 2 MiB")
                .isEqualTo(new AddressSpace.Translation(0x4001_2345, 0x1e_dcbb));
        assertThat(tables.translate(0xffff_ffc0_4123_4567L))
                .as("a block of 1 GiB")
                .isEqualTo(new AddressSpace.Translation(0x8123_4567L, 0x3edc_ba99));
        assertThatThrownBy(() -> tables.translate(0xffff_ff00_0000_0000L))
                .hasMessage("virtual address 0xffffff0000000000 is not mapped: not canonical in aarch64 4K VA 39");
        assertThat(tables.walk(0xffff_ffc0_0020_3456L))
                .extracting(PageTables.Entry::level)
                .isEqualTo(List.of(3, 2, 1));
    }

    @Test
    void walksTwoAndThreeLevelsOfArmWith64KPages() throws Exception {
        // 13 index bits a level, 512 MiB blocks at the second
        entry(0x2_0000 + 8 * 0x1000, 0x3_0003);
        entry(0x3_0000 + 8 * 5, 0x5_0703);
        entry(0x2_0000 + 8 * 0x1001, 0x4000_0701);
        PageTables two = new PageTables(memory, PagingForm.arm64(0x1_0000, 42), 0x2_0000, PagingForm.Half.UPPER, 0);
        assertThat(two.translate(0xffff_fe00_0005_abcdL)).isEqualTo(new AddressSpace.Translation(0x5_abcd, 0x5433));
        assertThat(two.translate(0xffff_fe00_2000_0004L))
                .isEqualTo(new AddressSpace.Translation(0x4000_0004, 0x1fff_fffc));

        // VA 48: 6 bits on top, where no block may be
        entry(0x4_0000 + 8 * 0x20, 0x2_0001);
        PageTables three = new PageTables(memory, PagingForm.arm64(0x1_0000, 48), 0x4_0000, PagingForm.Half.UPPER, 0);
        assertThat(three.translate(0xffff_8200_0005_abcdL)).isEqualTo(new AddressSpace.Translation(0x5_abcd, 0x5433));
    }
}
