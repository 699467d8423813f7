package org.mckernel.converter.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.converter.plan.ConversionPlan;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.format.mckdump.MckdumpVariant;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.kernel.ihk.PageSet;
import org.mckernel.dump.locate.McKernelLocation;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.mckdump.Variant;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

/** The written container, compared with an independent writer and the system's own ELF tools. */
class ContainerTest {
    private static final int PAGE = 4096;
    private static final long START = 0x1000_0000L;
    private static final long KERNEL_BASE = START + 0x20_0000;

    @TempDir
    Path dir;

    private final SimulatedMemory memory = new SimulatedMemory(PAGE);

    private Path vmcore() {
        return dir.resolve("vmcore");
    }

    private Path target() {
        return dir.resolve("out.mckdump");
    }

    private void fill(long start, long length) {
        byte[] page = new byte[PAGE];
        for (long at = start; at < start + length; at += PAGE) {
            new Random(at).nextBytes(page);
            memory.write(at, page);
        }
    }

    private MckdumpWriter.Result write(Path output, Range... ranges) throws Exception {
        return write(output, _ -> {}, ranges);
    }

    /** Converts the vmcore with a page set that announces these ranges. */
    private MckdumpWriter.Result write(Path output, LongConsumer progress, Range... ranges) throws Exception {
        ChunkList.Builder announced = new ChunkList.Builder();
        Arrays.stream(ranges).forEach(r -> announced.add(r.start(), r.length()));
        ChunkList chunks = announced.build();
        PageSet pageSet = new PageSet(START, true, PAGE, PAGE, List.of());
        McKernelLocation location = new McKernelLocation(
                "given",
                new X86_64(),
                KERNEL_BASE,
                0,
                Optional.of(pageSet),
                Optional.empty(),
                Optional.empty(),
                List.of());
        try (Dump dump = Dumps.open(List.of(vmcore()))) {
            DumpDescription description =
                    new DumpDescription("test", List.of(vmcore()), dump, location, Optional.empty(), Optional.empty());
            return MckdumpWriter.write(
                    output,
                    ConversionPlan.of(dump.memory(), chunks),
                    description,
                    new MckdumpWriter.Options(false, 2, true, HeaderForm.ECLAIR),
                    progress);
        }
    }

    /** The independent writer's file for the same chunks, date, host and user. */
    private Path original(SectionTable written, Range... ranges) throws IOException {
        var writer = org.mckernel.testdumps.mckdump.MckdumpWriter.of(memory)
                .variant(Variant.D)
                .kernelBase(KERNEL_BASE)
                .madeBy(text(written, "date"), text(written, "hostname"), text(written, "user"));
        Arrays.stream(ranges).forEach(r -> writer.chunk(r.start(), r.length()));
        Path original = dir.resolve("original.mckdump");
        writer.write(original);
        return original;
    }

    private String text(SectionTable table, String name) throws IOException {
        SectionTable.Section section = table.section(name);
        return new String(
                SectionTable.bytes(target(), section.offset(), Math.toIntExact(section.size())),
                StandardCharsets.UTF_8);
    }

    /** All parts of the original have the same offsets and bytes; the additional sections follow. */
    private void hasSamePrefixAsOriginal(Range... ranges) throws IOException {
        SectionTable ours = SectionTable.of(target());
        Path original = original(ours, ranges);
        SectionTable theirs = SectionTable.of(original);
        int shared = theirs.sections().size() - 1;
        assertThat(ours.sections().subList(1, shared))
                .isEqualTo(theirs.sections().subList(1, shared));
        assertThat(ours.sections().subList(shared, ours.sections().size()))
                .extracting(SectionTable.Section::name)
                .containsExactly("mckinfo", ".shstrtab");
        assertThat(ours.names()).startsWith(theirs.names());
        SectionTable.Section last = theirs.sections().get(shared - 1);
        long end = last.offset() + last.size();
        for (long at = 64; at < end; at += 1 << 20) {
            int length = (int) Math.min(1 << 20, end - at);
            assertThat(SectionTable.bytes(target(), at, length))
                    .as("from offset %d", at)
                    .isEqualTo(SectionTable.bytes(original, at, length));
        }
        // All of the ELF header except e_shoff, e_shnum and e_shstrndx, which include the additional sections.
        assertThat(SectionTable.bytes(target(), 0, 40)).isEqualTo(SectionTable.bytes(original, 0, 40));
        assertThat(SectionTable.bytes(target(), 48, 12)).isEqualTo(SectionTable.bytes(original, 48, 12));
    }

