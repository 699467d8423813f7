package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadStatusTest {
    /** Of several bits the lowest counts. */
    @ParameterizedTest
    @CsvSource({
        "0x1, running, RU, false",
        "0x2, waiting, IN, false",
        "0x4, waiting, UN, false",
        "0x8, zombie, Z, true",
        "0x10, exited, Z, true",
        "0x20, stopped, T, false",
        "0x40, traced, T, false",
        "0x80, stopping, T, false",
        "0x100, tracing, T, false",
        "0x200, stopping, T, false",
        "0x400, tracing, T, false",
        "0x41, running, RU, false",
        "0x28, zombie, Z, true",
        "0x0, status 0x0, ??, false",
        "0x800, status 0x800, ??, false"
    })
    void bitsHaveAWordAndLetters(String status, String word, String letters, boolean ended) {
        int bits = Integer.decode(status);

        assertThat(ThreadStatus.word(bits)).isEqualTo(word);
        assertThat(ThreadStatus.letters(bits)).isEqualTo(letters);
        assertThat(ThreadStatus.ended(bits)).isEqualTo(ended);
    }
}
