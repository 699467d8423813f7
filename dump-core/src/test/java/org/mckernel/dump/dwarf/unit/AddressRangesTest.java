package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.dump.dwarf.unit.UnitFixture.longs;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.AddressRanges.Range;
import org.mckernel.testdumps.dwarf.Entry;

/** Ranges written by hand (DWARF 4, 2.17; DWARF 5, 2.17 and 7.25). */
class AddressRangesTest {
    private static final int LOW_PC = 0x11;
    private static final int HIGH_PC = 0x12;
    private static final int RANGES = 0x55;
    private static final int ADDR = 0x01;
    private static final int DATA4 = 0x06;
    private static final int SEC_OFFSET = 0x17;
    private static final Map<String, byte[]> ADDRESSES = Map.of(".debug_addr", longs(0x1000, 0x2000, 0x3000));

    private static Entry entry() {
        return Entry.of(0x2e);
    }

    private static byte[] zeros(int count) {
        return new byte[count];
    }

    private static byte[] list(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Long word -> out.writeBytes(longs(word));
                case Integer number -> out.write(number);
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return out.toByteArray();
    }

    @Test
    void highPcIsALengthOrAnAddress() throws MalformedFileException {
        Entry length = entry().attribute(LOW_PC, ADDR, longs(0x1000))
                .attribute(HIGH_PC, DATA4, UnitFixture.bytes(0x20, 0, 0, 0));
        Entry address = entry().attribute(LOW_PC, ADDR, longs(0x1000)).attribute(HIGH_PC, ADDR, longs(0x1020));

        assertThat(AddressRanges.of(UnitFixture.die(5, length, Map.of()))).containsExactly(new Range(0x1000, 0x1020));
        assertThat(AddressRanges.of(UnitFixture.die(4, address, Map.of()))).containsExactly(new Range(0x1000, 0x1020));
    }

