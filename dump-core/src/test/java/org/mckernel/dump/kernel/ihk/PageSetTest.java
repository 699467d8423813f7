package org.mckernel.dump.kernel.ihk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.elf.VmcoreWriter.Producer;
import org.mckernel.testdumps.mckernel.PageSetWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;

/** The page set's record and its bitmaps, valid and invalid. */
class PageSetTest {
    private static final int PAGE = 4096;
    private static final long SET = 0x1_0008;
    private static final long MAPS = 0x2_0000;
    private static final long A = 0x100_0000;
    private static final long B = 0x200_0000;

    @TempDir
    Path dir;

    private final SimulatedMemory memory = new SimulatedMemory(PAGE).ram(0, 1 << 20);

    private static PageSetWriter set() {
        return new PageSetWriter(PAGE);
    }

    private static long pages(long count) {
        return count * PAGE;
    }

    private ChunkList chunks(PageSetWriter set) throws IOException, BadRecordException {
        set.writeTo(memory, SET, MAPS);
        try (Dump dump = dump()) {
            return PageSet.read(dump.memory(), SET, PAGE).chunks(dump.memory());
        }
    }

    private Dump dump() throws IOException {
        Path file = dir.resolve("vmcore");
        VmcoreWriter.of(memory).producer(Producer.MAKEDUMPFILE).write(file);
        return Dumps.open(file);
    }

    private static List<SimulatedMemory.Range> ranges(ChunkList chunks) {
        List<SimulatedMemory.Range> ranges = new ArrayList<>();
        for (int i = 0; i < chunks.count(); i++) {
            ranges.add(new SimulatedMemory.Range(chunks.address(i), chunks.size(i)));
        }
        return ranges;
    }

    private static SimulatedMemory.Range range(long start, long pages) {
        return new SimulatedMemory.Range(start, pages * PAGE);
    }

    @Test
    void wholeMapIsOneChunk() throws Exception {
        assertThat(ranges(chunks(set().map(A, pages(256))))).containsExactly(range(A, 256));
    }

    @Test
    void runContinuesAcrossWords() throws Exception {
        PageSetWriter set = set().map(A, pages(256)).clear(A, pages(63)).clear(A + pages(130), pages(126));
        assertThat(ranges(chunks(set))).containsExactly(range(A + pages(63), 67));
    }

    @Test
    void singleBitsAtWordBoundariesAreChunks() throws Exception {
        PageSetWriter set = set().map(A, pages(192)).clear(A, pages(192));
        for (int page : new int[] {0, 63, 64, 127, 191}) {
            set.set(A + pages(page), PAGE);
        }
        assertThat(ranges(chunks(set)))
                .containsExactly(
                        range(A, 1), range(A + pages(63), 2), range(A + pages(127), 1), range(A + pages(191), 1));
    }

    @Test
    void doesNotMergeAdjacentMaps() throws Exception {
        PageSetWriter set = set().map(A, pages(64)).map(A + pages(64), pages(64));
        assertThat(ranges(chunks(set))).containsExactly(range(A, 64), range(A + pages(64), 64));
    }

    @Test
    void keepsRecordOrder() throws Exception {
        assertThat(ranges(chunks(set().map(B, pages(64)).map(A, pages(64)))))
                .containsExactly(range(B, 64), range(A, 64));
    }

    @Test
    void ignoresBitsAfterLastPage() throws Exception {
        assertThat(ranges(chunks(set().map(A, pages(70))))).containsExactly(range(A, 70));
    }

    @Test
    void noBitSetGivesNoChunk() throws Exception {
        assertThat(chunks(set().map(A, pages(70)).clear(A, pages(70))).count()).isZero();
    }

    @Test
    void agreesWithAnotherReaderOnScatteredBits() throws Exception {
        PageSetWriter set = set().map(A, pages(1000)).map(B, pages(333));
        for (int i = 0; i < 1000; i++) {
            if (i * 2654435761L % 7 < 3) {
                set.clear(A + pages(i), PAGE).clear(B + pages(i), PAGE);
            }
        }
        ChunkList chunks = chunks(set);
        assertThat(ranges(chunks)).isEqualTo(set.chunks()).hasSizeGreaterThan(100);
        assertThat(chunks.totalBytes()).isEqualTo(set.setPages() * PAGE);
    }

