package org.mckernel.converter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.FileLayout.Region;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.mckernel.McKernelMachine.Chunk;

/** With any damage in a vmcore, the command ends with one of its outcomes and leaves no partial file. */
class DamagedVmcoreTest {
    private static final int FLIPS = 40;
    /** Not 2: the command line is valid. */
    private static final Set<Integer> OUTCOMES = Set.of(0, 1, 3, 4, 5);

    private static final Set<Integer> WRITTEN = Set.of(0, 3);

    @TempDir
    Path dir;

    private Path vmcore;
    private Path target;
    private McKernelMachine machine;

    @BeforeEach
    void boot() {
        vmcore = dir.resolve("vmcore");
        target = dir.resolve("out.mckdump");
        LinuxMachine linux = LinuxMachine.running(LinuxLayout.x86Kaslr(), "6.1.0-56-cloud-amd64");
        machine = McKernelMachine.on(linux)
                .chunks(new Chunk(linux.firstFree(), 8 << 20, 0))
                .boot();
    }

    private Notes notes() {
        return Notes.of(ElfMachine.X86_64)
                .prstatus(1)
                .vmcoreinfo(machine.linux().vmcoreinfo());
    }

    private FileLayout elf() throws IOException {
        return VmcoreWriter.of(machine.memory()).notes(notes()).write(vmcore);
    }

    private FileLayout kdump() throws IOException {
        return KdumpWriter.of(machine.memory()).notes(notes()).write(vmcore);
    }

    @Test
    void truncatedElf() throws IOException {
        truncateStepByStep(elf());
    }

    @Test
    void truncatedKdump() throws IOException {
        truncateStepByStep(kdump());
    }

    @Test
    void flippedBitsInElf() throws IOException {
        flipBits(elf(), 1);
    }

    @Test
    void flippedBitsInKdump() throws IOException {
        flipBits(kdump(), 2);
    }

    /** From long to short, so that one file serves all lengths. */
    private void truncateStepByStep(FileLayout layout) throws IOException {
        SortedSet<Long> lengths = Faults.truncations(layout);
        assertThat(lengths).hasSizeGreaterThan(10);
        for (long length : new TreeSet<>(lengths).descendingSet()) {
            Faults.in(vmcore).truncate(length);
            isAnOutcome("cut to %d bytes".formatted(length));
        }
    }

    /** One bit at a time, every part of the file equally often, so that headers are covered. */
    private void flipBits(FileLayout layout, long seed) throws IOException {
        List<Region> regions = new TreeSet<>(layout.regions().keySet())
                .stream().map(layout::region).filter(r -> r.length() > 0).toList();
        Random random = new Random(seed);
        Faults faults = Faults.in(vmcore);
        for (int i = 0; i < FLIPS; i++) {
            Region region = regions.get(i % regions.size());
            long offset = region.offset() + random.nextLong(region.length());
            int bit = random.nextInt(8);
            faults.flipBit(offset, bit);
            isAnOutcome("bit %d of byte %d flipped".formatted(bit, offset));
            faults.flipBit(offset, bit);
        }
    }

    private void isAnOutcome(String damage) throws IOException {
        CommandRun run = CommandRun.of("--force", vmcore, target);
        assertThat(run.code()).as("%s: %s", damage, run.err()).isIn(OUTCOMES);
        assertThat(run.err().lines().toList())
                .as(damage)
                .hasSizeLessThanOrEqualTo(1)
                .noneMatch(line -> line.contains("internal error")
                        || line.contains("out of memory")
                        || line.contains("Exception"));
        assertThat(run.err().isEmpty()).as("%s: silence and success", damage).isEqualTo(WRITTEN.contains(run.code()));
        assertThat(Files.exists(target))
                .as("%s: exit code %d", damage, run.code())
                .isEqualTo(WRITTEN.contains(run.code()));
        assertThat(dir.resolve("out.mckdump.partial")).as(damage).doesNotExist();
        Files.deleteIfExists(target);
    }
}
