package org.mckernel.dump.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.FileRun;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.bytes.TestSource;

class StoredMemoryTest {
    @TempDir
    Path dir;

    private MappedFile file;

    @BeforeEach
    void write() throws IOException {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        file = MappedFile.open(Files.write(dir.resolve("bytes"), bytes));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    private static byte[] read(PhysicalMemory memory, long address, int length) {
        byte[] bytes = new byte[length];
        long got = memory.read(address, MemorySegment.ofArray(bytes), 0, length);
        return Arrays.copyOf(bytes, (int) got);
    }

    @Test
    void looksUpInAnyOrderOfRanges() {
        StoredMemory memory = new StoredMemoryBuilder()
                .stored(0x3000, 16, 32)
                .stored(0x1000, 16, 0)
                .absent(0x1010, 0x10, Presence.FILTERED)
                .build(file, 4096);

        assertThat(read(memory, 0x1008, 64)).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(memory.presence(0x1010)).isEqualTo(Presence.FILTERED);
        assertThat(memory.presence(0x1020)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(memory.presence(-1)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(memory.extent(0x1020, Long.MAX_VALUE))
                .isEqualTo(new Extent(0x1020, 0x1fe0, Presence.NOT_IN_DUMP, null));
        assertThat(memory.extent(0x3004, 8))
                .isEqualTo(new Extent(0x3004, 8, Presence.PRESENT, new FileRun(file, 36, 8)));
        assertThat(memory.nextPresent(0x1010, -1)).isEqualTo(0x3000);
        assertThat(memory.nextPresent(0x1010, 0x3000)).isEqualTo(-1);
        assertThat(memory.nextPresent(0x3010, -1)).isEqualTo(-1);
        assertThat(memory.end()).isEqualTo(0x3010);
    }

    @Test
    void prefersHolesThenFirstStoredByte() {
        StoredMemory memory = new StoredMemoryBuilder()
                .absent(0, 100, Presence.FILTERED)
                .stored(10, 20, 0)
                .stored(5, 50, 100)
                .hole(12, 2, Presence.EXCLUDED)
                .build(file, 4096);

        assertThat(memory.presence(4)).isEqualTo(Presence.FILTERED);
        assertThat(read(memory, 5, 7)).containsExactly(100, 101, 102, 103, 104, 0, 1);
        assertThat(memory.presence(12)).isEqualTo(Presence.EXCLUDED);
        assertThat(read(memory, 14, 18)).startsWith(4, 5).endsWith(19, 125, 126);
        assertThat(memory.presence(55)).isEqualTo(Presence.FILTERED);
        assertThat(memory.end()).isEqualTo(100);
    }

    @Test
    void readsOverTouchingRanges() {
        StoredMemory memory = new StoredMemoryBuilder()
                .stored(0, 4, 100)
                .stored(4, 4, 50)
                .stored(8, 4, 54)
                .build(file, 4096);

        assertThat(read(memory, 2, 100)).containsExactly(102, 103, 50, 51, 52, 53, 54, 55, 56, 57);
        assertThat(memory.extent(4, 100).length())
                .as("ranges that are contiguous in the file")
                .isEqualTo(8);
    }

    @Test
    void refusesImpossibleRanges() {
        StoredMemoryBuilder builder = new StoredMemoryBuilder();
        assertThat(StoredMemoryBuilder.isValid(-1, 1)).isFalse();
        assertThat(StoredMemoryBuilder.isValid(1, Long.MAX_VALUE)).isFalse();
        assertThat(StoredMemoryBuilder.isValid((1L << 56) - 1, 1)).isTrue();
        assertThatThrownBy(() -> builder.stored(1L << 56, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.build(file, 4096).end()).isZero();
        assertThat(builder.build(file, 4096).extent(-4096, Long.MAX_VALUE).length())
                .isEqualTo(4096);
    }

    @Test
    void neverReadsAfterEndOfSource() {
        StoredMemory memory = new StoredMemoryBuilder().stored(0, 300, 0).build(file, 4096);

        assertThat(read(memory, 0, 300)).hasSize(256);
        assertThat(memory.presence(255)).isEqualTo(Presence.PRESENT);
        assertThat(memory.presence(256)).isEqualTo(Presence.TRUNCATED);
    }

    @Test
    void readsUpToTheFirstByteThatTheSourceCannotGive() {
        byte[] bytes = new byte[100];
        Arrays.fill(bytes, (byte) 5);
        TestSource source = TestSource.of(bytes).without(37, 2);
        StoredMemory memory = new StoredMemoryBuilder().stored(0x1000, 100, 0).build(source, 4096);

        for (int from = 0; from < 37; from++) {
            assertThat(read(memory, 0x1000 + from, 100 - from))
                    .hasSize(37 - from)
                    .containsOnly(5);
        }
        assertThat(read(memory, 0x1000 + 37, 10)).isEmpty();
        assertThat(read(memory, 0x1000 + 38, 10)).isEmpty();
        assertThat(read(memory, 0x1000 + 39, 100)).hasSize(61);
        assertThat(memory.presence(0x1000 + 36)).isEqualTo(Presence.PRESENT);
        assertThat(memory.presence(0x1000 + 37)).isEqualTo(Presence.CORRUPT);
    }

    @Test
    void writesOnlyFromTheTargetOffsetOn() {
        StoredMemory memory =
                new StoredMemoryBuilder().stored(0, 2, 10).stored(2, 2, 50).build(file, 4096);
        byte[] target = {9, 9, 9, 9, 9, 9};

        assertThat(memory.read(1, MemorySegment.ofArray(target), 2, 2)).isEqualTo(2);

        assertThat(target).containsExactly(9, 9, 11, 50, 9, 9);
    }

    @Test
    void stepsThroughASourceThatKnowsOfNoRun() {
        StoredMemory memory =
                new StoredMemoryBuilder().stored(0x10_0000, 0x3000, 0x800).build(TestSource.ofSize(0x2000), 4096);

        assertThat(memory.extent(0x10_0000, Long.MAX_VALUE))
                .as("to the source's next multiple of 4096")
                .isEqualTo(new Extent(0x10_0000, 0x800, Presence.PRESENT, null));
        assertThat(memory.extent(0x10_0800, Long.MAX_VALUE))
                .isEqualTo(new Extent(0x10_0800, 0x1000, Presence.PRESENT, null));
        assertThat(memory.extent(0x10_0800, 16)).isEqualTo(new Extent(0x10_0800, 16, Presence.PRESENT, null));
        assertThat(memory.extent(0x10_1800, Long.MAX_VALUE))
                .as("past the source's end")
                .isEqualTo(new Extent(0x10_1800, 0x1000, Presence.TRUNCATED, null));
        assertThat(memory.extent(0x10_2f00, Long.MAX_VALUE).length()).isEqualTo(0x100);
    }

    @Test
    void cutsExtentsAtTheLimitAndAtTheTopOfTheAddressSpace() {
        StoredMemory memory = new StoredMemoryBuilder()
                .stored(0, 16, 0)
                .absent(0x1000, 0x1000, Presence.EXCLUDED)
                .build(file, 4096);

        assertThat(memory.extent(0x1800, 16)).isEqualTo(new Extent(0x1800, 16, Presence.EXCLUDED, null));
        assertThat(memory.extent(0x1800, 0x1000)).isEqualTo(new Extent(0x1800, 0x800, Presence.EXCLUDED, null));
        assertThat(memory.extent(16, 100)).isEqualTo(new Extent(16, 100, Presence.NOT_IN_DUMP, null));
        assertThat(memory.extent(0x2000, 5)).isEqualTo(new Extent(0x2000, 5, Presence.NOT_IN_DUMP, null));
        assertThat(memory.extent(-1, Long.MAX_VALUE)).isEqualTo(new Extent(-1, 1, Presence.NOT_IN_DUMP, null));
        assertThat(memory.extent(Long.MIN_VALUE, Long.MAX_VALUE))
                .isEqualTo(new Extent(Long.MIN_VALUE, Long.MAX_VALUE, Presence.NOT_IN_DUMP, null));
        assertThat(memory.extent(-16, 8)).isEqualTo(new Extent(-16, 8, Presence.NOT_IN_DUMP, null));
        assertThat(new Extent(-16, 16, Presence.NOT_IN_DUMP, null).end()).isZero();
        assertThat(memory.extent(0x1800, 16).end()).isEqualTo(0x1810);
    }

    @Test
    void findsTheNextPresentByteBelowAnUnsignedEnd() {
        StoredMemory memory = new StoredMemoryBuilder()
                .absent(0, 0x10, Presence.FILTERED)
                .stored(0x10, 0x10, 0)
                .absent(0x20, 0x10, Presence.EXCLUDED)
                .stored(0x40, 0x10, 64)
                .build(file, 4096);

        assertThat(memory.nextPresent(0, -1)).isEqualTo(0x10);
        assertThat(memory.nextPresent(0, 0x10)).isEqualTo(-1);
        assertThat(memory.nextPresent(0, 0x11)).isEqualTo(0x10);
        assertThat(memory.nextPresent(0x15, -1)).isEqualTo(0x15);
        assertThat(memory.nextPresent(0x15, 0x15)).isEqualTo(-1);
        assertThat(memory.nextPresent(0x20, -1)).isEqualTo(0x40);
        assertThat(memory.nextPresent(0x30, -1)).isEqualTo(0x40);
        assertThat(memory.nextPresent(0x50, -1)).isEqualTo(-1);
        assertThat(memory.nextPresent(-16, -1)).isEqualTo(-1);
        assertThat(memory.nextPresent(Long.MIN_VALUE, -1)).isEqualTo(-1);
    }
}
