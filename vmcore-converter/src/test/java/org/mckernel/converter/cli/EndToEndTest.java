package org.mckernel.converter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.format.mckdump.MckdumpChunk;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.elf.VmcoreWriter.Producer;
import org.mckernel.testdumps.flattened.FlattenedWriter;
import org.mckernel.testdumps.kdump.Codec;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;

/** The complete command on one machine: its exit code, its output and its files. */
class EndToEndTest {
    @TempDir
    Path dir;

    private final McKernelMachine machine = McKernelMachine.usual();

    private CommandRun convert(Path... vmcores) throws IOException {
        Path image = dir.resolve("image");
        Files.write(image, machine.image().file());
        List<String> arguments = new ArrayList<>(List.of("-k", image.toString(), "--verify"));
        for (Path vmcore : vmcores) {
            arguments.add(vmcore.toString());
        }
        arguments.add(target().toString());
        return CommandRun.of(arguments.toArray());
    }

    private Path target() {
        return dir.resolve("out.mckdump");
    }

    private Path vmcore() {
        return dir.resolve("vmcore");
    }

    private Notes notes() {
        return Notes.of(ElfMachine.X86_64)
                .prstatus(1)
                .vmcoreinfo(machine.linux().vmcoreinfo());
    }

    /** The chunks and their bytes are the machine's. */
    private void isComplete(CommandRun run) throws Exception {
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).as(run.out()).isZero();
        try (Dump dump = Dumps.open(target())) {
            List<MckdumpChunk> chunks = dump.as(Mckdump.class).orElseThrow().chunks();
            List<SimulatedMemory.Range> truth = machine.pageSet().chunks();
            assertThat(chunks).hasSameSizeAs(truth);
            MemoryReader reader = new MemoryReader(dump.memory());
            for (int i = 0; i < truth.size(); i++) {
                assertThat(chunks.get(i).address()).isEqualTo(truth.get(i).start());
                int length = Math.toIntExact(truth.get(i).length());
                assertThat(reader.bytes(truth.get(i).start(), length).toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(machine.memory().read(truth.get(i).start(), length));
            }
            assertThat(dump.as(Mckdump.class).orElseThrow().kernelBase()).hasValue(machine.kernelBase());
        }
    }

    @ParameterizedTest
    @EnumSource
    void elf(Producer producer) throws Exception {
        VmcoreWriter.of(machine.memory()).producer(producer).notes(notes()).write(vmcore());
        isComplete(convert(vmcore()));
    }

    @ParameterizedTest
    @EnumSource
    void kdump(Codec codec) throws Exception {
        KdumpWriter.of(machine.memory()).codec(codec).notes(notes()).write(vmcore());
        isComplete(convert(vmcore()));
    }

    @Test
    void splitKdump() throws Exception {
        List<Path> parts = List.of(dir.resolve("part1"), dir.resolve("part2"));
        KdumpWriter.of(machine.memory()).notes(notes()).writeSplit(parts);
        isComplete(convert(parts.toArray(Path[]::new)));
    }

    @Test
    void flattenedKdump() throws Exception {
        KdumpWriter.of(machine.memory()).notes(notes()).write(dir.resolve("plain"));
        FlattenedWriter.of(dir.resolve("plain")).shuffled(1).write(vmcore());
        isComplete(convert(vmcore()));
    }

    @Test
    void excludedPagesAreTypedHolesAtTheirOffsets() throws Exception {
        long hole = machine.chunks().getFirst().start() + 0x5000;
        machine.memory().fate(hole, 0x3000, Fate.EXCLUDED);
        KdumpWriter.of(machine.memory()).notes(notes()).write(vmcore());
        assertThat(convert(vmcore()).code()).isEqualTo(3);
        try (Dump dump = Dumps.open(target())) {
            assertThat(dump.memory().presence(hole)).isEqualTo(Presence.EXCLUDED);
            assertThat(dump.memory().extent(hole, 1 << 20).length()).isEqualTo(0x3000);
            assertThat(new MemoryReader(dump.memory())
                            .bytes(hole + 0x3000, 0x4000)
                            .toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(machine.memory().read(hole + 0x3000, 0x4000));
        }
    }

    @Test
    void dryRunPrintsJsonAndWritesNothing() throws Exception {
        VmcoreWriter.of(machine.memory()).notes(notes()).write(vmcore());
        CommandRun run = CommandRun.of("--dry-run", "--json", "--strategy", "scan", vmcore().toString());
        assertThat(JsonParser.parseString(run.out())
                        .getAsJsonObject()
                        .get("exitCode")
                        .getAsInt())
                .isZero();
        assertThat(target()).doesNotExist();
    }

    @Test
    void reportsBadInputInOneLineWithoutOutput() throws Exception {
        Files.write(vmcore(), new byte[100]);
        for (Path input : List.of(vmcore(), dir, dir.resolve("missing"))) {
            CommandRun run = CommandRun.of(input.toString(), target().toString());
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).startsWith("vmcore2mckdump: ").hasLineCount(1);
            assertThat(target()).doesNotExist();
            assertThat(dir.resolve("out.mckdump.partial")).doesNotExist();
        }
        assertThat(CommandRun.of("--strategy", "luck", vmcore().toString(), target().toString())
                        .code())
                .isEqualTo(2);
    }
}
