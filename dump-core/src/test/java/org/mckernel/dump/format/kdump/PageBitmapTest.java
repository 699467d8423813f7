package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.bytes.TestSource;

class PageBitmapTest {
    private static final int PLACE = 24;

    @TempDir
    Path dir;

    private MappedFile file;

    @AfterEach
    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    /** In a file, where all of it is in one run, or in a source that knows of no run. */
    private PageBitmap open(BitSet bits, int frames, boolean mapped) throws IOException {
        byte[] bytes = new byte[PLACE + (frames + 63) / 64 * 8];
        byte[] set = bits.toByteArray();
        System.arraycopy(set, 0, bytes, PLACE, set.length);
        ByteSource source = TestSource.of(bytes);
        if (mapped) {
            close();
            file = MappedFile.open(Files.write(dir.resolve("bitmap"), bytes));
            source = file;
        }
        return PageBitmap.open(source, PLACE, frames, "the bitmap");
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsSingleBits(boolean mapped) throws IOException {
        PageBitmap bitmap = open(bits(0, 7, 8, 63, 64), 70, mapped);

        assertThat(bitmap.bytes()).isEqualTo(16);
        for (int pfn = 0; pfn < 70; pfn++) {
            assertThat(bitmap.get(pfn))
                    .as("frame %d", pfn)
                    .isEqualTo(pfn == 0 || pfn == 7 || pfn == 8 || pfn == 63 || pfn == 64);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsNextBitsOfEachValue(boolean mapped) throws IOException {
        PageBitmap bitmap = open(bits(3, 4, 5, 64), 128, mapped);

        assertThat(bitmap.next(0, 128, true)).isEqualTo(3);
        assertThat(bitmap.next(3, 128, true)).isEqualTo(3);
        assertThat(bitmap.next(6, 128, true)).isEqualTo(64);
        assertThat(bitmap.next(65, 128, true)).isEqualTo(128);
        assertThat(bitmap.next(3, 128, false)).isEqualTo(6);
        assertThat(bitmap.next(64, 128, false)).isEqualTo(65);
        assertThat(bitmap.next(0, 128, false)).isZero();
        assertThat(bitmap.next(0, 3, true)).as("the limit is not looked at").isEqualTo(3);
        assertThat(bitmap.next(6, 64, true)).isEqualTo(64);
        assertThat(bitmap.next(10, 10, true)).isEqualTo(10);
        assertThat(bitmap.next(10, 5, true)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsInsideAndAcrossWords(boolean mapped) throws IOException {
        BitSet all = new BitSet();
        all.set(0, 200);
        PageBitmap bitmap = open(all, 256, mapped);

        assertThat(bitmap.count(0, 256)).isEqualTo(200);
        assertThat(bitmap.count(0, 0)).isZero();
        assertThat(bitmap.count(5, 5)).isZero();
        assertThat(bitmap.count(5, 6)).isEqualTo(1);
        assertThat(bitmap.count(0, 64)).isEqualTo(64);
        assertThat(bitmap.count(1, 64)).isEqualTo(63);
        assertThat(bitmap.count(63, 65)).isEqualTo(2);
        assertThat(bitmap.count(63, 129)).isEqualTo(66);
        assertThat(bitmap.count(199, 256)).isEqualTo(1);
        assertThat(bitmap.count(200, 256)).isZero();
    }

    /** More than two of the pieces of 4096 bytes in which a scattered bitmap is read. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agreesWithABitSetAcrossPieces(boolean mapped) throws IOException {
        int frames = 3 * 32768 + 77;
        Random random = new Random(3);
        BitSet bits = new BitSet();
        for (int at = 0; at < frames; at += 1 + random.nextInt(9000)) {
            bits.set(at, Math.min(frames, at + 1 + random.nextInt(5000)));
        }
        PageBitmap bitmap = open(bits, frames, mapped);

        for (int i = 0; i < 400; i++) {
            int from = i % 4 == 0 ? 32768 * (i % 3) + random.nextInt(3) : random.nextInt(frames);
            int to = from + random.nextInt(frames - from + 1);
            assertThat(bitmap.count(from, to)).isEqualTo(bits.get(from, to).cardinality());
            int set = bits.nextSetBit(from);
            assertThat(bitmap.next(from, to, true)).isEqualTo(set < 0 || set > to ? to : set);
            assertThat(bitmap.next(from, to, false)).isEqualTo(Math.min(to, bits.nextClearBit(from)));
        }
    }

    @Test
    void answersTheSameAfterItsMemoryWasReleased() throws IOException {
        PageBitmap bitmap = open(bits(100), 128, true);

        bitmap.release(0, 128);

        assertThat(bitmap.get(100)).isTrue();
        PageBitmap scattered = open(bits(100), 128, false);
        scattered.release(0, 128);
        assertThat(scattered.next(0, 128, true)).isEqualTo(100);
    }

    @Test
    void takesWholeWordsOfTheFile() throws IOException {
        assertThat(PageBitmap.open(TestSource.ofSize(8), 0, 1, "x").bytes()).isEqualTo(8);
        assertThat(PageBitmap.open(TestSource.ofSize(8), 0, 64, "x").bytes()).isEqualTo(8);
        assertThat(PageBitmap.open(TestSource.ofSize(16), 0, 65, "x").bytes()).isEqualTo(16);
        assertThat(PageBitmap.open(TestSource.ofSize(16), 0, 0, "x").bytes()).isZero();
        assertThatThrownBy(() -> PageBitmap.open(TestSource.ofSize(15), 0, 65, "the bitmap of RAM"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("truncated: the bitmap of RAM needs offset 0 to 16, the file ends at 15");
    }

    @Test
    void refusesABitmapOfWhichAPartWasNeverStored() {
        assertThatThrownBy(() -> PageBitmap.open(TestSource.ofSize(20_000).without(9_000, 1), 8, 100_000, "x"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageEndingWith("found a gap");
        assertThatThrownBy(() -> PageBitmap.open(TestSource.ofSize(20_000).without(12_511, 1), 8, 100_000, "x"))
                .as("its last byte")
                .isInstanceOf(MalformedFileException.class);
    }
}
