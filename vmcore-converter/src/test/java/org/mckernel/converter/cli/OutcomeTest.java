package org.mckernel.converter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.mckernel.KernelImageWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.mckernel.PageSetWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;

/** Every outcome of the command has its exit code and, on failure, one line with the reason. */
class OutcomeTest {
    @TempDir
    Path dir;

    private static McKernelMachine machine(Consumer<PageSetWriter> change) {
        return McKernelMachine.on(LinuxMachine.running(LinuxLayout.x86Kaslr(), "6.1.0-56-cloud-amd64"))
                .pageSet(change)
                .boot();
    }

    private Path target() {
        return dir.resolve("out.mckdump");
    }

    private Path vmcore(McKernelMachine machine) throws IOException {
        Path vmcore = dir.resolve("vmcore");
        VmcoreWriter.of(machine.memory()).notes(notes(machine)).write(vmcore);
        return vmcore;
    }

    private static Notes notes(McKernelMachine machine) {
        return Notes.of(ElfMachine.X86_64)
                .prstatus(1)
                .vmcoreinfo(machine.linux().vmcoreinfo());
    }

    /** One line, no output, no partial file. */
    private void fails(CommandRun run, int code, String... words) throws IOException {
        assertThat(run.code()).as(run.err() + run.out()).isEqualTo(code);
        assertThat(run.err())
                .startsWith("vmcore2mckdump: ")
                .hasLineCount(1)
                .contains(words)
                .doesNotContain("internal error");
        assertThat(target()).doesNotExist();
        noLeftovers();
    }

