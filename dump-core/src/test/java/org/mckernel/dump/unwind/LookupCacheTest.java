package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;

class LookupCacheTest {
    private final List<Integer> asked = new ArrayList<>();

    private final LookupCache<Integer, String> cache = new LookupCache<>(key -> {
        asked.add(key);
        if (key == 13) {
            throw MalformedFileException.truncated(TestSource.of(new byte[1]), "thirteen", 1, 1);
        }
        return key < 0 ? Optional.empty() : Optional.of("answer " + key);
    });

    @Test
    void aQuestionIsAskedOnce() {
        assertThat(cache.about(7)).contains("answer 7");
        assertThat(cache.about(7)).contains("answer 7");
        assertThat(cache.about(8)).contains("answer 8");
        assertThat(asked).containsExactly(7, 8);
    }

    @Test
    void noAnswerIsRemembered() {
        assertThat(cache.about(-1)).isEmpty();
        assertThat(cache.about(-1)).isEmpty();
        assertThat(asked).containsExactly(-1);
    }

    @Test
    void whatIsDamagedAnswersNothing() {
        assertThat(cache.about(13)).isEmpty();
        assertThat(cache.about(13)).isEmpty();
        assertThat(asked).containsExactly(13);
    }

    @Test
    void whatComesAfterTheBoundIsAskedEachTime() {
        for (int i = 100; i < 100 + (1 << 14); i++) {
            cache.about(i);
        }
        asked.clear();
        cache.about(100 + (1 << 14) - 1);
        assertThat(asked).isEmpty();
        assertThat(cache.about(99_999)).contains("answer 99999");
        assertThat(cache.about(99_999)).contains("answer 99999");
        assertThat(asked).containsExactly(99_999, 99_999);
    }
}
