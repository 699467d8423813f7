package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MappedFile;

class RankIndexTest {
    @TempDir
    Path dir;

    private static final int FRAMES = 100_003;

    private static BitSet bits(long seed) {
        Random random = new Random(seed);
        BitSet bits = new BitSet(FRAMES);
        for (int at = 0; at < FRAMES; ) {
            int run = 1 + random.nextInt(1 << (1 + random.nextInt(12)));
            bits.set(at, Math.min(FRAMES, at + run), random.nextBoolean());
            at += run;
        }
        return bits;
    }

    private Path write(BitSet bits) throws IOException {
        byte[] file = new byte[FRAMES / 8 + 64];
        System.arraycopy(bits.toByteArray(), 0, file, 3, bits.toByteArray().length);
        return Files.write(dir.resolve("bits"), file);
    }

    @Test
    void rankIsTheNumberOfBitsBelow() throws IOException {
        BitSet bits = bits(1);
        try (MappedFile file = MappedFile.open(write(bits))) {
            PageBitmap bitmap = PageBitmap.open(file, 3, FRAMES, "bits");
            for (int start : new int[] {0, 1, 4096, 5000, 99_999}) {
                RankIndex index = new RankIndex(bitmap, start, FRAMES);
                Random random = new Random(start);
                for (int i = 0; i < 500; i++) {
                    int pfn = start + random.nextInt(FRAMES - start + 1);
                    assertThat(index.rank(pfn))
                            .isEqualTo(bits.get(start, Math.max(start, pfn)).cardinality());
                }
            }
        }
    }

    @Test
    void nextFindsSetAndClearBits() throws IOException {
        BitSet bits = bits(2);
        try (MappedFile file = MappedFile.open(write(bits))) {
            PageBitmap bitmap = PageBitmap.open(file, 3, FRAMES, "bits");
            Random random = new Random(2);
            for (int i = 0; i < 2000; i++) {
                int from = random.nextInt(FRAMES);
                int limit = from + random.nextInt(FRAMES - from + 1);
                int set = bits.nextSetBit(from);
                assertThat(bitmap.next(from, limit, true)).isEqualTo(set < 0 ? limit : Math.min(limit, set));
                assertThat(bitmap.next(from, limit, false)).isEqualTo(Math.min(limit, bits.nextClearBit(from)));
                assertThat(bitmap.get(from)).isEqualTo(bits.get(from));
            }
        }
    }
}
