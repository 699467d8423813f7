package org.mckernel.eclair.command.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InterruptibleTextTest {
    @Test
    void findsWhatThePatternFinds() {
        Predicate<String> finds = InterruptibleText.finds(Pattern.compile("^(wake|sleep)_.p$"));
        assertThat(finds.test("wake_up")).isTrue();
        assertThat(finds.test("wake_up_all")).isFalse();
    }

    /** Uninterrupted it would try ten to the 24th ways; the limit of time only ends a test that fails. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anInterruptEndsAPatternThatNeverEnds() {
        Predicate<String> finds = InterruptibleText.finds(Pattern.compile("(\\w\\w?)+\\1x$"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> finds.test("a".repeat(120) + "!")).isInstanceOf(CancellationException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
