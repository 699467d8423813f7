package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.dump.dwarf.unit.UnitFixture.cursor;

import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;

class AbbreviationTest {
    private static final int DATA1 = 0x0b;
    private static final int UDATA = 0x0f;
    private static final int REF4 = 0x13;

    private static Abbreviation of(int[] attributes, int... forms) {
        return new Abbreviation(0x13, true, attributes, forms, new long[forms.length], new DwarfUnit.Encoding(5, 4, 8));
    }

    @Test
    void anAttributeHasAPlaceOrNone() {
        Abbreviation abbreviation = of(new int[] {0x03, 0x0b, 0x03}, DATA1, UDATA, REF4);

        assertThat(abbreviation.index(0x03)).isZero();
        assertThat(abbreviation.index(0x0b)).isEqualTo(1);
        assertThat(abbreviation.index(0x49)).isEqualTo(Abbreviation.NONE);
        assertThat(abbreviation.form(1)).isEqualTo(UDATA);
        assertThat(abbreviation.attributeCount()).isEqualTo(3);
        assertThat(abbreviation.hasSibling()).isFalse();
        assertThat(abbreviation.sibling()).isEqualTo(Abbreviation.NONE);
        assertThat(of(new int[] {0x03, 0x01}, DATA1, REF4).hasSibling()).isTrue();
        assertThat(of(new int[] {0x03, 0x01}, DATA1, REF4).sibling()).isEqualTo(1);
    }

    @Test
    void attributesArePassedOverByTheirForms() throws MalformedFileException {
        DwarfCursor fixed = cursor(1, 2, 3, 4, 5, 6);
        of(new int[] {0x03, 0x49}, DATA1, REF4).skipAttributes(fixed);
        assertThat(fixed.position()).isEqualTo(5);

        DwarfCursor varying = cursor(1, 0x80, 0x80, 1, 5, 6, 7, 8, 9);
        of(new int[] {0x03, 0x0b, 0x49}, DATA1, UDATA, REF4).skipAttributes(varying);
        assertThat(varying.position()).isEqualTo(8);

        DwarfCursor part = cursor(1, 0x80, 0x80, 1, 5, 6, 7, 8, 9);
        of(new int[] {0x03, 0x0b, 0x49}, DATA1, UDATA, REF4).seek(2, part);
        assertThat(part.position()).isEqualTo(4);

        DwarfCursor none = cursor(1);
        of(new int[0]).skipAttributes(none);
        assertThat(none.position()).isZero();
    }

    @Test
    void attributesThatLeaveTheUnitAreTold() {
        assertThatThrownBy(() -> of(new int[] {0x03, 0x49}, DATA1, REF4).skipAttributes(cursor(1, 2, 3, 4)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("field of 5 bytes");
    }
}
