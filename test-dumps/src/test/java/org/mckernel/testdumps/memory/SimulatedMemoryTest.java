package org.mckernel.testdumps.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

class SimulatedMemoryTest {
    private final SimulatedMemory memory =
            new SimulatedMemory(4096).ram(0x8000, 0x2000).ram(0, 0x4000);

    @Test
    void ramIsSortedAndMustNotOverlap() {
        assertThat(memory.ram()).containsExactly(new Range(0, 0x4000), new Range(0x8000, 0x2000));
        assertThat(memory.isRam(3)).isTrue();
        assertThat(memory.isRam(4)).isFalse();
        assertThat(memory.maxPfn()).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> memory.ram(0x3000, 0x1000));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.ram(0x7000, 0x2000));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.ram(-0x1000, 0x1000));
        assertThat(memory.ram(0x4000, 0x4000).ram()).hasSize(3);
    }

    @Test
    void fatesOverwriteEarlierOnes() {
        memory.fate(0x1000, 0x8000, Fate.EXCLUDED).fate(0x2000, 1, Fate.DUMPED);
        assertThat(memory.dumped())
                .containsExactly(new Range(0, 0x1000), new Range(0x2000, 0x1000), new Range(0x9000, 0x1000));
        memory.fate(0, 0xa000, Fate.DUMPED);
        assertThat(memory.dumped()).containsExactlyElementsOf(memory.ram());
    }

    @Test
    void neighbouringRamStaysApart() {
        memory.ram(0x4000, 0x1000);
        assertThat(memory.dumped()).startsWith(new Range(0, 0x4000), new Range(0x4000, 0x1000));
    }

    @Test
    void aRuleTellsPagesThatAreNotWritten() {
        memory.write(0x3000, (byte) 7)
                .rule(new Range(0x1000, 0x2000), pfn -> {
                    byte[] page = new byte[0x1000];
                    page[5] = (byte) pfn;
                    return page;
                })
                .write(0x2006, (byte) 9);
        assertThat(memory.writtenPages(0, 0x4000)).containsExactly(1L, 2L, 3L);
        assertThat(memory.writtenPages(0x2000, 0x1000)).containsExactly(2L);
        assertThat(memory.isZero(0)).isTrue();
        assertThat(memory.isZero(1)).isFalse();
        assertThat(memory.read(0x1004, 3)).containsExactly(0, 1, 0);
        assertThat(memory.read(0x2004, 3)).containsExactly(0, 2, 9);
        assertThat(memory.dumpedNonZero()).containsExactly(new Range(0x1000, 0x3000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.rule(new Range(0x2000, 0x1000), _ -> new byte[0x1000]))
                .withMessageContaining("has a rule");
    }

    @Test
    void zeroPagesAreThoseWithoutAnyOtherByte() {
        memory.write(0x1000, (byte) 0).write(0x2fff, (byte) 1, (byte) 2);
        assertThat(memory.isZero(1)).isTrue();
        assertThat(memory.isZero(2)).isFalse();
        assertThat(memory.writtenPages(0, 0x3000)).containsExactly(1L, 2L);
        assertThat(memory.dumpedNonZero()).containsExactly(new Range(0x2000, 0x2000));
    }
}