    @Test
    void runAcrossBlocksOfTheBitmapIsOneChunk() throws Exception {
        long many = 8192 * 64 + 10;
        assertThat(ranges(chunks(set().map(0x1_0000_0000L, pages(many))))).containsExactly(range(0x1_0000_0000L, many));
    }

    @Test
    void untouchedSetAnnouncesEveryPage() throws Exception {
        PageSetWriter whole = set().map(A, pages(70)).map(B, pages(64));
        PageSetWriter touched = set().map(A, pages(70)).map(B, pages(64)).clear(A + pages(3), PAGE);
        for (PageSetWriter set : List.of(whole, touched)) {
            set.completionFlag(0).writeTo(memory, SET, MAPS);
            try (Dump dump = dump()) {
                PageSet read = PageSet.read(dump.memory(), SET, PAGE);
                assertThat(read.completed()).isFalse();
                assertThat(read.untouched(read.chunks(dump.memory()))).isEqualTo(set == whole);
            }
        }
    }

    static Stream<Arguments> badRecords() {
        return Stream.of(
                bad("completion flag", s -> s.completionFlag(2)),
                bad("number of maps", s -> s.countField(0)),
                bad("number of maps", s -> s.countField(Integer.MAX_VALUE)),
                bad("number of maps", s -> s.countField(-1)),
                bad("map 1", s -> s.countField(2).areaSizeField(32)),
                bad("words of map 0", s -> s.mapCountField(0, 0)),
                bad("words of map 0", s -> s.mapCountField(0, -1)),
                bad("words of map 0", s -> s.mapCountField(0, 1L << 61)),
                bad("words of map 0", s -> s.mapCountField(0, 1L << 40)),
                bad("size of the maps", s -> s.areaSizeField(0)),
                bad("size of the maps", s -> s.areaSizeField(-1)),
                bad("size of the maps", s -> s.areaSizeField(1L << 50)),
                bad("address of the maps", s -> s.phyPageField(0)),
                bad("address of the maps", s -> s.phyPageField(-8)),
                bad("address of the maps", s -> s.phyPageField(1L << 52)),
                bad("address of the maps", s -> s.phyPageField(MAPS + 1)),
                bad("start of map 1", s -> s.map(A + 1, PAGE)),
                bad("start of map 1", s -> s.map(1L << 52, PAGE)),
                bad("start of map 1", s -> s.map(-PAGE, PAGE)),
                bad("words of map 1", s -> s.map((1L << 52) - PAGE, PAGE)));
    }

    private static Arguments bad(String what, UnaryOperator<PageSetWriter> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource
    void badRecords(String what, UnaryOperator<PageSetWriter> change) throws IOException {
        change.apply(set().map(A, PAGE)).writeTo(memory, SET, MAPS);
        try (Dump dump = dump()) {
            BadRecordException problem = problem(dump, SET);
            assertThat(problem.kind()).isEqualTo(BadRecordException.Kind.IMPLAUSIBLE);
            assertThat(problem).hasMessageContaining(what).message().doesNotContain("\n");
        }
    }

    @Test
    void zeroAddressMeansNotBooted() throws IOException {
        try (Dump dump = dump()) {
            assertThat(problem(dump, 0).kind()).isEqualTo(BadRecordException.Kind.NULL);
        }
    }

    @Test
    void addressOutsideDumpIsAbsent() throws IOException {
        try (Dump dump = dump()) {
            for (long address : new long[] {A, (1L << 52) - 8, -8, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThat(problem(dump, address).kind()).isEqualTo(BadRecordException.Kind.ABSENT);
            }
        }
    }

    @Test
    void excludedBitmapIsAbsent() throws Exception {
        // The map's header ends where the excluded page of its bits begins.
        set().map(A, PAGE).writeTo(memory, SET, MAPS - 16);
        memory.fate(MAPS, PAGE, Fate.EXCLUDED);
        try (Dump dump = dump()) {
            PageSet read = PageSet.read(dump.memory(), SET, PAGE);
            BadRecordException problem =
                    catchThrowableOfType(BadRecordException.class, () -> read.chunks(dump.memory()));
            assertThat(problem.kind()).isEqualTo(BadRecordException.Kind.ABSENT);
            assertThat(problem).hasMessageContaining("0x%x", A);
        }
    }

    private static BadRecordException problem(Dump dump, long address) {
        return catchThrowableOfType(BadRecordException.class, () -> PageSet.read(dump.memory(), address, PAGE));
    }
}
