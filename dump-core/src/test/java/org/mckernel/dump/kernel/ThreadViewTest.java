package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ThreadViewTest {
    private static ThreadView thread(OptionalInt status, ThreadView.Place place, OptionalInt current) {
        OptionalInt none = OptionalInt.empty();
        return new ThreadView(0x1000, none, none, none, status, OptionalLong.empty(), place, current);
    }

    @Test
    void aStatusHasAWordUnlessTheThreadIsIdle() {
        OptionalInt none = OptionalInt.empty();

        assertThat(thread(OptionalInt.of(4), ThreadView.Place.HASH, none).statusWord())
                .isEqualTo("waiting");
        assertThat(thread(OptionalInt.of(4), ThreadView.Place.IDLE, none).statusWord())
                .isEqualTo("idle");
        assertThat(thread(none, ThreadView.Place.HASH, none).statusWord()).isEqualTo("not known");
    }

    @Test
    void aThreadIsOnACpuWhenOneRunsIt() {
        assertThat(thread(OptionalInt.empty(), ThreadView.Place.RUN_QUEUE, OptionalInt.of(0))
                        .onCpu())
                .isTrue();
        assertThat(thread(OptionalInt.empty(), ThreadView.Place.RUN_QUEUE, OptionalInt.empty())
                        .onCpu())
                .isFalse();
    }
}
