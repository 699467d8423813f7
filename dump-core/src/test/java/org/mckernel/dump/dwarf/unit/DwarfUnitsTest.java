package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;

class DwarfUnitsTest {
    @Test
    void unitsFollowOneAnother() throws MalformedFileException {
        DwarfBuilder builder = new DwarfBuilder(5, false);
        for (int i = 0; i < 70; i++) {
            builder.unit(Entry.base("type" + i, 8));
        }
        DwarfUnits units = UnitFixture.units(builder, Map.of());

        assertThat(units.count()).isEqualTo(70);
        for (int i = 0; i + 1 < 70; i++) {
            assertThat(units.get(i).end()).isEqualTo(units.get(i + 1).offset());
        }
        assertThat(units.get(69).end())
                .isEqualTo(units.get(69).sections().info().size());
    }

    @Test
    void anEntryIsFoundInItsUnit() throws MalformedFileException {
        DwarfUnits units = UnitFixture.units(
                new DwarfBuilder(5, false).unit(Entry.of(0x24)).unit(Entry.of(0x13)), Map.of());
        long second = units.get(1).offset();

        assertThat(units.die(12).tag()).isEqualTo(0x11);
        assertThat(units.die(13).tag()).isEqualTo(0x24);
        assertThat(units.die(second + 13).tag()).isEqualTo(0x13);
        assertThat(units.die(second + 13).unit().offset()).isEqualTo(second);
        assertThatThrownBy(() -> units.die(second)).as("a header").hasMessageContaining("reference in the unit");
        assertThatThrownBy(() -> units.die(-1))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("reference to another unit at .debug_info+0x0: expected an offset below 0x")
                .hasMessageContaining("found 0xffffffffffffffff");
        assertThatThrownBy(() -> units.die(units.get(1).end())).hasMessageContaining("reference to another unit");
    }

    @Test
    void anEntryOfAnUnknownVersionIsNone() throws MalformedFileException {
        Map<String, byte[]> sections =
                new DwarfBuilder(5, false).unit(Entry.of(0x24)).sections();
        sections.get(".debug_info")[4] = 6;
        DwarfUnits units = UnitFixture.units(sections);

        assertThat(units.get(0)).isNull();
        assertThat(units.die(13)).isNull();
        assertThat(units.type(5)).isNull();
    }

    @Test
    void ofTwoTypesWithOneSignatureTheFirstCounts() throws MalformedFileException {
        DwarfUnits units = UnitFixture.units(
                new DwarfBuilder(5, false)
                        .unit(Entry.of(0x24))
                        .typeUnit(77, Entry.struct("first", 8))
                        .typeUnit(77, Entry.struct("second", 8))
                        .typeUnit(78, Entry.struct("other", 8)),
                Map.of());

        assertThat(units.type(77).attribute(0x03).text()).isEqualTo("first");
        assertThat(units.type(78).attribute(0x03).text()).isEqualTo("other");
        assertThat(units.type(79)).isNull();
    }
}
