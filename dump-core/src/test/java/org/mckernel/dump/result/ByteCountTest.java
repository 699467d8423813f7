package org.mckernel.dump.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1023, 1023 bytes",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "19503514, 18.6 MiB",
        "1048576, 1 MiB",
        "1047552, 1.0 MiB",
        "1022976, 999 KiB",
        "104857600, 100 MiB",
        "104805171, 99.9 MiB",
        "104805172, 100 MiB",
        "9223372036854775807, 8 EiB"
    })
    void hasThreeDigitsAndAUnit(long bytes, String text) {
        assertThat(ByteCount.text(bytes)).isEqualTo(text);
    }

    @Test
    void countsThingsWithTheirNoun() {
        assertThat(ByteCount.counted(1, "chunk")).isEqualTo("1 chunk");
        assertThat(ByteCount.counted(0, "chunk")).isEqualTo("0 chunks");
        assertThat(ByteCount.counted(2, "process")).isEqualTo("2 processes");
        assertThat(ByteCount.grouped(1_234_567)).isEqualTo("1 234 567");
        assertThat(ByteCount.grouped(999)).isEqualTo("999");
    }
}
