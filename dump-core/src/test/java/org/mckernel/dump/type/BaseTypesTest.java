package org.mckernel.dump.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C's conversions (C17, 6.3.1), where int has 4 bytes and long 8. */
class BaseTypesTest {
    private static CType type(String name) {
        return BaseTypes.find(name).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "char, 1, true", "signed char, 1, true", "unsigned char, 1, false", "short, 2, true",
        "unsigned short, 2, false", "int, 4, true", "unsigned int, 4, false", "long, 8, true",
        "unsigned long, 8, false", "long long, 8, true", "unsigned long long, 8, false", "float, 4, true",
        "double, 8, true", "long double, 16, true", "void, 1, false"
    })
    void typesOfTheLanguageHaveTheirSize(String name, long size, boolean signed) {
        assertThat(type(name).size()).hasValue(size);
        assertThat(type(name).isSigned()).isEqualTo(signed);
        assertThat(TypeText.name(type(name))).isEqualTo(name);
    }

    @Test
    void otherNamesAreNone() {
        assertThat(BaseTypes.find("thread")).isEmpty();
        assertThat(BaseTypes.find("long int")).as("not the usual spelling").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "char, int",
        "unsigned char, int",
        "unsigned short, int",
        "int, int",
        "unsigned int, unsigned int",
        "long, long",
        "unsigned long, unsigned long",
        "long long, long"
    })
    void smallNumbersBecomeInt(String name, String promoted) {
        assertThat(TypeText.name(BaseTypes.promoted(type(name)))).isEqualTo(promoted);
    }

    @Test
    void anEnumerationOfFourBytesBecomesInt() {
        CType unsigned = new CType.Enumeration("e", OptionalLong.of(4), false, List.of());

        assertThat(BaseTypes.promoted(unsigned)).isEqualTo(BaseTypes.INT);
    }

    @ParameterizedTest
    @CsvSource({
        "char, short, int",
        "int, unsigned int, unsigned int",
        "unsigned int, int, unsigned int",
        "unsigned int, long, long",
        "long, unsigned int, long",
        "long, unsigned long, unsigned long",
        "unsigned long, int, unsigned long",
        "int, int, int",
        "long, int, long"
    })
    void twoNumbersHaveATypeInCommon(String one, String other, String common) {
        assertThat(TypeText.name(BaseTypes.common(type(one), type(other)))).isEqualTo(common);
    }
}
