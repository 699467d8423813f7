package org.mckernel.dump.format.kdump.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.testdumps.kdump.Codec;

class PageCodecTest {
    static byte[] page(int size, long seed) {
        Random random = new Random(seed);
        byte[] page = new byte[size];
        for (int i = 0; i < size; i++) {
            page[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : i / 100);
        }
        return page;
    }

    private static boolean decode(Codec codec, byte[] stored, MemorySegment target) {
        return PageCodec.ofFlags(codec.flag()).decode(MemorySegment.ofArray(stored), target);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void decodesToHeapAndNativeMemory(Codec codec) {
        for (int size : new int[] {4096, 16384, 65536}) {
            byte[] page = page(size, size);
            byte[] stored = codec.compress(page);
            byte[] heap = new byte[size + 2];
            assertThat(decode(codec, stored, MemorySegment.ofArray(heap).asSlice(1, size)))
                    .isTrue();
            assertThat(Arrays.copyOfRange(heap, 1, size + 1)).isEqualTo(page);
            assertThat(heap[0] + heap[size + 1]).isZero();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment target = arena.allocate(size);
                assertThat(decode(codec, stored, target)).isTrue();
                assertThat(target.mismatch(MemorySegment.ofArray(page))).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void decodesZeroPagesAndOthersAlternately(Codec codec) {
        byte[] zeros = codec.compress(new byte[4096]);
        byte[] large = codec.compress(new byte[65536]);
        byte[] other = codec.compress(page(4096, 9));
        byte[] target = new byte[4096];
        for (int round = 0; round < 3; round++) {
            assertThat(decode(codec, other, MemorySegment.ofArray(target))).isTrue();
            assertThat(target).isEqualTo(page(4096, 9));
            assertThat(decode(codec, zeros, MemorySegment.ofArray(target))).isTrue();
            assertThat(target).containsOnly(0);
            assertThat(decode(codec, large, MemorySegment.ofArray(new byte[65536])))
                    .isTrue();
            assertThat(decode(codec, zeros, MemorySegment.ofArray(new byte[65536])))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void rejectsSizesOtherThanOnePage(Codec codec) {
        MemorySegment target = MemorySegment.ofArray(new byte[4096]);
        for (int size : new int[] {1, 100, 4095, 4097, 8192}) {
            byte[] stored = codec.compress(page(size, size));
            assertThat(decode(codec, stored, target))
                    .as("page of %d bytes", size)
                    .isFalse();
        }
        byte[] stored = codec.compress(page(4096, 1));
        for (int length = 1; length < stored.length; length += 7) {
            assertThat(decode(codec, Arrays.copyOf(stored, length), target))
                    .as("cut at %d", length)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void malformedInputNeverThrowsNorWritesOutside(Codec codec) {
        Random random = new Random(codec.flag());
        byte[] good = codec.compress(page(4096, 4));
        byte[] guarded = new byte[4096 + 200];
        Arrays.fill(guarded, (byte) 0x5a);
        int refused = 0;
        for (int round = 0; round < 9000; round++) {
            byte[] bad = good.clone();
            for (int flips = 0; flips <= round % 16; flips++) {
                bad[random.nextInt(round % 2 == 0 ? bad.length : Math.min(64, bad.length))] = (byte) random.nextInt();
            }
            refused += decode(codec, bad, MemorySegment.ofArray(guarded).asSlice(100, 4096)) ? 0 : 1;
        }
        for (int i = 0; i < 100; i++) {
            assertThat(guarded[i]).isEqualTo((byte) 0x5a);
            assertThat(guarded[4196 + i]).isEqualTo((byte) 0x5a);
        }
        assertThat(refused).isGreaterThanOrEqualTo(codec == Codec.RAW ? 0 : 1);
    }

    @Test
    void flagsNameOneCodecOrNone() {
        assertThat(PageCodec.ofFlags(0).label()).isEqualTo("raw");
        assertThat(PageCodec.ofFlags(0x20).label()).isEqualTo("zstd");
        for (int flags : new int[] {3, 8, 0x10, 0x21, -1, Integer.MIN_VALUE}) {
            assertThat(PageCodec.ofFlags(flags)).isNull();
        }
    }
}
