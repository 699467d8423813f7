package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.kdump.Codec;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;

class KdumpDamageTest {
    @TempDir
    Path dir;

    private final SimulatedMemory machine = KdumpFixture.machine(4096);
    private Path good;
    private Path bad;
    private FileLayout layout;

    @BeforeEach
    void write() throws IOException {
        good = dir.resolve("good");
        bad = dir.resolve("bad");
        layout = writer().write(good);
    }

    private KdumpWriter writer() {
        return KdumpWriter.of(machine)
                .mixedCodecs()
                .notes(Notes.of(ElfMachine.X86_64).prstatus(1).vmcoreinfo("OSRELEASE=6.1\n"));
    }

    @Test
    void incompleteDumpReportsLostPages() throws IOException {
        writer().incompleteAfter(20).write(bad);
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(bad);
            assertThat(dump.warnings()).singleElement().asString().contains("incomplete");
            assertThat(KdumpFixture.assertSane(dump.memory(), machine)).isEqualTo(20);
            assertThat(dump.memory().extent(0, Long.MAX_VALUE).length()).isEqualTo(8 << 12);
            assertThat(dump.memory().extent(24 << 12, Long.MAX_VALUE).presence())
                    .isEqualTo(Presence.TRUNCATED);
            assertThat(dump.memory().nextPresent(24 << 12, -1)).isEqualTo(-1);
        }
    }

    @Test
    void reportsTruncationAtAnyLength() throws IOException {
        long bitmapsEnd = layout.region("bitmap2").end();
        for (long length : Faults.truncations(layout)) {
            if (length == 0) {
                continue;
            }
            Faults.inCopy(good, bad).truncate(length);
            try (KdumpFixture fixture = new KdumpFixture()) {
                Dump dump = fixture.open(bad);
                assertThat(dump.warnings()).as("cut at %d", length).isNotEmpty();
                assertThat(KdumpFixture.assertSane(dump.memory(), machine)).isLessThan(51);
                assertThat(length)
                        .isGreaterThanOrEqualTo(layout.region("bitmap1").end());
            } catch (MalformedFileException e) {
                assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.TRUNCATED);
                assertThat(length).isLessThan(bitmapsEnd);
            }
        }
    }

    @Test
    void wrongHeaderFieldIsErrorOrAbsence() throws IOException {
        int[] wide = {
            408, 416, 4096, 4096 + 16, 4096 + 24, 4096 + 32, 4096 + 40, 4096 + 48, 4096 + 56, 4096 + 80, 4096 + 88,
            4096 + 96
        };
        int[] narrow = {8, 424, 428, 432, 436, 440, 460, 4096 + 8, 4096 + 12};
        for (long number : Faults.hostileNumbers()) {
            for (int field : wide) {
                Faults.inCopy(good, bad).u64(field, number);
                assertOpensOrRefuses("u64 %x at %d".formatted(number, field));
            }
            for (int field : narrow) {
                Faults.inCopy(good, bad).u32(field, (int) number);
                assertOpensOrRefuses("u32 %x at %d".formatted(number, field));
            }
        }
    }

    @Test
    void wrongDescriptorAffectsOnePage() throws IOException {
        long descriptor = layout.offsetOf("descriptors") + 24 * 6; // page 6, zlib: its checksum shows any damage
        for (long number : Faults.hostileNumbers()) {
            for (int field : new int[] {0, 8, 12}) {
                Faults damage = Faults.inCopy(good, bad);
                if (field == 0) {
                    damage.u64(descriptor, number);
                } else {
                    damage.u32(descriptor + field, (int) number);
                }
                try (KdumpFixture fixture = new KdumpFixture()) {
                    PhysicalMemory memory = fixture.open(bad).memory();
                    assertThat(memory.presence(6 << 12)).isIn(Presence.CORRUPT, Presence.TRUNCATED, Presence.PRESENT);
                    assertThat(KdumpFixture.assertSane(memory, machine)).isGreaterThanOrEqualTo(50);
                }
            }
        }
    }

    @Test
    void reportsReasonOfLostPage() throws IOException {
        long descriptor = layout.offsetOf("descriptors") + 24 * 5;
        assertPage5(Faults.inCopy(good, bad).u64(descriptor, 0), Presence.TRUNCATED);
        assertPage5(Faults.inCopy(good, bad).u64(descriptor, Files.size(good) - 1), Presence.TRUNCATED);
        assertPage5(Faults.inCopy(good, bad).u64(descriptor, 64), Presence.CORRUPT);
        assertPage5(Faults.inCopy(good, bad).u32(descriptor + 8, 4097), Presence.CORRUPT);
        assertPage5(Faults.inCopy(good, bad).u32(descriptor + 8, 0), Presence.CORRUPT);
        assertPage5(Faults.inCopy(good, bad).u32(descriptor + 12, 3), Presence.CORRUPT);
        assertPage5(Faults.inCopy(good, bad).u32(descriptor + 12, 8), Presence.CORRUPT);
    }

    private void assertPage5(Faults damage, Presence expected) throws IOException {
        try (KdumpFixture fixture = new KdumpFixture()) {
            PhysicalMemory memory = fixture.open(damage.path()).memory();
            assertThat(memory.presence(5 << 12)).isEqualTo(expected);
            assertThat(memory.presence(6 << 12)).isEqualTo(Presence.PRESENT);
        }
    }

    @Test
    void reportsOtherMachines() throws IOException {
        Faults bigEndian =
                Faults.inCopy(good, bad).u32(8, Integer.reverseBytes(6)).u32(428, Integer.reverseBytes(4096));
        assertUnsupported(bigEndian, "big-endian");
        Faults narrow = Faults.inCopy(good, bad).u32(416, 4096).u32(428, 262144 + 1);
        assertUnsupported(narrow, "32-bit");
    }

    private static void assertUnsupported(Faults damage, String word) throws IOException {
        try (KdumpFixture fixture = new KdumpFixture()) {
            assertThatThrownBy(() -> fixture.open(damage.path()))
                    .isInstanceOfSatisfying(
                            MalformedFileException.class,
                            e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED))
                    .hasMessageContaining(word);
        }
    }

    @Test
    void flippedBitsNeverThrowFromReads() throws IOException {
        Random random = new Random(20260101);
        long size = Files.size(good);
        for (int round = 0; round < 400; round++) {
            Faults damage = Faults.inCopy(good, bad);
            for (int flips = 0; flips < 1 + round % 8; flips++) {
                long within = switch (round % 4) {
                    case 0 -> random.nextLong(464);
                    case 1 -> 4096 + random.nextLong(104);
                    case 2 -> layout.offsetOf("bitmap1") + random.nextLong(size - layout.offsetOf("bitmap1"));
                    default -> layout.offsetOf("descriptors") + random.nextLong(51 * 24);
                };
                damage.flipBit(within, random.nextInt(8));
            }
            assertOpensOrRefuses("round " + round);
        }
    }

    @Test
    void flippedBitsInStoredPagesAreSeenOrHarmless() throws IOException {
        Random random = new Random(3);
        for (Codec codec : Codec.values()) {
            FileLayout file = KdumpWriter.of(machine).codec(codec).write(good);
            for (int round = 0; round < 60; round++) {
                Faults damage = Faults.inCopy(good, bad);
                for (int flips = 0; flips < 20; flips++) {
                    damage.flipBit(
                            file.offsetOf("data")
                                    + random.nextLong(file.region("data").length()),
                            random.nextInt(8));
                }
                // raw pages, LZO and snappy carry no checksum, so content may differ unnoticed
                assertOpensOrRefuses("%s round %d".formatted(codec, round));
            }
        }
    }

    private void assertOpensOrRefuses(String what) throws IOException {
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(bad);
            assertThat(KdumpFixture.assertSane(dump.memory(), null)).as(what).isNotNegative();
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).as(what).isNotBlank().doesNotContain("\n");
        }
    }
}
