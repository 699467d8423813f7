package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** A small machine with RAM, a hole, excluded pages and every kind of content, and the check of a dump against it. */
final class KdumpFixture implements AutoCloseable {
    private final List<MappedFile> files = new ArrayList<>();

    /** 40 pages of RAM from 0, a hole of 24, 16 pages; pages 8 to 11 and 70 excluded; every fourth page is zero. */
    static SimulatedMemory machine(int pageSize) {
        SimulatedMemory memory =
                new SimulatedMemory(pageSize).ram(0, 40L * pageSize).ram(64L * pageSize, 16L * pageSize);
        Random random = new Random(7);
        for (long pfn = 0; pfn < 80; pfn++) {
            if ((pfn < 40 || pfn >= 64) && pfn % 4 != 0) {
                byte[] page = new byte[pageSize];
                random.nextBytes(page);
                for (int i = 0; i < pageSize && pfn % 4 != 3; i++) {
                    page[i] = (byte) (page[i] & 3); // compresses; every fourth page does not
                }
                memory.write(pfn * pageSize, page);
            }
        }
        memory.fate(8L * pageSize, 4L * pageSize, SimulatedMemory.Fate.EXCLUDED);
        return memory.fate(70L * pageSize, pageSize, SimulatedMemory.Fate.EXCLUDED);
    }

    MappedFile map(Path path) throws IOException {
        MappedFile file = MappedFile.open(path);
        files.add(file);
        return file;
    }

    Dump open(Path... paths) throws IOException {
        List<ByteSource> sources = new ArrayList<>();
        for (Path path : paths) {
            sources.add(map(path));
        }
        return new KdumpFormat().open(sources);
    }

    /** Every page reads, completely and in part, as in the machine, and the tables match. */
    static void assertHolds(PhysicalMemory dump, SimulatedMemory machine) {
        int pageSize = machine.pageSize();
        MemorySegment page = MemorySegment.ofArray(new byte[pageSize]);
        MemorySegment piece = MemorySegment.ofArray(new byte[100]);
        for (long pfn = 0; pfn < machine.maxPfn() + 3; pfn++) {
            long address = pfn * pageSize;
            Presence expected = expected(machine, pfn);
            Extent extent = dump.extent(address, pageSize);
            assertThat(extent.presence()).as("extent of page %d", pfn).isEqualTo(expected);
            assertThat(extent.length()).isEqualTo(pageSize);
            assertThat(dump.presence(address + 1))
                    .as("presence of page %d", pfn)
                    .isEqualTo(expected);
            assertThat(dump.read(address, page, 0, pageSize)).isEqualTo(expected == Presence.PRESENT ? pageSize : 0);
            assertThat(dump.nextPresent(address, address + pageSize))
                    .isEqualTo(expected == Presence.PRESENT ? address : -1);
            if (expected == Presence.PRESENT) {
                assertThat(page.mismatch(MemorySegment.ofArray(machine.page(pfn))))
                        .as("page %d", pfn)
                        .isEqualTo(-1);
                assertThat(dump.read(address + 77, piece, 0, 100)).isEqualTo(100);
                assertThat(piece.mismatch(MemorySegment.ofArray(machine.read(address + 77, 100))))
                        .isEqualTo(-1);
            }
        }
    }

    static Presence expected(SimulatedMemory machine, long pfn) {
        long address = pfn * machine.pageSize();
        if (machine.ram().stream().noneMatch(range -> address >= range.start() && address < range.end())) {
            return Presence.NOT_IN_DUMP;
        }
        return machine.fateOf(pfn) == SimulatedMemory.Fate.EXCLUDED ? Presence.EXCLUDED : Presence.PRESENT;
    }

    /**
     * Invariants of any dump, however damaged: reads do not throw, extents tile the address space, and every present
     * byte is right or, if damage may go unnoticed, at least readable.
     *
     * @param machine the truth, or null when damage may change content
     * @return how many pages are present
     */
    static long assertSane(PhysicalMemory dump, SimulatedMemory machine) {
        long pageSize = dump.pageSize();
        MemorySegment page = MemorySegment.ofArray(new byte[(int) pageSize]);
        long present = 0;
        long at = 0;
        for (int runs = 0; at < dump.end() && runs < 1000; runs++) {
            Extent extent = dump.extent(at, Math.min(dump.end() - at, 200 * pageSize));
            assertThat(extent.start()).isEqualTo(at);
            assertThat(extent.length()).isPositive().isLessThanOrEqualTo(200 * pageSize);
            for (long address = at; address < extent.end(); address += pageSize) {
                long got = dump.read(address, page, 0, pageSize);
                assertThat(got).isIn(0L, pageSize);
                assertThat(dump.presence(address) == Presence.PRESENT).isEqualTo(got == pageSize);
                if (got == pageSize) {
                    present++;
                    assertThat(extent.presence()).isEqualTo(Presence.PRESENT);
                    if (machine != null) {
                        byte[] truth = machine.page(address / pageSize);
                        assertThat(page.mismatch(MemorySegment.ofArray(truth))).isEqualTo(-1);
                    }
                }
            }
            at = extent.end();
        }
        dump.nextPresent(0, dump.end());
        return present;
    }

    @Override
    public void close() throws IOException {
        for (MappedFile file : files) {
            file.close();
        }
    }
}
