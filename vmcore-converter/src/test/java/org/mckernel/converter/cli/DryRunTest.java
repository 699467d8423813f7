package org.mckernel.converter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.fixture.ExampleVmcore;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;

/** A plan writes nothing, whatever is at the place of its output. */
class DryRunTest {
    @TempDir
    Path dir;

    private Path vmcore() throws IOException {
        ExampleVmcore.write(dir);
        return dir.resolve("vmcore");
    }

    private List<Path> parts() throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        List<Path> parts = List.of(dir.resolve("part1"), dir.resolve("part2"));
        KdumpWriter.of(machine.memory())
                .notes(Notes.of(ElfMachine.X86_64)
                        .prstatus(1)
                        .vmcoreinfo(machine.linux().vmcoreinfo()))
                .writeSplit(parts);
        return parts;
    }

    private static void samePlan(CommandRun run, CommandRun expected) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(expected.out()).contains("physical address");
        assertThat(run.code()).isEqualTo(expected.code());
    }

    @Test
    void ignoresAnOutputThatIsThere() throws IOException {
        Path vmcore = vmcore();
        CommandRun plan = CommandRun.of("--dry-run", vmcore);
        Path out = dir.resolve("out.mckdump");
        samePlan(CommandRun.of("--dry-run", vmcore, out), plan);
        assertThat(out).doesNotExist();
        assertThat(CommandRun.of(vmcore, out).code()).isZero();
        byte[] written = Files.readAllBytes(out);

        samePlan(CommandRun.of("--dry-run", vmcore, out), plan);

        assertThat(out).hasBinaryContent(written);
    }

    @Test
    void ignoresAnyOtherThingAtTheOutputsPlace() throws IOException {
        Path vmcore = vmcore();
        CommandRun plan = CommandRun.of("--dry-run", vmcore);
        Path text = Files.writeString(dir.resolve("text"), "not a dump\n");
        Path empty = Files.createFile(dir.resolve("empty"));
        Path cut = dir.resolve("cut.gz");
        Files.write(cut, new byte[] {0x1f, (byte) 0x8b, 8, 0, 1});
        Path compressed = dir.resolve("text.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            gzip.write("not a dump\n".getBytes(StandardCharsets.UTF_8));
        }
        Path directory = Files.createDirectory(dir.resolve("directory"));
        for (Path last : List.of(text, empty, cut, compressed, directory)) {
            samePlan(CommandRun.of("--dry-run", vmcore, last), plan);
        }
    }

    @Test
    void takesALastPartOfASplitSetForAPart() throws IOException {
        List<Path> parts = parts();
        CommandRun whole = CommandRun.of("--dry-run", parts.get(0), parts.get(1));
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(whole.out()).doesNotContain("was not given");
        assertThat(CommandRun.of("--dry-run", parts.get(0)).out()).contains("was not given");
    }

    @Test
    void takesACompressedLastPartForAPart() throws IOException {
        List<Path> parts = parts();
        CommandRun whole = CommandRun.of("--dry-run", parts.get(0), parts.get(1));
        Path compressed = dir.resolve("part2.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(parts.get(1), gzip);
        }
        samePlan(CommandRun.of("--dry-run", parts.get(0), compressed), whole);
    }

    @Test
    void ignoresAnOutputAfterASplitSet() throws IOException {
        List<Path> parts = parts();
        CommandRun whole = CommandRun.of("--dry-run", parts.get(0), parts.get(1));
        Path out = dir.resolve("out.mckdump");
        assertThat(CommandRun.of(parts.get(0), parts.get(1), out).code()).isZero();
        samePlan(CommandRun.of("--dry-run", parts.get(0), parts.get(1), out), whole);
    }

    @Test
    void readsStandardInputOnceWhereTheOutputIsThere() throws IOException {
        Path vmcore = vmcore();
        CommandRun plan = CommandRun.withInput(Files.readAllBytes(vmcore), "--dry-run", "-");
        Path out = dir.resolve("out.mckdump");
        assertThat(CommandRun.of(vmcore, out).code()).isZero();
        samePlan(CommandRun.withInput(Files.readAllBytes(vmcore), "--dry-run", "-", out), plan);
    }

    /** The error is about the input, not about what is at the output's place. */
    @Test
    void namesAnInputThatIsNoDump() throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "not a dump\n");
        CommandRun run = CommandRun.of("--dry-run", text, vmcore());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains(text.toString(), "text file");
    }

    @Test
    void refusesTheInputAsOutput() throws IOException {
        Path vmcore = vmcore();
        CommandRun run = CommandRun.of("--dry-run", vmcore, vmcore);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains("output and input are the same file");
    }
}
