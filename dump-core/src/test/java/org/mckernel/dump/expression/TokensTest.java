package org.mckernel.dump.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static List<String> all(String text) throws ExpressionException {
        Tokens tokens = new Tokens(text);
        List<String> found = new ArrayList<>();
        while (tokens.kind() != Tokens.Kind.END) {
            found.add(tokens.kind() + " " + tokens.take());
        }
        return found;
    }

    @Test
    void wordsNumbersAndSignsAreApart() throws ExpressionException {
        assertThat(all(" a->b_1[0x1f] + 'x' . \"s\\\"t\"  "))
                .containsExactly(
                        "NAME a",
                        "SIGN ->",
                        "NAME b_1",
                        "SIGN [",
                        "NUMBER 0x1f",
                        "SIGN ]",
                        "SIGN +",
                        "CHARACTER 'x'",
                        "SIGN .",
                        "STRING \"s\\\"t\"");
        assertThat(all("")).isEmpty();
        assertThat(all("   ")).isEmpty();
    }

    @Test
    void theLongestSignCounts() throws ExpressionException {
        assertThat(all("a<<b<=c<d&&e&f::g...h"))
                .containsExactly(
                        "NAME a",
                        "SIGN <<",
                        "NAME b",
                        "SIGN <=",
                        "NAME c",
                        "SIGN <",
                        "NAME d",
                        "SIGN &&",
                        "NAME e",
                        "SIGN &",
                        "NAME f",
                        "SIGN ::",
                        "NAME g",
                        "SIGN ...",
                        "NAME h");
    }

    @Test
    void exponentsBelongToTheirNumber() throws ExpressionException {
        assertThat(all("1.5e-3f 0x1.8p+3 .5 1-2"))
                .containsExactly("NUMBER 1.5e-3f", "NUMBER 0x1.8p+3", "NUMBER .5", "NUMBER 1", "SIGN -", "NUMBER 2");
    }

    @Test
    void gdbsVariablesAreNames() throws ExpressionException {
        assertThat(all("$rip $ $$ $$2 $3")).containsExactly("NAME $rip", "NAME $", "NAME $$", "NAME $$2", "NAME $3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "'", "\"", "`", "'a", "\u00e9"})
    void whatIsNoTokenIsASyntaxError(String text) {
        assertThatThrownBy(() -> new Tokens("a + " + text))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("A syntax error in expression, near `%s'.".formatted(text));
    }

    @Test
    void anErrorShowsFortyCharacters() {
        assertThatThrownBy(() -> new Tokens("#" + "x".repeat(100)))
                .hasMessage("A syntax error in expression, near `#" + "x".repeat(39) + "'.");
    }

    @Test
    void expressionsHaveABound() throws ExpressionException {
        assertThat(all("-".repeat(2000))).hasSize(2000);
        assertThatThrownBy(() -> new Tokens("-".repeat(2001)))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("the expression is too long");
    }

    @Test
    void tokensAreTakenOrPutBack() throws ExpressionException {
        Tokens tokens = new Tokens("a = b");
        int start = tokens.position();

        assertThat(tokens.accept("=")).isFalse();
        assertThat(tokens.take()).isEqualTo("a");
        assertThat(tokens.isSign("=")).isTrue();
        assertThat(tokens.accept("=")).isTrue();
        assertThatThrownBy(() -> tokens.expect("+")).hasMessage("A syntax error in expression, near `b'.");
        assertThat(tokens.take()).isEqualTo("b");
        assertThat(tokens.take()).as("the end stays").isEmpty();
        assertThat(tokens.take()).isEmpty();
        assertThat(tokens.error()).hasMessage("A syntax error in expression, near `'.");
        tokens.back(start);
        assertThat(tokens.text()).isEqualTo("a");
    }
}
