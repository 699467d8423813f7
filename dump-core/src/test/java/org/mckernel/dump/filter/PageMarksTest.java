package org.mckernel.dump.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.kernel.ihk.ChunkList;

/** Three chunks: four pages, its neighbour of two pages without a gap, and three pages far away. */
class PageMarksTest {
    private static final long PAGE = 0x1000;

    private PageMarks marks;

    private static ChunkList chunks(long... startsAndSizes) {
        ChunkList.Builder chunks = new ChunkList.Builder();
        for (int i = 0; i < startsAndSizes.length; i += 2) {
            chunks.add(startsAndSizes[i], startsAndSizes[i + 1]);
        }
        return chunks.build();
    }

    @BeforeEach
    void threeChunks() throws FilterException {
        // not in the order of their addresses
        marks = new PageMarks(chunks(0x2_0000, 3 * PAGE, 0x1_0000, 4 * PAGE, 0x1_4000, 2 * PAGE), PAGE);
    }

    private List<String> unmarked() {
        ChunkList runs = marks.unmarked();
        return IntStream.range(0, runs.count())
                .mapToObj(i -> "%x+%x".formatted(runs.address(i), runs.size(i)))
                .toList();
    }

    @Test
    void pagesAreThoseOfAllChunks() {
        assertThat(marks.pages()).isEqualTo(9);
        assertThat(marks.markedBytes()).containsExactly(0L, 0L, 0L);
        assertThat(unmarked()).containsExactly("20000+3000", "10000+4000", "14000+2000");
    }

    @ParameterizedTest
    @CsvSource({
        "0x0, false",
        "0xffff, false",
        "0x10000, true",
        "0x13fff, true",
        "0x14000, true",
        "0x15fff, true",
        "0x16000, false",
        "0x1ffff, false",
        "0x20000, true",
        "0x22fff, true",
        "0x23000, false"
    })
    void anAddressIsAssignedFromAChunksFirstByteToItsLast(String address, boolean expected) {
        assertThat(marks.contains(Long.decode(address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0x10000, 0x1, true",
        "0x10000, 0x4000, true",
        "0x10000, 0x4001, true",
        "0x10000, 0x6000, true",
        "0x10000, 0x6001, false",
        "0x11000, 0x5000, true",
        "0xffff, 0x2, false",
        "0x15fff, 0x1, true",
        "0x15fff, 0x2, false",
        "0x15000, 0xe000, false",
        "0x20000, 0x3000, true",
        "0x20000, 0x3001, false",
        "0x10000, 0x0, false",
        "0x10000, -0x1, false",
        "0x10000, 0x7fffffffffffffff, false"
    })
    void aRangeIsAssignedWhenEveryByteIs(String start, String length, boolean expected) {
        assertThat(marks.containsAll(Long.decode(start), Long.decode(length))).isEqualTo(expected);
    }

    @Test
    void onlyPagesThatWereNotMarkedCount() {
        assertThat(marks.mark(0x1_1000, PAGE)).isEqualTo(PAGE);
        assertThat(marks.mark(0x1_1000, PAGE)).isZero();
        assertThat(marks.mark(0x1_0000, 3 * PAGE)).isEqualTo(2 * PAGE);
        assertThat(marks.markedBytes()).containsExactly(0L, 3 * PAGE, 0L);
        assertThat(unmarked()).containsExactly("20000+3000", "13000+1000", "14000+2000");
    }

    @Test
    void aRangeMarksWhatOfItIsAssigned() {
        assertThat(marks.mark(0, 0x1_1000)).isEqualTo(PAGE);
        assertThat(marks.mark(0x1_3000, 0xe000)).isEqualTo(PAGE + 2 * PAGE + PAGE);
        assertThat(marks.mark(0x2_2000, 0x10_0000)).isEqualTo(PAGE);
        assertThat(marks.mark(0x3_0000, PAGE)).isZero();
        assertThat(marks.mark(0x1_6000, 0xa000)).isZero();
        assertThat(marks.markedBytes()).containsExactly(2 * PAGE, 2 * PAGE, 2 * PAGE);
        assertThat(unmarked()).containsExactly("21000+1000", "11000+2000");
    }

    @Test
    void runsWithoutMarksEndAtMarksAndChunks() {
        marks.mark(0x2_1000, PAGE);
        marks.mark(0x1_0000, 4 * PAGE);
        marks.mark(0x1_5000, PAGE);

        assertThat(unmarked()).containsExactly("20000+1000", "22000+1000", "14000+1000");
        assertThat(marks.markedBytes()).containsExactly(PAGE, 4 * PAGE, PAGE);
    }

    @Test
    void asManyPagesAsABitSetHasAreTheMost() throws FilterException {
        long most = (1L << 31) * PAGE;

        assertThat(new PageMarks(chunks(0, most - PAGE), PAGE).pages()).isEqualTo((1L << 31) - 1);
        assertThatThrownBy(() -> new PageMarks(chunks(0, most), PAGE))
                .isInstanceOf(FilterException.class)
                .hasMessage("8796093022208 bytes of assigned memory are more than can be filtered (2147483648 pages)");
    }

    @Test
    void pagesOf64KibAreCountedAsSuch() throws FilterException {
        PageMarks large = new PageMarks(chunks(0x10_0000, 0x4_0000), 0x1_0000);

        assertThat(large.pages()).isEqualTo(4);
        assertThat(large.mark(0x11_0000, 0x2_0000)).isEqualTo(0x2_0000);
        assertThat(large.markedBytes()).containsExactly(0x2_0000L);
    }
}