    @Test
    void anEntryWithoutCodeHasNone() throws MalformedFileException {
        Entry empty = entry().attribute(LOW_PC, ADDR, longs(0x1000)).attribute(HIGH_PC, DATA4, zeros(4));
        Entry low = entry().attribute(LOW_PC, ADDR, longs(0x1000));

        assertThat(AddressRanges.of(UnitFixture.die(5, empty, Map.of()))).isEmpty();
        assertThat(AddressRanges.of(UnitFixture.die(5, low, Map.of()))).isEmpty();
        assertThat(AddressRanges.of(UnitFixture.die(5, entry(), Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0xfff, false", "0x1000, true", "0x101f, true", "0x1020, false", "-1, false"})
    void aRangeHoldsAddressesUpToItsEnd(String address, boolean expected) {
        assertThat(new Range(0x1000, 0x1020).contains(Long.decode(address))).isEqualTo(expected);
    }

    /** Pairs of addresses; −1 gives another base, empty ranges count for nothing, two zeros end the list. */
    @Test
    void aListOfVersion4IsPairs() throws MalformedFileException {
        Entry entry = entry().attribute(RANGES, SEC_OFFSET, UnitFixture.bytes(16, 0, 0, 0));
        byte[] lists = list(0x77L, 0x88L, 0x10L, 0x20L, 0x30L, 0x30L, -1L, 0x5000L, 0x10L, 0x20L, 0L, 0L, 0x99L, 0xaaL);

        assertThat(AddressRanges.of(UnitFixture.die(4, entry, Map.of(".debug_ranges", lists))))
                .containsExactly(new Range(0x10, 0x20), new Range(0x5010, 0x5020));
    }

    @Test
    void aListThatDoesNotEndIsTold() {
        Entry entry = entry().attribute(RANGES, SEC_OFFSET, zeros(4));

        assertThatThrownBy(() ->
                        AddressRanges.of(UnitFixture.die(4, entry, Map.of(".debug_ranges", list(0x10L, 0x20L)))))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("field of 8 bytes at .debug_ranges+0x10");
        assertThatThrownBy(() -> AddressRanges.of(UnitFixture.die(4, entry, Map.of())))
                .hasMessageContaining(".debug_ranges");
    }

    /** base_address 5, offset_pair 4, start_end 6, start_length 7, end_of_list 0. */
    @Test
    void aListOfVersion5HasKinds() throws MalformedFileException {
        Entry entry = entry().attribute(RANGES, SEC_OFFSET, zeros(4));
        byte[] lists = list(
                4, 0x10, 0x20, 5, 0x5000L, 4, 0x10, 0x20, 4, 0x30, 0x30, 6, 0x7000L, 0x7010L, 7, 0x8000L, 0x18, 0, 6);

        assertThat(AddressRanges.of(UnitFixture.die(5, entry, Map.of(".debug_rnglists", lists))))
                .containsExactly(
                        new Range(0x10, 0x20),
                        new Range(0x5010, 0x5020),
                        new Range(0x7000, 0x7010),
                        new Range(0x8000, 0x8018));
    }

    /** base_addressx 1, startx_endx 2, startx_length 3. */
    @Test
    void addressesMayBeNamedByTheirNumber() throws MalformedFileException {
        Entry entry = entry().attribute(RANGES, SEC_OFFSET, zeros(4));
        byte[] lists = list(1, 2, 4, 0x10, 0x20, 2, 0, 1, 3, 1, 0x18, 0);

        assertThat(AddressRanges.of(UnitFixture.die(
                        5, entry, Map.of(".debug_rnglists", lists, ".debug_addr", ADDRESSES.get(".debug_addr")))))
                .containsExactly(new Range(0x3010, 0x3020), new Range(0x1000, 0x2000), new Range(0x2000, 0x2018));
    }

    @Test
    void anUnknownKindIsTold() {
        Entry entry = entry().attribute(RANGES, SEC_OFFSET, zeros(4));

        assertThatThrownBy(() -> AddressRanges.of(UnitFixture.die(5, entry, Map.of(".debug_rnglists", list(8, 0, 0)))))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("range list entry at .debug_rnglists+0x0: expected 0 to 7, found 8");
    }

    /** Without a base the numbers of lists are looked up at the section's beginning. */
    @Test
    void aListMayBeNamedByItsNumber() throws MalformedFileException {
        Entry entry = entry().attribute(RANGES, 0x23, UnitFixture.bytes(1));
        byte[] lists = list(0, 0, 0, 0, 8, 0, 0, 0, 4, 0x10, 0x20, 0);
        Entry beyond = entry().attribute(RANGES, 0x23, UnitFixture.bytes(99));

        assertThat(AddressRanges.of(UnitFixture.die(5, entry, Map.of(".debug_rnglists", lists))))
                .containsExactly(new Range(0x10, 0x20));
        assertThatThrownBy(() -> AddressRanges.of(UnitFixture.die(5, beyond, Map.of(".debug_rnglists", lists))))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("list index at .debug_rnglists+0x0: expected within the section, found 99");
    }

    /** addrx, addrx1, addrx2, addrx3, addrx4 and the GNU index. */
    @ParameterizedTest
    @CsvSource({"0x1b, 1", "0x29, 1", "0x2a, 2", "0x2b, 3", "0x2c, 4", "0x1f01, 1"})
    void anAddressIsThereOrNamedByItsNumber(String form, int width) throws MalformedFileException {
        byte[] number = new byte[width];
        number[0] = 2;
        Entry entry = entry().attribute(LOW_PC, Integer.decode(form), number);

        assertThat(AddressRanges.address(UnitFixture.die(5, entry, ADDRESSES).attribute(LOW_PC)))
                .isEqualTo(0x3000);
    }

    @Test
    void whatIsNoAddressIsTold() {
        assertThatThrownBy(() -> AddressRanges.address(UnitFixture.value(0x0b, 1)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("form of an address at .debug_info+0xe: expected addr or addrx, found 0xb");
        assertThatThrownBy(() -> AddressRanges.address(UnitFixture.value(0x1b, ADDRESSES, 4)))
                .hasMessageContaining("address index at .debug_addr+0x0: expected within the section, found 4");
        assertThatThrownBy(() -> AddressRanges.address(UnitFixture.value(0x1b, ADDRESSES, 3)))
                .hasMessageContaining(".debug_addr needs 8 bytes at offset 0x18");
    }
}
