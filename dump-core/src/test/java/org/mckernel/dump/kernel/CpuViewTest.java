package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuViewTest {
    private static CpuView cpu(OptionalInt status, OptionalLong current, OptionalLong idle) {
        return new CpuView(0, 0x1000, status, current, idle, OptionalLong.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "-1, status -1, false",
        "0, disabled, true",
        "1, idle, true",
        "2, running, true",
        "3, reserved, true",
        "4, status 4, false"
    })
    void aStatusHasAWord(int status, String word, boolean sensible) {
        CpuView cpu = cpu(OptionalInt.of(status), OptionalLong.empty(), OptionalLong.empty());

        assertThat(cpu.statusWord()).isEqualTo(word);
        assertThat(cpu.isValid()).isEqualTo(sensible);
    }

    @Test
    void aStatusThatIsNotInTheDumpIsNotKnown() {
        CpuView cpu = cpu(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());

        assertThat(cpu.statusWord()).isEqualTo("not known");
        assertThat(cpu.isValid()).isFalse();
    }

    @Test
    void itRunsItsIdleThreadOnlyWhenBothAreKnown() {
        OptionalInt any = OptionalInt.of(1);

        assertThat(cpu(any, OptionalLong.of(5), OptionalLong.of(5)).runsIdle()).isTrue();
        assertThat(cpu(any, OptionalLong.of(5), OptionalLong.of(6)).runsIdle()).isFalse();
        assertThat(cpu(any, OptionalLong.empty(), OptionalLong.empty()).runsIdle())
                .isFalse();
    }
}