    private void noLeftovers() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(f -> f.getFileName().toString())).noneMatch(name -> name.endsWith(".partial"));
        }
    }

    private static void succeeds(CommandRun run) {
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    private List<SimulatedMemory.Range> chunks() throws IOException {
        try (Dump dump = Dumps.open(target())) {
            return dump.as(Mckdump.class).orElseThrow().chunks().stream()
                    .map(c -> new SimulatedMemory.Range(c.address(), c.size()))
                    .toList();
        }
    }

    private byte[] section(String name) throws IOException {
        try (Dump dump = Dumps.open(target())) {
            return dump.as(Mckdump.class)
                    .orElseThrow()
                    .section(name)
                    .orElseThrow()
                    .toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Test
    void noMcKernelWasBooted() throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        machine.linux().writeLongs(machine.linux().address("dump_page_set_addr"), 0);
        fails(CommandRun.of(vmcore(machine), target()), 5, "dump_page_set_addr is 0");
    }

    @Test
    void rejectsExcessiveMapCount() throws IOException {
        McKernelMachine machine = machine(set -> set.countField(0x7fff_ffff));
        fails(CommandRun.of(vmcore(machine), target()), 1, "number of maps", "0x7fffffff");
    }

    @Test
    void rejectsExcessiveWordCountInMap() throws IOException {
        McKernelMachine machine = machine(set -> set.mapCountField(1, 1L << 40));
        fails(CommandRun.of(vmcore(machine), target()), 1, "words of map 1", "0x10000000000");
    }

    @Test
    void usesAllMemoryWhenPageSetWasNeverCompleted() throws IOException {
        McKernelMachine machine = machine(set -> set.completionFlag(0));
        CommandRun run = CommandRun.of(vmcore(machine), target());
        succeeds(run);
        assertThat(run.out()).contains("the page set was never completed");
        assertThat(chunks()).isEqualTo(machine.pageSet().chunks());
    }

    @Test
    void unfinishedPageSetIsIncomplete() throws IOException {
        McKernelMachine usual = McKernelMachine.usual();
        McKernelMachine machine = machine(
                set -> set.completionFlag(0).clear(usual.chunks().getFirst().start(), 0x3000));
        CommandRun run = CommandRun.of(vmcore(machine), target());
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("the page set was interrupted").contains("did not finish its page set");
        assertThat(chunks()).isEqualTo(machine.pageSet().chunks());
    }

    @Test
    void reportsCauseWhenDumpToolExcludedEverything() throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        machine.chunks().forEach(c -> machine.memory().fate(c.start(), c.length(), Fate.EXCLUDED));
        Path vmcore = dir.resolve("vmcore");
        KdumpWriter.of(machine.memory()).notes(notes(machine)).write(vmcore);
        fails(CommandRun.of(vmcore, target()), 5, "ENABLE_PANIC_NOTIFIER_WORKAROUND", "the dump tool excluded");
    }

    @Test
    void rejectsOtherImageUnlessForced() throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        Path vmcore = vmcore(machine);
        Path other = dir.resolve("other.img");
        Files.write(
                other,
                KernelImageWriter.x86()
                        .seed(99)
                        .buildId(new byte[] {9, 9, 9, 9, 9, 9, 9, 9})
                        .file());
        fails(CommandRun.of("-k", other, vmcore, target()), 4, "build id");
        succeeds(CommandRun.of("--force", "-k", other, vmcore, target()));
        assertThat(chunks()).isEqualTo(machine.pageSet().chunks());
    }

    @Test
    void level0ConvertsAllAssignedMemory() throws IOException {
        McKernelMachine usual = McKernelMachine.usual();
        McKernelMachine machine = machine(set -> set.clear(usual.chunks().get(1).start() + 0x10_0000, 0x10_0000));
        succeeds(CommandRun.of("-d", 0, vmcore(machine), target()));
        assertThat(chunks())
                .isEqualTo(machine.chunks().stream()
                        .map(c -> new SimulatedMemory.Range(c.start(), c.length()))
                        .toList());
        assertThat(machine.pageSet().chunks()).hasSize(4);
    }

    @Test
    void logAndBootParametersAreCopiedByteForByte() throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        succeeds(CommandRun.of(vmcore(machine), target()));
        byte[] log = section("kmsg");
        assertThat(log).isNotEmpty().isEqualTo(machine.memory().read(machine.kernelLog(), log.length));
        assertThat(new String(log, StandardCharsets.ISO_8859_1)).contains("boot done");
        byte[] bootParam = section("bootparam");
        assertThat(bootParam)
                .hasSizeGreaterThan(7616)
                .isEqualTo(machine.memory().read(machine.bootParam(), bootParam.length));
    }

    @Test
    void readsStandardInput() throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        byte[] vmcore = Files.readAllBytes(vmcore(machine));
        succeeds(CommandRun.withInput(vmcore, "-", target()));
        assertThat(chunks()).isEqualTo(machine.pageSet().chunks());
        noLeftovers();
    }

    @Test
    void jsonReportsOutput() throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        CommandRun run = CommandRun.of("--json", vmcore(machine), target());
        succeeds(run);
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(json.get("exitCode").getAsInt()).isZero();
        assertThat(json.get("chunkCount").getAsInt())
                .isEqualTo(machine.pageSet().chunks().size());
        assertThat(json.get("outputBytes").getAsLong()).isEqualTo(Files.size(target()));
        assertThat(json.get("pageSet").getAsString()).isEqualTo("0x" + Long.toHexString(machine.pageSetAddress()));
        assertThat(json.get("output").getAsString()).isEqualTo(target().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nonsense",
                "--jobs=0",
                "--jobs=many",
                "--dump-level=8",
                "--page-set=xyz",
                "--boot-param=0x10000000000000",
                "--strategy=luck"
            })
    void wrongOptionsAreUsageErrors(String option) throws IOException {
        fails(CommandRun.of(option, dir.resolve("vmcore"), target()), 2, "see --help");
    }

    @Test
    void missingArgumentsAreUsageErrors() throws IOException {
        fails(CommandRun.of(), 2, "see --help");
        fails(CommandRun.of(dir.resolve("vmcore")), 2, "give VMCORE and OUT");
    }

    @Test
    void keepsExistingOutputUnlessForced() throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        Path vmcore = vmcore(machine);
        Files.writeString(target(), "precious");
        CommandRun refused = CommandRun.of(vmcore, target());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).hasLineCount(1).contains(target().toString(), "--force");
        assertThat(target()).hasContent("precious");
        noLeftovers();
        succeeds(CommandRun.of("--force", vmcore, target()));
        assertThat(chunks()).isEqualTo(machine.pageSet().chunks());
    }

    @Test
    void keepsOldOutputWhenForcedRunFails() throws IOException {
        Path vmcore = dir.resolve("vmcore");
        Files.write(vmcore, new byte[5000]);
        Files.writeString(target(), "precious");
        assertThat(CommandRun.of("--force", vmcore, target()).code()).isEqualTo(1);
        assertThat(target()).hasContent("precious");
        noLeftovers();
    }

    @Test
    void outputMustNotBeTheInput() throws IOException {
        Path vmcore = Files.writeString(dir.resolve("vmcore"), "a vmcore");
        CommandRun run = CommandRun.of("--force", vmcore, vmcore);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains("same file");
        assertThat(vmcore).hasContent("a vmcore");
    }

    @Test
    void outputNeedsAnExistingDirectory() throws IOException {
        Path vmcore = Files.writeString(dir.resolve("vmcore"), "a vmcore");
        fails(CommandRun.of(vmcore, dir.resolve("no/such/out")), 1, "no/such/out", "does not exist");
    }
}
