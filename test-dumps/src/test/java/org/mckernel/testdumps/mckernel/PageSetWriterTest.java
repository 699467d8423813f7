package org.mckernel.testdumps.mckernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.memory.SimulatedMemory;

class PageSetWriterTest {
    /** 70 pages need two words: 64 ones, then 6. */
    private final PageSetWriter set =
            new PageSetWriter(4096).map(0x100000, 70 * 4096).map(0x200000, 4096);

    @Test
    void writesHeaderAndMaps() {
        SimulatedMemory memory = new SimulatedMemory(4096).ram(0, 0x10000);
        set.writeTo(memory, 0x1008, 0x2000);

        ByteBuffer header = little(memory.read(0x1008, 24));
        assertThat(header.getInt()).isEqualTo(1);
        assertThat(header.getInt()).isEqualTo(2);
        assertThat(header.getLong()).isEqualTo(4096);
        assertThat(header.getLong()).isEqualTo(0x2000);
        ByteBuffer maps = little(memory.read(0x2000, 32 + 24));
        assertThat(maps.getLong()).isEqualTo(0x100000);
        assertThat(maps.getLong()).isEqualTo(2);
        assertThat(maps.getLong()).isEqualTo(-1);
        assertThat(maps.getLong()).isEqualTo(0b111111);
        assertThat(maps.getLong()).isEqualTo(0x200000);
        assertThat(maps.getLong()).isEqualTo(1);
        assertThat(maps.getLong()).isEqualTo(1);
    }

    @Test
    void clearedPagesSplitChunks() {
        set.clear(0x102000, 4096).clear(0x145000, 4096);

        assertThat(little(set.maps()).getLong(16)).isEqualTo(~0b100L);
        assertThat(little(set.maps()).getLong(24)).isEqualTo(0b011111);
        assertThat(set.setPages()).isEqualTo(69);
        assertThat(set.chunks())
                .containsExactly(
                        new SimulatedMemory.Range(0x100000, 0x2000),
                        new SimulatedMemory.Range(0x103000, 0x42000),
                        new SimulatedMemory.Range(0x200000, 0x1000));
    }

    @Test
    void faultsChangeOnlyTheirField() {
        set.completionFlag(0).countField(-1).phyPageField(0).areaSizeField(7).mapCountField(1, Long.MAX_VALUE);

        ByteBuffer header = little(set.header(0x2000));
        assertThat(header.getInt(0)).isZero();
        assertThat(header.getInt(4)).isEqualTo(-1);
        assertThat(header.getLong(8)).isEqualTo(7);
        assertThat(header.getLong(16)).isZero();
        assertThat(little(set.maps()).getLong(40)).isEqualTo(Long.MAX_VALUE);
        assertThat(set.mapsLength()).isEqualTo(32 + 24);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
