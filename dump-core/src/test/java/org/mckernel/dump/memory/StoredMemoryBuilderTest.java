package org.mckernel.dump.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.TestSource;

class StoredMemoryBuilderTest {
    private static final TestSource SOURCE = ascending();

    private static TestSource ascending() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return TestSource.of(bytes);
    }

    /** The byte at an address as 0 to 255, or why it is absent. */
    private static Object at(PhysicalMemory memory, long address) {
        byte[] one = new byte[1];
        long got = memory.read(address, MemorySegment.ofArray(one), 0, 1);
        return got == 1 ? one[0] & 0xff : memory.presence(address);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, true",
        "0, 0, false",
        "0, -1, false",
        "-1, 1, false",
        "0x00ffffffffffffff, 1, true",
        "0x00ffffffffffffff, 2, false",
        "0x0100000000000000, 1, false",
        "0, 0x0100000000000000, true",
        "0, 0x0100000000000001, false",
        "1, 0x7fffffffffffffff, false"
    })
    void knowsWhichRangesMemoryCanHave(String start, String length, boolean possible) {
        assertThat(StoredMemoryBuilder.isValid(Long.decode(start), Long.decode(length)))
                .isEqualTo(possible);
    }

    @Test
    void refusesAnImpossibleRangeAndIgnoresAnEmptyOne() {
        StoredMemoryBuilder builder = new StoredMemoryBuilder();

        assertThatThrownBy(() -> builder.hole(1L << 56, 16, Presence.EXCLUDED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("0x100000000000000 + 0x10 is ");
        assertThatThrownBy(() -> builder.absent(0, -1, Presence.FILTERED)).isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.stored(1L << 60, 0, 0).build(SOURCE, 4096).end()).isZero();
    }

    @Test
    void keepsThePageSize() {
        assertThat(new StoredMemoryBuilder().build(SOURCE, 65536).pageSize()).isEqualTo(65536);
    }

    @Test
    void prefersHolesToStoredBytesToAbsentOnes() {
        StoredMemory memory = new StoredMemoryBuilder()
                .absent(0, 10, Presence.FILTERED)
                .stored(2, 6, 100)
                .hole(4, 2, Presence.EXCLUDED)
                .build(SOURCE, 4096);

        Presence filtered = Presence.FILTERED;
        Presence excluded = Presence.EXCLUDED;
        Object[] expected = {filtered, filtered, 100, 101, excluded, excluded, 104, 105, filtered, filtered};
        for (int i = 0; i < expected.length; i++) {
            assertThat(at(memory, i)).as("address %d", i).isEqualTo(expected[i]);
        }
        assertThat(memory.end()).isEqualTo(10);
    }

    @Test
    void prefersTheFirstAddedAmongEquals() {
        StoredMemory stored = new StoredMemoryBuilder()
                .stored(4, 4, 100)
                .stored(0, 6, 50)
                .stored(6, 4, 200)
                .build(SOURCE, 4096);

        assertThat(at(stored, 0)).isEqualTo(50);
        assertThat(at(stored, 3)).isEqualTo(53);
        assertThat(at(stored, 4)).isEqualTo(100);
        assertThat(at(stored, 7)).isEqualTo(103);
        assertThat(at(stored, 8)).isEqualTo(202);
        assertThat(at(stored, 9)).isEqualTo(203);
        assertThat(stored.end()).isEqualTo(10);
    }

    @Test
    void leavesAGapBetweenOverlappingGroups() {
        StoredMemory memory = new StoredMemoryBuilder()
                .stored(100, 10, 0)
                .stored(0, 10, 20)
                .stored(5, 10, 40)
                .build(SOURCE, 4096);

        assertThat(at(memory, 9)).isEqualTo(29);
        assertThat(at(memory, 10)).isEqualTo(45);
        assertThat(at(memory, 14)).isEqualTo(49);
        assertThat(memory.presence(15)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(memory.extent(15, 1000)).isEqualTo(new Extent(15, 85, Presence.NOT_IN_DUMP, null));
        assertThat(at(memory, 100)).isEqualTo(0);
    }

    @Test
    void keepsManyRangesAddedInAnyOrder() {
        StoredMemoryBuilder builder = new StoredMemoryBuilder();
        for (int i = 99; i >= 0; i--) {
            builder.stored(i * 10L, 5, i);
        }
        StoredMemory memory = builder.build(SOURCE, 4096);

        for (int i = 0; i < 100; i++) {
            assertThat(at(memory, i * 10L + 4)).isEqualTo(i + 4);
            assertThat(memory.presence(i * 10L + 5)).isEqualTo(Presence.NOT_IN_DUMP);
        }
        assertThat(memory.end()).isEqualTo(995);
    }

    /** The rule of the class's documentation, applied to each address on its own. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheRuleAddressByAddress(long seed) {
        Random random = new Random(seed);
        StoredMemoryBuilder builder = new StoredMemoryBuilder();
        int count = 20;
        int[] starts = new int[count];
        int[] lengths = new int[count];
        int[] kinds = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = random.nextInt(80);
            lengths[i] = random.nextInt(20);
            kinds[i] = random.nextInt(3);
            switch (kinds[i]) {
                case 0 -> builder.hole(starts[i], lengths[i], Presence.EXCLUDED);
                case 1 -> builder.stored(starts[i], lengths[i], i * 7L);
                default -> builder.absent(starts[i], lengths[i], Presence.FILTERED);
            }
        }
        StoredMemory memory = builder.build(SOURCE, 4096);

        for (int address = 0; address < 110; address++) {
            int best = -1;
            for (int i = 0; i < count; i++) {
                boolean holds = address >= starts[i] && address < starts[i] + lengths[i];
                if (holds && (best < 0 || kinds[i] < kinds[best])) {
                    best = i;
                }
            }
            Object expected = best < 0
                    ? Presence.NOT_IN_DUMP
                    : switch (kinds[best]) {
                        case 0 -> Presence.EXCLUDED;
                        case 1 -> best * 7 + address - starts[best];
                        default -> Presence.FILTERED;
                    };
            assertThat(at(memory, address)).as("address %d", address).isEqualTo(expected);
        }
    }
}
