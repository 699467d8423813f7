package org.mckernel.dump.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Types made by hand. */
class CTypeTest {
    private static TypeReference to(CType type) {
        return TypeReference.to(type);
    }

    private static CType array(CType element, long count) {
        return new CType.Array(to(element), count, true);
    }

    private static CType qualified(CType type, int times) {
        CType at = type;
        for (int i = 0; i < times; i++) {
            at = new CType.Qualified("const", to(at));
        }
        return at;
    }

    @Test
    void sizesAreThoseOfTheTypeItself() {
        assertThat(BaseTypes.INT.size()).hasValue(4);
        assertThat(new CType.Pointer(to(BaseTypes.CHAR), 8).size()).hasValue(8);
        assertThat(array(BaseTypes.INT, 3).size()).hasValue(12);
        assertThat(array(array(BaseTypes.INT, 3), 5).size()).hasValue(60);
        assertThat(array(BaseTypes.INT, 0).size()).hasValue(0);
        assertThat(new CType.Function(to(BaseTypes.INT), List.of(), false, true).size())
                .hasValue(1);
        assertThat(new CType.NoValue().size()).hasValue(1);
        assertThat(new CType.Enumeration("e", OptionalLong.of(4), true, List.of()).size())
                .hasValue(4);
        assertThat(new CType.Enumeration("e", OptionalLong.empty(), true, List.of()).size())
                .isEmpty();
        assertThat(array(new CType.Enumeration("e", OptionalLong.empty(), true, List.of()), 3)
                        .size())
                .isEmpty();
        assertThat(new CType.Typedef("t", to(qualified(BaseTypes.LONG, 2))).size())
                .hasValue(8);
    }

    @Test
    void anArrayIsNoLargerThanTheAddressSpace() {
        assertThatThrownBy(
                        () -> array(array(BaseTypes.LONG, 1L << 40), 1L << 40).size())
                .isInstanceOf(BadTypeException.class)
                .hasMessage("an array is larger than the address space");
    }

    @Test
    void namesAndQualifiersAreLookedThrough() {
        CType named = new CType.Typedef("t", to(qualified(BaseTypes.UNSIGNED_INT, 1)));

        assertThat(named.real()).isEqualTo(BaseTypes.UNSIGNED_INT);
        assertThat(named.unqualified()).isSameAs(named);
        assertThat(qualified(named, 1).unqualified()).isSameAs(named);
        assertThat(named.isScalar()).isTrue();
        assertThat(named.isSigned()).isFalse();
    }

    @Test
    void aChainOfNamesHasABound() {
        assertThat(qualified(BaseTypes.INT, TypeReference.LONGEST_CHAIN - 1).real())
                .isEqualTo(BaseTypes.INT);
        assertThatThrownBy(() ->
                        qualified(BaseTypes.INT, TypeReference.LONGEST_CHAIN).real())
                .isInstanceOf(BadTypeException.class)
                .hasMessage("a type has %d levels of typedefs and qualifiers, or refers to itself"
                        .formatted(TypeReference.LONGEST_CHAIN));
    }

    @Test
    void numbersPointersAndEnumerationsAreScalars() {
        CType.Enumeration negative = new CType.Enumeration("e", OptionalLong.of(4), true, List.of());

        assertThat(new CType.Pointer(to(BaseTypes.CHAR), 8).isScalar()).isTrue();
        assertThat(new CType.Pointer(to(BaseTypes.CHAR), 8).isSigned()).isFalse();
        assertThat(negative.isScalar()).isTrue();
        assertThat(negative.isSigned()).isTrue();
        assertThat(array(BaseTypes.INT, 3).isScalar()).isFalse();
        assertThat(array(BaseTypes.INT, 3).isSigned()).isFalse();
        assertThat(new CType.NoValue().isScalar()).isFalse();
    }

    @Test
    void encodingsHaveASignOrAreCharacters() {
        assertThat(CType.Encoding.values())
                .filteredOn(CType.Encoding::signed)
                .containsExactly(CType.Encoding.SIGNED, CType.Encoding.SIGNED_CHARACTER, CType.Encoding.FLOAT);
        assertThat(CType.Encoding.values())
                .filteredOn(CType.Encoding::character)
                .containsExactly(CType.Encoding.SIGNED_CHARACTER, CType.Encoding.UNSIGNED_CHARACTER);
    }

    @Test
    void aMemberIsAtAByteOrABit() {
        CType.Member plain = new CType.Member("a", to(BaseTypes.INT), 32, -1);
        CType.Member bits = new CType.Member("b", to(BaseTypes.INT), 37, 3);

        assertThat(plain.offset()).isEqualTo(4);
        assertThat(plain.isBitField()).isFalse();
        assertThat(bits.offset()).isEqualTo(4);
        assertThat(bits.isBitField()).isTrue();
        assertThat(new CType.Member("c", to(BaseTypes.INT), 0, 0).isBitField()).isTrue();
    }
}
