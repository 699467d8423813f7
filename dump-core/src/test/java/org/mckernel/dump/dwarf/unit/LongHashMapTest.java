package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongHashMapTest {
    @Test
    void theFirstValueOfAKeyStays() {
        LongHashMap map = new LongHashMap();

        assertThat(map.get(7)).isEqualTo(-1);
        assertThat(map.putIfAbsent(7, 0)).isTrue();
        assertThat(map.putIfAbsent(7, 5)).isFalse();
        assertThat(map.get(7)).isZero();
        assertThat(map.get(0)).isEqualTo(-1);
        assertThat(map.putIfAbsent(0, 3)).isTrue();
        assertThat(map.get(0)).isEqualTo(3);
        assertThat(map.values()).containsExactlyInAnyOrder(0, 3);
        assertThat(new LongHashMap().values()).isEmpty();
    }

    @Test
    void manyKeysAreThoseOfAnotherMap() {
        Random random = new Random(7);
        LongHashMap map = new LongHashMap();
        Map<Long, Long> expected = new HashMap<>();
        for (long i = 0; i < 5000; i++) {
            long key = random.nextInt(4000) * (i % 2 == 0 ? 1L : 1L << 40);
            assertThat(map.putIfAbsent(key, i)).isEqualTo(expected.putIfAbsent(key, i) == null);
        }

        expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
        assertThat(map.values()).hasSize(expected.size());
    }
}
