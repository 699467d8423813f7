package org.mckernel.dump.format.kdump.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.testdumps.kdump.Codec;

class CompressedCodecTest {
    private static boolean decode(Codec codec, byte[] stored, byte[] target) {
        return PageCodec.ofFlags(codec.flag()).decode(MemorySegment.ofArray(stored), MemorySegment.ofArray(target));
    }

    /** The last input that gave zeros is remembered: nothing of an old page may stay in the target. */
    @ParameterizedTest
    @EnumSource(Codec.class)
    void clearsTheTargetForAZeroPageItHasSeen(Codec codec) {
        byte[] zeros = codec.compress(new byte[4096]);
        for (int round = 0; round < 3; round++) {
            byte[] target = new byte[4096];
            Arrays.fill(target, (byte) 0x5a);
            assertThat(decode(codec, zeros, target)).isTrue();
            assertThat(target).containsOnly(0);
        }
    }

    /** One byte of the page is not zero: the stored forms are of one length or nearly. */
    @ParameterizedTest
    @EnumSource(Codec.class)
    void takesNoOtherPageForTheZeroPage(Codec codec) {
        byte[] zeros = codec.compress(new byte[4096]);
        for (int at : new int[] {0, 1, 2048, 4095}) {
            byte[] page = new byte[4096];
            page[at] = 1;
            byte[] stored = codec.compress(page);
            byte[] target = new byte[4096];
            assertThat(decode(codec, zeros, target)).isTrue();
            assertThat(decode(codec, stored, target)).isTrue();
            assertThat(target).as("byte %d is 1", at).isEqualTo(page);
            assertThat(decode(codec, zeros, target)).isTrue();
            assertThat(target).containsOnly(0);
        }
    }

    /** From some thousand pages on another decoder may be used: the answers stay the same. */
    @ParameterizedTest
    @EnumSource(Codec.class)
    void decodesAlikeBeforeAndAfterManyPages(Codec codec) {
        byte[] page = PageCodecTest.page(4096, 11);
        byte[] stored = codec.compress(page);
        byte[] cut = Arrays.copyOf(stored, stored.length - 1);
        byte[] target = new byte[4096];
        for (int i = 0; i < 4200; i++) {
            assertThat(decode(codec, stored, target)).isTrue();
        }
        assertThat(target).isEqualTo(page);
        assertThat(decode(codec, cut, target)).isFalse();
        assertThat(decode(codec, stored, target)).isTrue();
        assertThat(target).isEqualTo(page);
    }

    @Test
    void leavesTheStoredBytesAlone() {
        byte[] stored = Codec.ZLIB.compress(PageCodecTest.page(4096, 12));
        byte[] before = stored.clone();
        assertThat(PageCodec.ofFlags(1)
                        .decode(MemorySegment.ofArray(stored).asReadOnly(), MemorySegment.ofArray(new byte[4096])))
                .isTrue();
        assertThat(stored).isEqualTo(before);
    }
}
