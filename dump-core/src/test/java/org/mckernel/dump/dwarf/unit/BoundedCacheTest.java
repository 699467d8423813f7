package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;

class BoundedCacheTest {
    private final List<String> read = new ArrayList<>();
    private final BoundedCache<String, String> cache = new BoundedCache<>(6, String::length);

    private String get(String key) throws MalformedFileException {
        return cache.get(key, () -> {
            read.add(key);
            return key;
        });
    }

    @Test
    void theLeastRecentlyUsedGoesWhenAllCostTooMuch() throws MalformedFileException {
        get("aaa");
        get("bbb");
        get("aaa");
        get("c");
        assertThat(get("aaa")).isEqualTo("aaa");
        assertThat(get("c")).isEqualTo("c");
        assertThat(read).containsExactly("aaa", "bbb", "c");
        get("bbb");
        assertThat(read).containsExactly("aaa", "bbb", "c", "bbb");
    }

    @Test
    void oneAloneMayCostMore() throws MalformedFileException {
        get("a");
        get("larger than all");
        get("larger than all");
        get("a");

        assertThat(read).containsExactly("a", "larger than all", "a");
    }
}
