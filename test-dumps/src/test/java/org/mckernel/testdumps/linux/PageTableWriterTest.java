package org.mckernel.testdumps.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.memory.SimulatedMemory;

class PageTableWriterTest {
    private final SimulatedMemory memory = new SimulatedMemory(4096).ram(0, 16 << 20);
    private final FrameAllocator frames = new FrameAllocator(0x200000, 0x300000, 4096);

    @Test
    void fourLevelsByHand() {
        // 0xffff888000403000: indices 273, 0, 2, 3.
        PageTableWriter.x86(memory, frames, 4, 0x1000).map(0xffff888000403000L, 0x7000, 0x1000, 0x1000);

        long third = table(0x1000 + 8 * 273);
        long second = table(third);
        long first = table(second + 8 * 2);
        assertThat(word(first + 8 * 3)).isEqualTo(0x8000000000007163L);
    }

    @Test
    void fiveLevelsByHand() {
        // Bits 56 to 48 of 0xff11000000000000 are 0x111 = 273.
        PageTableWriter.x86(memory, frames, 5, 0x1000).map(0xff11000000000000L, 0, 0x40000000, 0x40000000);

        long fourth = table(0x1000 + 8 * 273);
        long third = table(fourth);
        assertThat(word(third)).isEqualTo(0x80000000000001e3L);
    }

    @Test
    void takesTheLargestLeafThatFits() {
        PageTableWriter tables =
                PageTableWriter.x86(memory, frames, 4, 0x1000).map(0x1ff000, 0x1ff000, 0x402000, 0x40000000);

        assertThat(word(tables.entryAddress(0x1ff000, 0)) & 0xfff).isEqualTo(0x163);
        assertThat(word(tables.entryAddress(0x200000, 1)) & 0xfff).isEqualTo(0x1e3);
        assertThat(word(tables.entryAddress(0x400000, 1)) & 0xfff).isEqualTo(0x1e3);
        assertThat(word(tables.entryAddress(0x600000, 0)) & 0xffffff).isEqualTo(0x600163);
        assertThat(tables.physical(0x345678)).isEqualTo(0x345678);
    }

    @Test
    void extraBitsAreInEveryEntry() {
        long encrypted = 1L << 47;
        PageTableWriter tables = PageTableWriter.x86(memory, frames, 4, 0x1000)
                .extraBits(encrypted, encrypted)
                .map(0x5000, 0x6000, 0x2000, 0x1000);

        for (int level = 0; level < 4; level++) {
            assertThat(word(tables.entryAddress(0x6000, level)) & encrypted)
                    .as("level %d", level)
                    .isEqualTo(encrypted);
        }
        assertThat(word(tables.entryAddress(0x6000, 0)) & 0xffffff).isEqualTo(0x7163);
    }

    @Test
    void arm64FourKilobytesThreeLevels() {
        // 0xffffff8008081000 with 39 bits: indices 0, 64, 129.
        PageTableWriter tables = PageTableWriter.arm64(memory, frames, 0x1000, 39, 0x1000)
                .map(0xffffff8008081000L, 0x9000, 0x1000, 0x200000);

        long second = table(0x1000);
        long first = table(second + 8 * 64);
        assertThat(word(first + 8 * 129)).isEqualTo(0x0060000000009703L);
        assertThat(tables.levels()).isEqualTo(3);
    }

    @Test
    void arm64SixtyFourKilobytes() {
        SimulatedMemory large = new SimulatedMemory(0x10000).ram(0, 16 << 20);
        FrameAllocator room = new FrameAllocator(0x100000, 0x400000, 0x10000);
        // 42 bits: 13 index bits a level, blocks of 512 MiB in the upper one.
        PageTableWriter two = PageTableWriter.arm64(large, room, 0x10000, 42, 0x10000)
                .map(0xfffffe0000000000L, 0x40000000, 0x20010000, 0x20000000);
        assertThat(two.levels()).isEqualTo(2);
        assertThat(word(large, 0x10000 + 8 * 4096)).isEqualTo(0x0060000040000701L);
        assertThat(word(large, two.entryAddress(0xfffffe0020000000L, 0))).isEqualTo(0x0060000060000703L);
        // 48 bits: the top index has 6 bits; the upper half starts at entry 32.
        PageTableWriter three = PageTableWriter.arm64(large, room, 0x10000, 48, 0x20000)
                .map(0xffff800000000000L, 0x40000000, 0x10000, 0x10000);
        assertThat(three.levels()).isEqualTo(3);
        assertThat(word(large, 0x20000 + 8 * 32) & 3).isEqualTo(3);
    }

    private long table(long at) {
        return word(at) & 0x000ffffffffff000L;
    }

    private long word(long at) {
        return word(memory, at);
    }

    private static long word(SimulatedMemory memory, long at) {
        return ByteBuffer.wrap(memory.read(at, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }
}
