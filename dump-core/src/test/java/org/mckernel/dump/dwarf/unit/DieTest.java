package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.dump.dwarf.unit.UnitFixture.ATTRIBUTE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;

/** Small trees of entries, with and without references to siblings. */
class DieTest {
    private static final int SIBLING = 0x01;

    private static List<Integer> children(Die parent) throws MalformedFileException {
        List<Integer> tags = new ArrayList<>();
        for (Die at = parent.firstChild(); at != null; at = at.next()) {
            tags.add(at.tag());
        }
        return tags;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void childrenAreThoseOfTheEntryAlone(boolean siblings) throws MalformedFileException {
        Entry deep = Entry.of(0x13).child(Entry.of(0x0d).child(Entry.of(0x21)), Entry.of(0x17));
        DwarfBuilder builder = new DwarfBuilder(5, false);
        if (siblings) {
            builder.withSiblings();
        }
        DwarfUnit unit = UnitFixture.units(
                        builder.unit(Entry.of(0x24).attribute(ATTRIBUTE, Entry.UDATA, 300L), deep, Entry.of(0x34)),
                        Map.of())
                .get(0);
        Die root = Die.at(unit, unit.firstDie());

        assertThat(root.tag()).isEqualTo(0x11);
        assertThat(children(root)).containsExactly(0x24, 0x13, 0x34);
        assertThat(children(root.firstChild().next())).containsExactly(0x0d, 0x17);
        assertThat(children(root.firstChild().next().firstChild())).containsExactly(0x21);
        assertThat(root.firstChild().firstChild()).isNull();
    }

    @Test
    void attributesAreFoundByTheirNumber() throws MalformedFileException {
        Die die = UnitFixture.die(
                5, Entry.of(0x24).attribute(0x03, Entry.STRING, "long").attribute(0x0b, Entry.UDATA, 300L), Map.of());

        assertThat(die.attribute(0x03).text()).isEqualTo("long");
        assertThat(die.attribute(0x0b).unsigned()).isEqualTo(300);
        assertThat(die.attribute(0x49)).isNull();
    }

    @Test
    void anEntryWithoutAnAbbreviationIsTold() throws MalformedFileException {
        Map<String, byte[]> sections =
                new DwarfBuilder(5, false).unit(Entry.of(0x24)).sections();
        sections.get(".debug_info")[13] = 99;
        DwarfUnit unit = UnitFixture.units(sections).get(0);

        assertThatThrownBy(() -> Die.at(unit, 13))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("abbreviation code at .debug_info+0xd: expected one of the unit's abbreviations, "
                        + "found 99");
    }

    /** The parent is at 13: its code, the reference, then the child that is passed over. */
    @ParameterizedTest
    @CsvSource({"0x13, 4, 20", "0x11, 1, 17", "0x12, 2, 18", "0x14, 8, 24", "0x15, 1, 17"})
    void aSiblingIsNamedByAnyReferenceInTheUnit(String form, int width, int target) throws MalformedFileException {
        byte[] reference = new byte[width];
        reference[0] = (byte) target;
        Entry parent = Entry.of(0x13)
                .attribute(SIBLING, Integer.decode(form), reference)
                .child(Entry.of(0x0d));
        Die die = UnitFixture.die(5, parent, Map.of());

        assertThat(die.offset()).isEqualTo(13);
        assertThat(die.next()).as("the closing entry at %d", target).isNull();
    }

    @Test
    void aSiblingOfAnotherFormOrBeforeTheEntryIsTold() throws MalformedFileException {
        Entry number = Entry.of(0x13).attribute(SIBLING, 0x06, new byte[4]).child(Entry.of(0x0d));
        Entry back = Entry.of(0x13)
                .attribute(SIBLING, 0x13, new byte[] {13, 0, 0, 0})
                .child(Entry.of(0x0d));

        assertThatThrownBy(() -> UnitFixture.die(5, number, Map.of()).next())
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(
                        "form of a sibling at .debug_info+0xe: expected a reference in the unit, found 0x6");
        assertThatThrownBy(() -> UnitFixture.die(5, back, Map.of()).next())
                .hasMessageContaining("sibling at .debug_info+0xe: expected an offset after the entry, found 0xd");
    }

    @Test
    void sizesAreAtMostATebibyte() throws MalformedFileException {
        Die die = UnitFixture.die(5, Entry.of(0x24), Map.of());

        assertThat(Sizes.checked(die, 0)).isZero();
        assertThat(Sizes.checked(die, 1L << 40)).isEqualTo(1L << 40);
        assertThat(Sizes.times(die, 1L << 20, 1L << 20)).isEqualTo(1L << 40);
        assertThatThrownBy(() -> Sizes.checked(die, (1L << 40) + 1))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(
                        "size or offset in the entry at .debug_info+0xd: expected 0 to 2^40, " + "found 1099511627777");
        assertThatThrownBy(() -> Sizes.checked(die, -1)).hasMessageContaining("found 18446744073709551615");
        assertThatThrownBy(() -> Sizes.times(die, 1L << 40, 1L << 40)).hasMessageContaining("0 to 2^40");
        assertThatThrownBy(() -> Sizes.times(die, 1L << 40, 2)).hasMessageContaining("0 to 2^40");
    }
}
