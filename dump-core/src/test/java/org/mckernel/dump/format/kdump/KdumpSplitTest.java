package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;

class KdumpSplitTest {
    @TempDir
    Path dir;

    private final SimulatedMemory machine = KdumpFixture.machine(4096);
    private List<Path> parts;
    private List<FileLayout> layouts;

    @BeforeEach
    void write() throws IOException {
        parts = List.of(dir.resolve("a"), dir.resolve("b"), dir.resolve("c"));
        layouts = KdumpWriter.of(machine).mixedCodecs().timestamp(77, 5).writeSplit(parts);
    }

    @Test
    void readsAllPartsInAnyOrder() throws IOException {
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(parts.get(2), parts.get(0), parts.get(1));
            assertThat(dump.warnings()).isEmpty();
            KdumpFixture.assertHolds(dump.memory(), machine);
        }
    }

    @Test
    void readsVersion2WithItsNarrowFields() throws IOException {
        KdumpWriter.of(machine).headerVersion(2).staleNewerFields().writeSplit(parts);
        try (KdumpFixture fixture = new KdumpFixture()) {
            KdumpFixture.assertHolds(
                    fixture.open(parts.get(1), parts.get(2), parts.get(0)).memory(), machine);
        }
    }

    @Test
    void missingPartReadsAsTruncated() throws IOException {
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(parts.get(2), parts.get(0));
            assertThat(dump.warnings()).singleElement().asString().contains("was not given");
            PhysicalMemory memory = dump.memory();
            Extent lost = memory.extent(30 << 12, 4096);
            assertThat(lost.presence()).isEqualTo(Presence.TRUNCATED);
            assertThat(memory.presence(30 << 12)).isEqualTo(Presence.TRUNCATED);
            assertThat(memory.presence(9 << 12)).isEqualTo(Presence.EXCLUDED);
            assertThat(KdumpFixture.assertSane(memory, machine)).isBetween(20L, 45L);
        }
    }

    @Test
    void opensSinglePart() throws IOException {
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(parts.get(1));
            assertThat(dump.warnings()).hasSize(2);
            assertThat(dump.memory().presence(0)).isEqualTo(Presence.TRUNCATED);
            assertThat(dump.memory().nextPresent(0, -1)).isPositive();
            KdumpFixture.assertSane(dump.memory(), machine);
        }
    }

    @Test
    void overlapIsReported() throws IOException {
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(parts.get(0), parts.get(1), parts.get(1), parts.get(2));
            assertThat(dump.warnings()).singleElement().asString().contains("overlaps");
            KdumpFixture.assertHolds(dump.memory(), machine);
        }
    }

    @Test
    void rejectsPartsOfDifferentDumps() throws IOException {
        Faults.in(parts.get(1)).u64(408, 78);
        try (KdumpFixture fixture = new KdumpFixture()) {
            assertThatThrownBy(() -> fixture.open(parts.toArray(Path[]::new)))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("not a part of the same split dump");
        }
    }

    @Test
    void rejectsCompleteDumpInSplitSet() throws IOException {
        Path whole = dir.resolve("whole");
        KdumpWriter.of(machine).timestamp(77, 5).write(whole);
        try (KdumpFixture fixture = new KdumpFixture()) {
            assertThatThrownBy(() -> fixture.open(parts.get(0), whole))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("give it alone");
        }
    }

    @Test
    void rejectsInvalidInterval() throws IOException {
        long sub = layouts.getFirst().offsetOf("sub_header");
        for (long end : Faults.hostileNumbers()) {
            Faults.in(parts.get(0)).u64(sub + 80, 5).u64(sub + 88, end);
            try (KdumpFixture fixture = new KdumpFixture()) {
                KdumpFixture.assertSane(fixture.open(parts.get(0)).memory(), null);
            } catch (MalformedFileException e) {
                assertThat(e).hasMessageContaining("end_pfn");
            }
        }
    }
}
