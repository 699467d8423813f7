package org.mckernel.dump.format.kdump.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.MalformedInputException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.kdump.Codec;

class ZlibCodecTest {
    /** RFC 1950: CMF 78, FLG 9c; one fixed-Huffman block of "a" (4b 04 00); Adler-32 of "a". */
    private static final byte[] A = {0x78, (byte) 0x9c, 0x4b, 0x04, 0x00, 0x00, 0x62, 0x00, 0x62};

    /** The native decoder says no by an exception, which {@link CompressedCodec#decode} turns into false. */
    private static boolean fast(byte... stored) {
        byte[] page = new byte[1];
        boolean good;
        try {
            good = ZlibCodec.INSTANCE.decodeFast(MemorySegment.ofArray(stored), MemorySegment.ofArray(page));
        } catch (RuntimeException e) {
            assertThat(e).isInstanceOf(MalformedInputException.class);
            return false;
        }
        assertThat(good && page[0] != 'a').isFalse();
        return good;
    }

    private static boolean plain(byte... stored) {
        byte[] page = new byte[1];
        boolean good = ZlibCodec.INSTANCE.decodePlain(MemorySegment.ofArray(stored), MemorySegment.ofArray(page));
        assertThat(good && page[0] != 'a').isFalse();
        return good;
    }

    private static byte[] with(int index, int value) {
        byte[] bytes = A.clone();
        bytes[index] = (byte) value;
        return bytes;
    }

    @Test
    void decodesAStreamWrittenByHand() {
        assertThat(fast(A)).isTrue();
        assertThat(plain(A)).isTrue();
        assertThat(ZlibCodec.INSTANCE.label()).isEqualTo("zlib");
    }

    @Test
    void checksTheHeaderAsTheRfcSays() {
        // compression levels differ in two bits; each pair of bytes is a multiple of 31
        for (int flags : new int[] {0x01, 0x5e, 0xda}) {
            assertThat(fast(with(1, flags))).isTrue();
            assertThat(plain(with(1, flags))).isTrue();
        }
        // no multiple of 31; a preset dictionary (bit 5, check bits right); method 9 with right check bits
        byte[] method = with(0, 0x79);
        method[1] = (byte) (31 - 0x7900 % 31);
        for (byte[] bad : new byte[][] {with(1, 0x9d), with(1, 0xbb), method}) {
            assertThat(fast(bad)).isFalse();
            assertThat(plain(bad)).isFalse();
        }
    }

    @Test
    void needsMoreThanHeaderAndChecksum() {
        for (int length = 1; length < A.length; length++) {
            assertThat(fast(Arrays.copyOf(A, length))).as("%d bytes", length).isFalse();
            assertThat(plain(Arrays.copyOf(A, length))).as("%d bytes", length).isFalse();
        }
        byte[] longer = Arrays.copyOf(A, A.length + 1);
        assertThat(fast(longer)).isFalse();
        assertThat(plain(longer)).isFalse();
    }

    @Test
    void refusesAStreamOfAnotherSize() {
        MemorySegment stored = MemorySegment.ofArray(A);
        assertThat(ZlibCodec.INSTANCE.decodeFast(stored, MemorySegment.ofArray(new byte[2])))
                .isFalse();
        assertThat(ZlibCodec.INSTANCE.decodePlain(stored, MemorySegment.ofArray(new byte[2])))
                .isFalse();
    }

    @Test
    void aWrongZlibChecksumIsRefused() {
        byte[] page = PageCodecTest.page(4096, 2);
        byte[] stored = Codec.ZLIB.compress(page);
        for (int i = stored.length - 4; i < stored.length; i++) {
            byte[] bad = stored.clone();
            bad[i] ^= 1;
            assertThat(ZlibCodec.INSTANCE.decode(MemorySegment.ofArray(bad), MemorySegment.ofArray(page)))
                    .isFalse();
            assertThat(ZlibCodec.INSTANCE.decodeFast(MemorySegment.ofArray(bad), MemorySegment.ofArray(page)))
                    .isFalse();
            assertThat(ZlibCodec.INSTANCE.decodePlain(MemorySegment.ofArray(bad), MemorySegment.ofArray(page)))
                    .isFalse();
        }
    }

    @Test
    void bothZlibDecodersAgree() {
        byte[] target = new byte[4096];
        for (int level = 0; level <= 9; level++) {
            byte[] page = PageCodecTest.page(4096, level);
            byte[] buffer = new byte[8192];
            Deflater deflater = new Deflater(level);
            deflater.setInput(page);
            deflater.finish();
            byte[] stored = Arrays.copyOf(buffer, deflater.deflate(buffer));
            deflater.end();
            MemorySegment source = MemorySegment.ofArray(stored);
            assertThat(ZlibCodec.INSTANCE.decodeFast(source, MemorySegment.ofArray(target)))
                    .isTrue();
            assertThat(target).isEqualTo(page);
            Arrays.fill(target, (byte) 0);
            assertThat(ZlibCodec.INSTANCE.decodePlain(source, MemorySegment.ofArray(target)))
                    .isTrue();
            assertThat(target).isEqualTo(page);
        }
    }
}