    private Range[] threeChunks() throws IOException {
        memory.ram(START, 32 << 20);
        fill(START, 2 << 20);
        fill(START + (9 << 20), 0x5000);
        VmcoreWriter.of(memory).write(vmcore());
        return new Range[] {
            new Range(START + (8 << 20), 3 << 20),
            new Range(START, (2 << 20) + PAGE),
            new Range(START + (20 << 20), PAGE)
        };
    }

    @Test
    void sectionsAreTheOriginals() throws Exception {
        Range[] chunks = threeChunks();
        write(target(), chunks);
        hasSamePrefixAsOriginal(chunks);
    }

    @Test
    void manyChunksUseExtendedNumbering() throws Exception {
        int count = 0xff00;
        memory.ram(START, 2L * PAGE * count);
        fill(START, 64 * PAGE);
        fill(START + 2L * PAGE * (count - 8), 16 * PAGE);
        VmcoreWriter.of(memory).write(vmcore());
        Range[] chunks = new Range[count];
        Arrays.setAll(chunks, i -> new Range(START + 2L * PAGE * i, PAGE));
        write(target(), chunks);
        assertThat(SectionTable.bytes(target(), 60, 4)).containsExactly(0, 0, 0xff, 0xff);
        hasSamePrefixAsOriginal(chunks);
        try (Dump dump = Dumps.open(List.of(target()))) {
            Mckdump mckdump = dump.as(Mckdump.class).orElseThrow();
            assertThat(mckdump.variant()).isEqualTo(MckdumpVariant.D);
            assertThat(mckdump.chunks()).hasSize(count);
            assertThat(mckdump.chunks().getLast().address()).isEqualTo(chunks[count - 1].start());
        }
    }

    /** Excluded pages: at the start, inside, across a boundary of 1 MiB blocks, several blocks, and at the end. */
    @ParameterizedTest
    @CsvSource({"0,1", "5,3", "250,12", "100,700", "1020,4"})
    void holesKeepOffsets(int firstPage, int pages) throws Exception {
        memory.ram(START, 4 << 20).ram(START + (8 << 20), 1 << 20);
        fill(START, 4 << 20);
        fill(START + (8 << 20), 1 << 20);
        long hole = START + (long) firstPage * PAGE;
        memory.fate(hole, (long) pages * PAGE, Fate.EXCLUDED);
        KdumpWriter.of(memory).write(vmcore());
        MckdumpWriter.Result result = write(target(), new Range(START, 4 << 20), new Range(START + (8 << 20), 1 << 20));
        assertThat(result.holes().count()).isEqualTo(1);
        assertThat(result.holes().start(0)).isEqualTo(hole);
        assertThat(result.holes().length(0)).isEqualTo((long) pages * PAGE);
        byte[] truth = memory.read(START, 4 << 20);
        Arrays.fill(truth, firstPage * PAGE, (firstPage + pages) * PAGE, (byte) 0);
        SectionTable table = SectionTable.of(target());
        assertThat(SectionTable.bytes(target(), table.section("physmem0").offset(), truth.length))
                .isEqualTo(truth);
        assertThat(SectionTable.bytes(target(), table.section("physmem1").offset(), 1 << 20))
                .isEqualTo(memory.read(START + (8 << 20), 1 << 20));
    }

    @Test
    void zeroPagesAreNotWritten() throws Exception {
        memory.ram(START, 64 << 20);
        byte[] full = new byte[PAGE];
        Arrays.fill(full, (byte) 0x5a);
        memory.write(START + (13 << 20), full);
        VmcoreWriter.of(memory).write(vmcore());
        MckdumpWriter.Result result = write(target(), new Range(START, 64 << 20));
        assertThat(result.fileBytes()).isEqualTo(Files.size(target())).isGreaterThan(64 << 20);
        // The data does not begin at a page boundary of the file, so that a page of memory spans two file pages; the
        // end of the data in the last block of the file is too short for a hole.
        assertThat(result.writtenBytes()).isBetween(2L * PAGE, 2L * PAGE + (64 << 10));
    }

