package org.mckernel.testdumps.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

class PageRangesTest {
    @Test
    void neighboursBecomeOneAndHolesSplit() {
        PageRanges pages =
                new PageRanges().add(0x1000, 0x1000).add(0x3000, 0x1000).add(0x2000, 0x1000);
        assertThat(pages.list()).isEqualTo(List.of(new Range(0x1000, 0x3000)));
        assertThat(pages.remove(0x2000, 0x1000).list())
                .isEqualTo(List.of(new Range(0x1000, 0x1000), new Range(0x3000, 0x1000)));
        assertThat(pages.contains(0x1000, 0x1000)).isTrue();
        assertThat(pages.contains(0x1000, 0x1001)).isFalse();
        assertThat(pages.bytes()).isEqualTo(0x2000);
    }

    @Test
    void whateverIsAddedAndRemovedItIsTheSameAsBitByBit() {
        Random random = new Random(1);
        PageRanges pages = new PageRanges();
        BitSet bits = new BitSet();
        for (int i = 0; i < 5000; i++) {
            int from = random.nextInt(300);
            int length = 1 + random.nextInt(20);
            if (random.nextBoolean()) {
                pages.add(from, length);
                bits.set(from, from + length);
            } else {
                pages.remove(from, length);
                bits.clear(from, from + length);
            }
            BitSet found = new BitSet();
            pages.list().forEach(r -> found.set((int) r.start(), (int) r.end()));
            assertThat(found).isEqualTo(bits);
        }
    }
}
