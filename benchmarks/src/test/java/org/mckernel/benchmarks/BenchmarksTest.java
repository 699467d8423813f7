package org.mckernel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Every benchmark's body runs once on a small input and does the work that it claims to measure. */
class BenchmarksTest {
    @ParameterizedTest
    @CsvSource({"RAW,text", "ZLIB,text", "LZO,noise", "SNAPPY,text", "ZSTD,noise"})
    void pagesDecode(String codec, String content) {
        PageDecompression benchmark = new PageDecompression();
        benchmark.codec = codec;
        benchmark.content = content;
        benchmark.compress();
        assertThat(benchmark.oneThread(new PageDecompression.Target())).isEqualTo(PageDecompression.PAGES);
        assertThat(benchmark.twoThreads(new PageDecompression.Target())).isEqualTo(PageDecompression.PAGES);
    }

    @Test
    void pagesAreFound() throws Exception {
        KdumpLookup benchmark = new KdumpLookup();
        benchmark.gib = 1;
        benchmark.open();
        assertThat(benchmark.rankAndRead()).isEqualTo(8);
        assertThat(benchmark.walkExtents()).isGreaterThanOrEqualTo(256);
        benchmark.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"elf", "mckdump", "flattened", "zlib"})
    void wordsAreRead(String format) throws Exception {
        RandomReads benchmark = new RandomReads();
        benchmark.format = format;
        benchmark.pieces = 16;
        benchmark.open();
        assertThat(benchmark.read()).isEqualTo(8);
        benchmark.close();
    }

    @Test
    void runsAreListed() throws Exception {
        PageSetRuns benchmark = new PageSetRuns();
        benchmark.mib = 8;
        benchmark.open();
        assertThat(benchmark.runs()).isEqualTo(33);
        benchmark.close();
    }

    @Test
    void symbolsAreFound() throws Exception {
        SymbolLookup benchmark = new SymbolLookup();
        benchmark.open();
        assertThat(benchmark.openAndFindName()).isEqualTo(benchmark.byName());
        assertThat(benchmark.openAndFindAddress().name()).isNotEmpty();
        assertThat(benchmark.byAddress().name()).isNotEmpty();
        benchmark.close();
    }

    @Test
    void questionsAreAnswered() throws Exception {
        KernelQuestions benchmark = new KernelQuestions();
        benchmark.open();
        assertThat(benchmark.pageWalk().physical()).isEqualTo(PracticeCapture.KERNEL_BASE);
        assertThat(benchmark.oneStack().frames()).isNotEmpty();
        assertThat(benchmark.thousandStacks()).isGreaterThan(1000);
        assertThat(benchmark.expression()).isNotZero();
        benchmark.close();
    }

    @Test
    void memoryIsSearched() throws Exception {
        MemoryScan benchmark = new MemoryScan();
        benchmark.mib = 2;
        benchmark.open();
        assertThat(List.of(benchmark.word(), benchmark.masked(), benchmark.pointers(), benchmark.text()))
                .allMatch(found -> found.addresses().isEmpty() && found.more() == 0);
        benchmark.close();
    }

    @Test
    void sparseVmcoresAreWritten(@TempDir Path directory) throws Exception {
        SparseVmcores.write(directory, 1);
        assertThat(Files.size(directory.resolve("sparse-elf.vmcore"))).isGreaterThan(1L << 40);
        assertThat(directory.resolve("sparse-kdump.vmcore.options")).content().contains("--page-set 0x");
    }
}
