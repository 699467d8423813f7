package org.mckernel.dump.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spellings of a type (C17, 6.7.2) and the usual one. */
class BaseNamesTest {
    @ParameterizedTest
    @CsvSource({
        "long unsigned int, unsigned long",
        "unsigned, unsigned int",
        "signed, int",
        "short int, short",
        "long long unsigned int, unsigned long long",
        "long int, long",
        "signed char, signed char",
        "char, char",
        "unsigned char, unsigned char",
        "int unsigned long, unsigned long",
        "long double, long double",
        "double, double",
        "_Bool, _Bool",
        "thread, thread"
    })
    void aSpellingBecomesTheUsualOne(String spelling, String usual) {
        assertThat(BaseNames.usual(spelling)).isEqualTo(usual);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unsigned signed",
                "unsigned float",
                "int char",
                "long long long",
                "short long",
                "int int",
                "int double"
            })
    void wordsThatNameNoTypeHaveNone(String words) {
        assertThat(BaseNames.usual(List.of(words.split(" ", -1)))).isEmpty();
        assertThat(BaseNames.usual(words)).as("unchanged").isEqualTo(words);
        assertThat(BaseNames.usual(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"signed, true", "double, true", "struct, false", "thread, false"})
    void someWordsBelongToSuchSpellings(String word, boolean expected) {
        assertThat(BaseNames.isWord(word)).isEqualTo(expected);
    }
}
