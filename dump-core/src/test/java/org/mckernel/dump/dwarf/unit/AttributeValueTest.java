package org.mckernel.dump.dwarf.unit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.dump.dwarf.unit.UnitFixture.ATTRIBUTE;
import static org.mckernel.dump.dwarf.unit.UnitFixture.value;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;

/** One value of every form, as DWARF 5, 7.5.6, stores it. Form numbers are those of its table 7.6. */
class AttributeValueTest {
    private static final byte[] TEXTS = "no\0yes\0".getBytes(US_ASCII);

    @Test
    void numbersOfFixedSizeAreUnsigned() throws MalformedFileException {
        assertThat(value(0x0b, 0xfe).unsigned()).isEqualTo(0xfe);
        assertThat(value(0x05, 0xfe, 0xff).unsigned()).isEqualTo(0xfffe);
        assertThat(value(0x06, 0xfe, 0xff, 0xff, 0xff).unsigned()).isEqualTo(0xffff_fffeL);
        assertThat(value(0x07, 1, 0, 0, 0, 0, 0, 0, 0x80).unsigned()).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(value(0x0f, 0x80, 1).unsigned()).isEqualTo(128);
        assertThat(value(0x0d, 0x7f).unsigned()).isEqualTo(-1);
        assertThat(value(0x17, 1, 2, 0, 0).unsigned()).as("sec_offset").isEqualTo(0x201);
        assertThat(value(0x16, 0x0b, 9).unsigned()).as("indirect").isEqualTo(9);
        assertThatThrownBy(() -> value(0x0c, 1).unsigned())
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("attribute value at .debug_info+0xe: expected a number, found form 0xc");
    }

