package org.mckernel.dump.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RangeTableTest {
    @Test
    void holdsNothingWhenEmpty() {
        RangeTable table = new RangeTable(0);

        assertThat(table.size()).isZero();
        assertThat(table.at(0)).isEqualTo(-1);
        assertThat(table.next(0)).isZero();
        assertThat(table.trimmed()).isSameAs(table);
    }

    @Test
    void findsTheRangeOfEachBorder() {
        RangeTable table = new RangeTable(2);
        table.append(0x1000, 0x2000, 100, Presence.PRESENT);
        table.append(0x3000, 0x3001, 0, Presence.FILTERED);

        assertThat(table.at(0xfff)).isEqualTo(-1);
        assertThat(table.at(0x1000)).isZero();
        assertThat(table.at(0x1fff)).isZero();
        assertThat(table.at(0x2000)).isEqualTo(-1);
        assertThat(table.at(0x3000)).isEqualTo(1);
        assertThat(table.at(0x3001)).isEqualTo(-1);
        assertThat(table.at(-1)).isEqualTo(-1);
        assertThat(table.at(Long.MIN_VALUE)).isEqualTo(-1);
        assertThat(table.at(Long.MAX_VALUE)).isEqualTo(-1);
        assertThat(table.next(0xfff)).isZero();
        assertThat(table.next(0x1000)).isEqualTo(1);
        assertThat(table.next(0x2fff)).isEqualTo(1);
        assertThat(table.next(0x3000)).isEqualTo(2);
        assertThat(table.start(0)).isEqualTo(0x1000);
        assertThat(table.end(0)).isEqualTo(0x2000);
        assertThat(table.offset(0, 0x1004)).isEqualTo(104);
        assertThat(table.presence(0)).isEqualTo(Presence.PRESENT);
        assertThat(table.presence(1)).isEqualTo(Presence.FILTERED);
    }

    @Test
    void findsAddressZero() {
        RangeTable table = new RangeTable(1);
        table.append(0, 1, 7, Presence.PRESENT);

        assertThat(table.at(0)).isZero();
        assertThat(table.offset(0, 0)).isEqualTo(7);
    }

    @Test
    void mergesStoredRangesOnlyWhereAddressAndPlaceContinue() {
        RangeTable table = new RangeTable(4);
        table.append(0x1000, 0x1010, 100, Presence.PRESENT);
        table.append(0x1010, 0x1020, 116, Presence.PRESENT);
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.end(0)).isEqualTo(0x1020);

        table.append(0x1020, 0x1030, 131, Presence.PRESENT);
        assertThat(table.size()).as("another place").isEqualTo(2);
        table.append(0x1031, 0x1040, 148, Presence.PRESENT);
        assertThat(table.size()).as("a gap of addresses").isEqualTo(3);
        table.append(0x1040, 0x1050, 163, Presence.TRUNCATED);
        assertThat(table.size()).as("another presence").isEqualTo(4);
        table.append(0x1050, 0x1060, 0, Presence.TRUNCATED);
        assertThat(table.size()).as("absent ranges have no place").isEqualTo(4);
        assertThat(table.end(3)).isEqualTo(0x1060);
    }

    @Test
    void growsPastItsCapacityAndKeepsAll() {
        RangeTable table = new RangeTable(0);
        for (int i = 0; i < 100; i++) {
            table.append(i * 16L, i * 16L + 8, i * 1000L, i % 2 == 0 ? Presence.PRESENT : Presence.CORRUPT);
        }
        table.trimmed();

        assertThat(table.size()).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(table.at(i * 16L + 7)).isEqualTo(i);
            assertThat(table.at(i * 16L + 8)).isEqualTo(-1);
            assertThat(table.offset(i, i * 16L + 3)).isEqualTo(i * 1000L + 3);
            assertThat(table.presence(i)).isEqualTo(i % 2 == 0 ? Presence.PRESENT : Presence.CORRUPT);
        }
    }
}
