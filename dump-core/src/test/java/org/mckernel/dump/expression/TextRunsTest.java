package org.mckernel.dump.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextRunsTest {
    private static TextRuns runs(String text) {
        TextRuns runs = new TextRuns();
        text.chars().forEach(runs::add);
        return runs;
    }

    @Test
    void runsOfMoreThanTenAreCounted() {
        assertThat(runs("ab").text()).isEqualTo("\"ab\"");
        assertThat(runs("aaaaaaaaaa").text()).isEqualTo("\"aaaaaaaaaa\"");
        assertThat(runs("aaaaaaaaaaa").text()).isEqualTo("'a' <repeats 11 times>");
        assertThat(runs("x" + "a".repeat(12) + "y").text()).isEqualTo("\"x\", 'a' <repeats 12 times>, \"y\"");
        assertThat(runs("").text()).isEqualTo("\"\"");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "10, 10", "11, 10", "200, 10"})
    void ofARunTenCharactersCount(int length, int shown) {
        assertThat(runs("a".repeat(length)).shown()).isEqualTo(shown);
    }

    @Test
    void quotesAndControlCharactersAreEscaped() {
        assertThat(runs("a\"b\n").text()).isEqualTo("\"a\\\"b\\n\"");
    }

    /** Else it would be read as part of the escape. */
    @Test
    void aDigitAfterAnOctalEscapeIsOneItself() {
        assertThat(runs("\u00017x7").text()).isEqualTo("\"\\001\\067x7\"");
        assertThat(runs("\u000112").text()).isEqualTo("\"\\001\\061\\062\"");
        assertThat(runs("\n7").text()).isEqualTo("\"\\n7\"");
        assertThat(runs("\u0001" + "7".repeat(11)).text()).isEqualTo("\"\\001\", '7' <repeats 11 times>");
    }
}
