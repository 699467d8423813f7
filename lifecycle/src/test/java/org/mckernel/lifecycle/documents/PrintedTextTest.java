package org.mckernel.lifecycle.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintedTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in 0.10 s (15.1 MiB/s)|in 1.2 s (900 KiB/s)|true",
                "since 2026-11-30T21:54:08Z|since 2027-01-01T00:00:00Z|true",
                "1.5 MiB present|1.6 MiB present|false",
                "4 CPUs|5 CPUs|false",
                "3 threads|3 threads, 1 more|false"
            })
    void onlyTimesRatesAndDatesMayDiffer(String shown, String printed, boolean alike) {
        assertThat(PrintedText.alike(List.of(shown), List.of(printed))).isEqualTo(alike);
    }
}
