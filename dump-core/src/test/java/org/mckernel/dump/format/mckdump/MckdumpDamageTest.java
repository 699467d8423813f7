package org.mckernel.dump.format.mckdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.format.DumpExercise;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.mckdump.MckdumpWriter;
import org.mckernel.testdumps.mckdump.Variant;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** Damaged mckdumps are refused with one line or read around the damage; nothing else happens. */
class MckdumpDamageTest {
    private static final int FLIPS = 300;

    @TempDir
    Path dir;

    private final MckdumpFormat format = new MckdumpFormat();
    private Path original;
    private Path copy;

    private FileLayout write(Variant variant) throws IOException {
        original = dir.resolve("mcdump");
        copy = dir.resolve("copy");
        SimulatedMemory machine = new SimulatedMemory(4096)
                .ram(0x40_0000, 0x2000)
                .ram(0x80_0000, 0x1000)
                .writeLongs(0x40_0000, 1, 2, 3);
        return MckdumpWriter.of(machine)
                .variant(variant)
                .allRam()
                .kernelBase(0x60_0000)
                .write(original);
    }

    @ParameterizedTest
    @EnumSource
    void anyNumberInAnyField(Variant variant) throws IOException {
        FileLayout layout = write(variant);
        int refused = 0;
        for (String part : new String[] {"ehdr", "physchunks", "shdrs"}) {
            if (!layout.regions().containsKey(part)) {
                continue;
            }
            long end = Math.min(layout.region(part).end(), layout.offsetOf(part) + 512);
            for (long offset = layout.offsetOf(part); offset + 8 <= end; offset += 4) {
                for (long number : Faults.hostileNumbers()) {
                    Faults.inCopy(original, copy).u64(offset, number);
                    refused += DumpExercise.survives(format, copy) ? 0 : 1;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void anyLengthAndFlippedBits(Variant variant) throws IOException {
        FileLayout layout = write(variant);
        for (long length : Faults.truncations(layout)) {
            if (length > 0) {
                Faults.inCopy(original, copy).truncate(length);
                assertThat(DumpExercise.survives(format, copy))
                        .as("cut to %d bytes", length)
                        .isFalse();
            }
        }
        Random random = new Random(7);
        int opened = 0;
        for (int i = 0; i < FLIPS; i++) {
            FileLayout.Region headers = layout.region(i % 2 == 0 ? "shdrs" : "ehdr");
            Faults.inCopy(original, copy)
                    .flipBit(headers.offset() + random.nextLong(headers.length()), random.nextInt(8));
            opened += DumpExercise.survives(format, copy) ? 1 : 0;
        }
        assertThat(opened).isBetween(1, FLIPS - 1);
    }
}