    @Test
    void writesShortZeroRuns() throws Exception {
        memory.ram(START, 4 << 20);
        byte[] full = new byte[PAGE];
        Arrays.fill(full, (byte) 0x5a);
        memory.write(START + (1 << 20), full);
        memory.write(START + (1 << 20) + 9 * PAGE, full);
        VmcoreWriter.of(memory).write(vmcore());
        MckdumpWriter.Result result = write(target(), new Range(START, 4 << 20));
        assertThat(result.writtenBytes()).isBetween(10L * PAGE, 11L * PAGE + (64 << 10));
        SectionTable table = SectionTable.of(target());
        assertThat(SectionTable.bytes(target(), table.section("physmem0").offset(), 4 << 20))
                .isEqualTo(memory.read(START, 4 << 20));
    }

    @Test
    void removesOutputAfterFailure() throws Exception {
        Range[] chunks = threeChunks();
        assertThatThrownBy(() -> write(
                        target(),
                        _ -> {
                            throw new IllegalStateException("stop");
                        },
                        chunks))
                .hasMessage("stop");
        assertThat(dir)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("out"));
    }

    @Test
    void reusesAbandonedPartialFile() throws Exception {
        Files.write(dir.resolve("out.mckdump.partial"), new byte[50 << 20]);
        Range[] chunks = threeChunks();
        write(target(), chunks);
        hasSamePrefixAsOriginal(chunks);
        assertThat(dir.resolve("out.mckdump.partial")).doesNotExist();
    }

    @Test
    void reportsFullDiskInOneLineAndRemovesOutput() throws Exception {
        memory.ram(START, 4 << 20);
        fill(START, 4 << 20);
        VmcoreWriter.of(memory).write(vmcore());
        Path disk = Files.createDirectory(dir.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk).code == 0,
                "only root can mount a small disk");
        try {
            Path output = disk.resolve("out.mckdump");
            Throwable failure = catchThrowable(() -> write(output, new Range(START, 4 << 20)));
            assertThat(failure).isInstanceOf(FileSystemException.class);
            assertThat(ErrorLine.of(failure))
                    .startsWith(output + ": ")
                    .contains("No space left")
                    .hasLineCount(1);
            assertThat(disk).isEmptyDirectory();
        } finally {
            assertThat(run("umount", disk).code).isZero();
        }
    }

    @Test
    void readelfReadsIt() throws Exception {
        write(target(), threeChunks());
        assertThat(tool("readelf", "-S", "-W", target()).lines())
                .anyMatch(line ->
                        line.matches(".*physmem0 +PROGBITS +0000000010800000 +[0-9a-f]+ +300000 +00 +WA +0 +0 +1"))
                .noneMatch(line -> line.contains("arning"));
    }

    @Test
    void objdumpReadsIt() throws Exception {
        write(target(), threeChunks());
        assertThat(tool("objdump", "-h", target()))
                .contains("elf64-little")
                .containsPattern("physmem1 +00201000 +0000000010000000 +0000000010000000");
    }

    @Test
    void gdbReadsIt() throws Exception {
        write(target(), threeChunks());
        assertThat(tool("gdb", "-nx", "-batch", "-ex", "info files", target()))
                .containsPattern("0x0*10800000 - 0x0*10b00000 is physmem0")
                .containsPattern("0x0*11400000 - 0x0*11401000 is physmem2");
    }

    private record Ended(int code, String output) {}

    private static String tool(String program, Object... arguments) throws IOException, InterruptedException {
        assumeTrue(installed(program), program + " is not installed");
        Ended ended = run(program, arguments);
        assertThat(ended.code).as(ended.output).isZero();
        return ended.output;
    }

    private static Ended run(String program, Object... arguments) throws IOException, InterruptedException {
        assumeTrue(installed(program), program + " is not installed");
        List<String> command = new ArrayList<>(List.of(program));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