    @Test
    void aConstantOfTheAbbreviationIsANumber() throws MalformedFileException {
        AttributeValue value = UnitFixture.die(
                        5, Entry.of(0x2e).attribute(ATTRIBUTE, Entry.IMPLICIT_CONST, -7L), Map.of())
                .attribute(ATTRIBUTE);

        assertThat(value.isConstant()).isTrue();
        assertThat(value.unsigned()).isEqualTo(-7);
        assertThat(value.constant()).isEqualTo(-7);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0b, 1, true",
        "0x05, 2, true",
        "0x06, 4, true",
        "0x07, 8, true",
        "0x0f, 1, true",
        "0x0d, 1, true",
        "0x17, 4, false",
        "0x0c, 1, false",
        "0x01, 8, false",
        "0x13, 4, false",
        "0x18, 1, false"
    })
    void aNumberThatStandsThereIsAConstant(String form, int bytes, boolean expected) throws MalformedFileException {
        assertThat(value(Integer.decode(form), new int[bytes]).isConstant()).isEqualTo(expected);
    }

    @Test
    void flagsAreSetOrPresent() throws MalformedFileException {
        assertThat(value(0x0c, 0).flag()).isFalse();
        assertThat(value(0x0c, 1).flag()).isTrue();
        assertThat(value(0x0c, 0x80).flag()).isTrue();
        assertThat(value(0x19).flag()).isTrue();
        assertThatThrownBy(() -> value(0x0b, 1).flag()).hasMessageContaining("expected a flag, found form 0xb");
    }

    /** Of string, strp, line_strp, strx and strx1 to strx4, and the GNU index. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8 121 101 115 0",
                "14 3 0 0 0",
                "31 3 0 0 0",
                "26 1",
                "37 1",
                "38 1 0",
                "39 1 0 0",
                "40 1 0 0 0",
                "7938 1"
            })
    void textStandsInOneOfTheSections(String formAndBytes) throws MalformedFileException {
        String[] words = formAndBytes.split(" ", -1);
        int[] bytes = new int[words.length - 1];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Integer.parseInt(words[i + 1]);
        }
        AttributeValue value = value(
                Integer.parseInt(words[0]),
                Map.of(
                        ".debug_str", TEXTS,
                        ".debug_line_str", TEXTS,
                        ".debug_str_offsets", UnitFixture.bytes(12, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0)),
                bytes);

        assertThat(value.text()).isEqualTo("yes");
        assertThat(value.textEquals("yes".getBytes(US_ASCII))).isTrue();
        assertThat(value.textEquals("no".getBytes(US_ASCII))).isFalse();
        assertThat(value.textHash()).isEqualTo(DwarfSection.textHash("yes".getBytes(US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x1d, 0x1f21})
    void textOfAnotherFileIsNotRead(int form) throws MalformedFileException {
        AttributeValue value = value(form, 1, 0, 0, 0);

        assertThat(value.text()).isEmpty();
        assertThat(value.textEquals(new byte[0])).isFalse();
        assertThat(value.textHash()).isEqualTo(DwarfSection.textHash(new byte[0]));
    }

    @Test
    void aNumberIsNoText() {
        assertThatThrownBy(() -> value(0x0b, 1).text()).hasMessageContaining("expected text, found form 0xb");
    }

    /** The unit's own entry is at 12, its child at 13. */
    @ParameterizedTest
    @CsvSource({"0x11, 1", "0x12, 2", "0x13, 4", "0x14, 8", "0x15, 1"})
    void referencesInTheUnitCountFromItsStart(String form, int bytes) throws MalformedFileException {
        int[] offset = new int[bytes];
        offset[0] = 13;
        AttributeValue value = value(Integer.decode(form), offset);

        assertThat(value.reference(null).offset()).isEqualTo(13);
        assertThat(value.reference(null).tag()).isEqualTo(0x2e);
    }

    @Test
    void aReferenceInTheUnitStaysInIt() {
        assertThatThrownBy(() -> value(0x13, 0xff, 0, 0, 0).reference(null))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("reference in the unit at .debug_info+0xe: expected below 0x")
                .hasMessageContaining(", found 0xff");
        assertThatThrownBy(() -> value(0x14, 0, 0, 0, 0, 0, 0, 0, 0x80).reference(null))
                .hasMessageContaining("found 0x8000000000000000");
        assertThatThrownBy(() -> value(0x13, 3, 0, 0, 0).reference(null))
                .as("the unit's header")
                .hasMessageContaining("expected at least 0xc, found 0x3");
    }

    @Test
    void referencesLeadToOtherUnits() throws MalformedFileException {
        Entry far = Entry.base("long", 8);
        Entry from = Entry.of(0x2e).attribute(ATTRIBUTE, Entry.REF_ADDR, far);
        DwarfUnits units =
                UnitFixture.units(new DwarfBuilder(5, false).unit(from).unit(far), Map.of());
        DwarfUnit unit = units.get(0);
        Die die =
                Die.at(unit, unit.firstDie()).firstChild().attribute(ATTRIBUTE).reference(units);

        assertThat(die.tag()).isEqualTo(0x24);
        assertThat(die.unit().offset()).isEqualTo(units.get(1).offset());
    }

    @Test
    void typesAreFoundByTheirSignature() throws MalformedFileException {
        Entry from = Entry.of(0x2e).attribute(ATTRIBUTE, 0x20, UnitFixture.longs(0x1234_5678_9abcL));
        DwarfUnits units = UnitFixture.units(
                new DwarfBuilder(5, false).unit(from).typeUnit(0x1234_5678_9abcL, Entry.struct("s", 24)), Map.of());
        DwarfUnit unit = units.get(0);
        AttributeValue value = Die.at(unit, unit.firstDie()).firstChild().attribute(ATTRIBUTE);

        assertThat(value.reference(units).tag()).isEqualTo(0x13);
        assertThat(units.type(0x99)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0x1c, 4", "0x24, 8", "0x1f20, 4"})
    void referencesToAnotherFileAreNotFollowed(String form, int bytes) throws MalformedFileException {
        assertThat(value(Integer.decode(form), new int[bytes]).reference(null)).isNull();
    }

    @Test
    void aNumberIsNoReference() {
        assertThatThrownBy(() -> value(0x0b, 1).reference(null))
                .hasMessageContaining("expected a reference, found form 0xb");
    }

    @Test
    void aMemberIsAtANumberOrAnExpressionThatAddsOne() throws MalformedFileException {
        assertThat(value(0x0b, 24).memberLocation()).isEqualTo(24);
        assertThat(value(0x17, 24, 0, 0, 0).memberLocation()).isEqualTo(24);
        assertThat(value(0x0a, 2, 0x23, 24).memberLocation()).as("block1").isEqualTo(24);
        assertThat(value(0x03, 2, 0, 0x23, 24).memberLocation()).as("block2").isEqualTo(24);
        assertThat(value(0x04, 2, 0, 0, 0, 0x23, 24).memberLocation())
                .as("block4")
                .isEqualTo(24);
        assertThat(value(0x09, 2, 0x23, 24).memberLocation()).as("block").isEqualTo(24);
        assertThat(value(0x18, 3, 0x23, 0x80, 1).memberLocation()).as("exprloc").isEqualTo(128);
    }

    @Test
    void anotherExpressionIsNoMembersLocation() {
        String expected =
                "member location at .debug_info+0xe is not supported; only constants and DW_OP_plus_uconst are";

        assertThatThrownBy(() -> value(0x0a, 2, 0x22, 24).memberLocation())
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(expected);
        assertThatThrownBy(() -> value(0x0a, 1, 0x23).memberLocation()).hasMessageContaining(expected);
        assertThatThrownBy(() -> value(0x08, 'x', 0).memberLocation())
                .hasMessageContaining("expected a number or an expression, found form 0x8");
    }

    @Test
    void anExpressionIsItsBytes() throws MalformedFileException {
        AttributeValue value = value(0x18, 3, 0x91, 0x70, 0x06);
        DwarfCursor expression = value.expression();

        assertThat(value.isExpression()).isTrue();
        assertThat(expression.limit() - expression.position()).isEqualTo(3);
        assertThat(expression.u8()).isEqualTo(0x91);
        assertThat(value(0x0b, 1).isExpression()).isFalse();
        assertThatThrownBy(() -> value(0x18, 0x7f, 1).expression())
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("field of 127 bytes");
    }

    @Test
    void anExpressionThatIsOnlyAnAddressIsFixed() throws MalformedFileException {
        Map<String, byte[]> addresses = Map.of(".debug_addr", UnitFixture.longs(0x1000, 0x2000));

        assertThat(value(0x18, 9, 0x03, 8, 7, 6, 5, 4, 3, 2, 1).fixedAddress()).hasValue(0x0102_0304_0506_0708L);
        assertThat(value(0x18, addresses, 2, 0xa1, 1).fixedAddress()).hasValue(0x2000);
        assertThat(value(0x18, 2, 0x91, 0).fixedAddress()).isEmpty();
        assertThat(value(0x18, 0).fixedAddress()).isEmpty();
        assertThat(value(0x0b, 3).fixedAddress()).isEmpty();
    }
}
