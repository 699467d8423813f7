package org.mckernel.dump.format.elfcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.format.DumpExercise;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.elf.VmcoreWriter.Producer;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** Damaged vmcores are refused with one line or read around the damage; nothing else happens. */
class ElfCoreDamageTest {
    private static final int FLIPS = 600;

    @TempDir
    Path dir;

    private final ElfCoreFormat format = new ElfCoreFormat();
    private Path original;
    private Path copy;
    private FileLayout layout;

    @BeforeEach
    void write() throws IOException {
        original = dir.resolve("vmcore");
        copy = dir.resolve("copy");
        SimulatedMemory machine =
                new SimulatedMemory(4096).ram(0, 0x3000).ram(0x10_0000, 0x2000).writeLongs(0x1000, 1, 2, 3);
        layout = VmcoreWriter.of(machine)
                .producer(Producer.QEMU)
                .notes(Notes.of(ElfMachine.X86_64).prstatus(1).vmcoreinfo("OSRELEASE=6\n"))
                .extendedNumbering()
                .write(original);
    }

    @Test
    void anyNumberInAnyField() throws IOException {
        int refused = 0;
        for (long offset = 16; offset < layout.region("phdrs").end(); offset += 2) {
            for (long number : Faults.hostileNumbers()) {
                Faults.inCopy(original, copy).u64(offset, number);
                refused += DumpExercise.survives(format, copy) ? 0 : 1;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void anyLength() throws IOException {
        int opened = 0;
        for (long length : Faults.truncations(layout)) {
            if (length > 0) {
                Faults.inCopy(original, copy).truncate(length);
                opened += DumpExercise.survives(format, copy) ? 1 : 0;
            }
        }
        assertThat(opened).isPositive();
    }

    @Test
    void flippedBits() throws IOException {
        Random random = new Random(20261123);
        int opened = 0;
        for (int i = 0; i < FLIPS; i++) {
            long offset = random.nextLong(layout.region("notes").end());
            Faults.inCopy(original, copy)
                    .flipBit(offset, random.nextInt(8))
                    .flipBit(random.nextLong(layout.region("phdrs").end()), random.nextInt(8));
            opened += DumpExercise.survives(format, copy) ? 1 : 0;
        }
        assertThat(opened).isBetween(1, FLIPS - 1);
    }
}
