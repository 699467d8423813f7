package org.mckernel.dump.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/** Uses all methods of a dump, and checks that the results are consistent. */
public final class DumpExercise {
    private static final int MOST_EXTENTS = 200;

    private DumpExercise() {}

    /**
     * Opens a file, damaged or not, and calls all methods.
     *
     * @return false when it was refused with a proper message
     */
    public static boolean survives(DumpFormat format, Path path) throws IOException {
        try (MappedFile file = MappedFile.open(path)) {
            format.recognises(file);
            Dump dump = format.open(List.of(file));
            assertThat(dump.format()).isNotBlank();
            assertThat(dump.warnings())
                    .allSatisfy(w -> assertThat(w).isNotBlank().doesNotContain("\n"));
            dump.release();
            dump.vmcoreinfo();
            queryMemory(dump.memory());
            dump.close();
            return true;
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            return false;
        }
    }

    private static void queryMemory(PhysicalMemory memory) {
        MemorySegment buffer = MemorySegment.ofArray(new byte[512]);
        assertThat(Long.bitCount(memory.pageSize())).isEqualTo(1);
        for (long address : new long[] {0, 1, 0x1000, 0x7fff_ffff_ffff_f000L, Long.MIN_VALUE, -4096, -1}) {
            ask(memory, address, buffer);
        }
        long at = 0;
        for (int i = 0; i < MOST_EXTENTS && at < memory.end(); i++) {
            Extent extent = ask(memory, at, buffer);
            at = extent.end();
        }
        long next = memory.nextPresent(0, -1);
        for (int i = 0; i < MOST_EXTENTS && next >= 0; i++) {
            next = memory.nextPresent(memory.extent(next, Long.MAX_VALUE).end(), -1);
        }
        assertThat(memory.presence(memory.end())).isEqualTo(Presence.NOT_IN_DUMP);
    }

    private static Extent ask(PhysicalMemory memory, long address, MemorySegment buffer) {
        Extent extent = memory.extent(address, Long.MAX_VALUE);
        assertThat(extent.start()).isEqualTo(address);
        assertThat(extent.length()).isPositive();
        long got = memory.read(address, buffer, 0, buffer.byteSize());
        assertThat(got).isBetween(0L, buffer.byteSize());
        assertThat(got > 0).isEqualTo(memory.presence(address) == Presence.PRESENT);
        if (extent.file() != null) {
            assertThat(extent.presence()).isEqualTo(Presence.PRESENT);
            assertThat(extent.file().length()).isEqualTo(extent.length());
            assertThat(extent.file().offset() + extent.length())
                    .isLessThanOrEqualTo(extent.file().file().size());
        }
        return extent;
    }
}
