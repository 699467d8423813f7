package org.mckernel.dump.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Declarations as C writes them. */
class TypeTextTest {
    private static CType pointer(CType target) {
        return new CType.Pointer(TypeReference.to(target), 8);
    }

    private static CType array(CType element, long count, boolean known) {
        return new CType.Array(TypeReference.to(element), count, known);
    }

    private static CType qualified(String qualifier, CType type) {
        return new CType.Qualified(qualifier, TypeReference.to(type));
    }

    private static CType function(boolean variadic, boolean prototyped, CType result, CType... parameters) {
        return new CType.Function(
                TypeReference.to(result),
                Arrays.stream(parameters).map(TypeReference::to).toList(),
                variadic,
                prototyped);
    }

    @Test
    void aNameStandsWhereCWantsIt() {
        assertThat(TypeText.declaration(BaseTypes.INT, "n")).isEqualTo("int n");
        assertThat(TypeText.declaration(pointer(BaseTypes.CHAR), "p")).isEqualTo("char *p");
        assertThat(TypeText.declaration(array(BaseTypes.CHAR, 16, true), "name"))
                .isEqualTo("char name[16]");
        assertThat(TypeText.declaration(array(array(BaseTypes.INT, 3, true), 2, true), "m"))
                .isEqualTo("int m[2][3]");
        assertThat(TypeText.declaration(array(BaseTypes.CHAR, 0, false), "rest"))
                .isEqualTo("char rest[]");
        assertThat(TypeText.declaration(array(pointer(BaseTypes.CHAR), 4, true), "argv"))
                .isEqualTo("char *argv[4]");
        assertThat(TypeText.declaration(pointer(array(BaseTypes.CHAR, 4, true)), "p"))
                .isEqualTo("char (*p)[4]");
    }

    @Test
    void functionsHaveTheirParameters() {
        assertThat(TypeText.name(function(false, true, BaseTypes.INT, BaseTypes.INT, pointer(BaseTypes.CHAR))))
                .isEqualTo("int (int, char *)");
        assertThat(TypeText.declaration(pointer(function(false, true, BaseTypes.INT, BaseTypes.INT)), "f"))
                .isEqualTo("int (*f)(int)");
        assertThat(TypeText.name(function(false, true, new CType.NoValue()))).isEqualTo("void (void)");
        assertThat(TypeText.name(function(false, false, new CType.NoValue()))).isEqualTo("void ()");
        assertThat(TypeText.name(function(true, true, BaseTypes.INT, pointer(BaseTypes.CHAR))))
                .isEqualTo("int (char *, ...)");
        assertThat(TypeText.name(function(true, true, BaseTypes.INT))).isEqualTo("int (void)");
    }

    @Test
    void qualifiersBelongToWhatTheyStandNextTo() {
        assertThat(TypeText.name(pointer(qualified("const", BaseTypes.CHAR)))).isEqualTo("const char *");
        assertThat(TypeText.name(qualified("const", pointer(BaseTypes.CHAR)))).isEqualTo("char * const");
        assertThat(TypeText.declaration(qualified("const", pointer(BaseTypes.CHAR)), "p"))
                .isEqualTo("char * const p");
        assertThat(TypeText.name(qualified("volatile", qualified("const", BaseTypes.INT))))
                .isEqualTo("const volatile int");
    }

    @Test
    void aggregatesAreNamedByKeywordAndTag() {
        CType none = new CType.Enumeration("", OptionalLong.of(4), false, List.of());

        assertThat(TypeText.name(none)).isEqualTo("enum {...}");
        assertThat(TypeText.name(new CType.Enumeration("e", OptionalLong.of(4), false, List.of())))
                .isEqualTo("enum e");
        assertThat(TypeText.name(new CType.Typedef("pid_t", TypeReference.to(BaseTypes.INT))))
                .isEqualTo("pid_t");
        assertThat(TypeText.name(pointer(new CType.NoValue()))).isEqualTo("void *");
    }

    @Test
    void aDeclarationHasABound() {
        CType deep = BaseTypes.INT;
        for (int i = 0; i < 64; i++) {
            deep = pointer(deep);
        }
        CType deepest = deep;

        assertThat(TypeText.name(deepest)).isEqualTo("int " + "*".repeat(64));
        assertThatThrownBy(() -> TypeText.name(pointer(deepest)))
                .isInstanceOf(BadTypeException.class)
                .hasMessage("a type is more than 64 pointers, arrays and functions deep, or contains itself");
    }
}
