package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.arch.AArch64;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.kdump.Codec;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;

class KdumpFormatTest {
    @TempDir
    Path dir;

    private Path file() {
        return dir.resolve("vmcore");
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void readsEveryCodec(Codec codec) throws IOException {
        SimulatedMemory machine = KdumpFixture.machine(4096);
        KdumpWriter.of(machine).codec(codec).write(file());
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(file());
            KdumpFixture.assertHolds(dump.memory(), machine);
            assertThat(dump.warnings()).isEmpty();
            assertThat(dump.format())
                    .startsWith("kdump-compressed v6")
                    .endsWith(codec.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void readsEveryHeaderVersionAndNoNewerField(int version) throws IOException {
        SimulatedMemory machine = KdumpFixture.machine(4096);
        KdumpWriter.of(machine)
                .headerVersion(version)
                .staleNewerFields()
                .mixedCodecs()
                .dumpLevel(16)
                .notes(Notes.of(ElfMachine.X86_64).prstatus(1).vmcoreinfo("OSRELEASE=5.14\n"))
                .write(file());
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(file());
            KdumpFixture.assertHolds(dump.memory(), machine);
            assertThat(dump.filterLevel().isPresent()).isEqualTo(version >= 1);
            assertThat(dump.vmcoreinfo().isPresent()).isEqualTo(version >= 3);
            assertThat(dump.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"4096, false, 1", "4096, false, 5", "65536, true, 1", "65536, false, 2"})
    void readsEveryLayout(int pageSize, boolean sharedZero, int subBlocks) throws IOException {
        SimulatedMemory machine = KdumpFixture.machine(pageSize);
        KdumpWriter writer = KdumpWriter.of(machine).subHeaderBlocks(subBlocks).mixedCodecs();
        (sharedZero ? writer.sharedZeroPage() : writer).write(file());
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(file());
            assertThat(dump.memory().pageSize()).isEqualTo(pageSize);
            KdumpFixture.assertHolds(dump.memory(), machine);
        }
    }

    @Test
    void readsOldDiskdumpWithOneBitmap() throws IOException {
        SimulatedMemory machine = new SimulatedMemory(4096).ram(0x4000, 0x8000).write(0x5000, (byte) 1, (byte) 2);
        KdumpWriter.of(machine)
                .diskdump()
                .headerVersion(0)
                .singleBitmap()
                .codec(Codec.RAW)
                .write(file());
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(file());
            assertThat(dump.format()).isEqualTo("diskdump v0, raw");
            KdumpFixture.assertHolds(dump.memory(), machine);
        }
    }

    @Test
    void reportsHeaderFields() throws IOException {
        KdumpWriter.of(KdumpFixture.machine(65536))
                .dumpLevel(24)
                .utsname("node1", "4.18.0")
                .notes(Notes.of(ElfMachine.AARCH64).vmcoreinfo("OSRELEASE=4.18.0-x\nPAGESIZE=65536\n"))
                .write(file());
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(file());
            assertThat(dump.architecture()).contains(new AArch64());
            assertThat(dump.release()).contains("4.18.0");
            assertThat(dump.filterLevel()).contains(24);
            assertThat(dump.vmcoreinfo().orElseThrow().value("PAGESIZE")).contains("65536");
        }
    }

    @Test
    void findsVmcoreinfoInNotesWithoutHeaderField() throws IOException {
        FileLayout layout = KdumpWriter.of(KdumpFixture.machine(4096))
                .notes(Notes.of(ElfMachine.X86_64).prstatus(3).qemuCpu(0x1000).vmcoreinfo("OSRELEASE=6.1\n"))
                .write(file());
        org.mckernel.testdumps.fault.Faults.in(file())
                .u64(layout.offsetOf("sub_header") + 32, 0)
                .u64(layout.offsetOf("sub_header") + 40, 0);
        try (KdumpFixture fixture = new KdumpFixture()) {
            Dump dump = fixture.open(file());
            assertThat(dump.release()).contains("6.1");
            assertThat(dump.architecture()).contains(new X86_64());
        }
    }

    @Test
    void extentsMergeRunsAndNextPresentStepsOverHoles() throws IOException {
        SimulatedMemory machine = new SimulatedMemory(4096).ram(0, 300 << 12).ram(5000L << 12, 200 << 12);
        machine.fate(100 << 12, 30 << 12, SimulatedMemory.Fate.EXCLUDED);
        KdumpWriter.of(machine).write(file());
        try (KdumpFixture fixture = new KdumpFixture()) {
            PhysicalMemory memory = fixture.open(file()).memory();
            long all = Long.MAX_VALUE;
            assertThat(memory.extent(0x10, all))
                    .isEqualTo(new Extent(0x10, (100 << 12) - 0x10, Presence.PRESENT, null));
            assertThat(memory.extent(100 << 12, all))
                    .isEqualTo(new Extent(100 << 12, 30 << 12, Presence.EXCLUDED, null));
            assertThat(memory.extent(300 << 12, all))
                    .isEqualTo(new Extent(300 << 12, 4700L << 12, Presence.NOT_IN_DUMP, null));
            assertThat(memory.extent(0x1234, 5)).isEqualTo(new Extent(0x1234, 5, Presence.PRESENT, null));
            assertThat(memory.extent(-4096, all)).isEqualTo(new Extent(-4096, 4096, Presence.NOT_IN_DUMP, null));
            assertThat(memory.nextPresent(100 << 12, memory.end())).isEqualTo(130 << 12);
            assertThat(memory.nextPresent(300 << 12, -1)).isEqualTo(5000L << 12);
            assertThat(memory.nextPresent(300 << 12, 5000L << 12)).isEqualTo(-1);
            assertThat(memory.nextPresent(memory.end(), -1)).isEqualTo(-1);
            assertThat(memory.end()).isEqualTo(5200L << 12);
        }
    }

    @Test
    void readStopsAtTheFirstAbsentByte() throws IOException {
        SimulatedMemory machine = KdumpFixture.machine(4096);
        KdumpWriter.of(machine).write(file());
        try (KdumpFixture fixture = new KdumpFixture()) {
            PhysicalMemory memory = fixture.open(file()).memory();
            MemorySegment target = MemorySegment.ofArray(new byte[0x4000]);
            assertThat(memory.read(0x5678, target, 3, 0x3ffd)).isEqualTo(0x8000 - 0x5678);
            assertThat(target.asSlice(3, 0x2988).mismatch(MemorySegment.ofArray(machine.read(0x5678, 0x2988))))
                    .isEqualTo(-1);
            assertThat(memory.read(-4096, target, 0, 8)).isZero();
            assertThat(memory.read(Long.MAX_VALUE, target, 0, 8)).isZero();
        }
    }

    @Test
    void threadsReadTheSame() throws IOException, InterruptedException, ExecutionException {
        SimulatedMemory machine = KdumpFixture.machine(65536); // more pages than the cache has slots
        KdumpWriter.of(machine).mixedCodecs().write(file());
        try (KdumpFixture fixture = new KdumpFixture();
                ExecutorService pool = Executors.newFixedThreadPool(4)) {
            PhysicalMemory memory = fixture.open(file()).memory();
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(pool.submit(() -> KdumpFixture.assertHolds(memory, machine)));
            }
            for (Future<?> reader : readers) {
                assertThat(reader.get()).isNull();
            }
        }
    }

    @Test
    void opensAMachineOf16TiBWhoseBitmapsAreHoles() throws IOException {
        long high = 16L << 40;
        SimulatedMemory machine = new SimulatedMemory(4096).ram(0, 0x3000).ram(high - 0x2000, 0x2000);
        machine.write(high - 0x2000, (byte) 42);
        KdumpWriter.of(machine).write(file());
        assumeTrue(java.nio.file.Files.size(file()) > 1L << 30, "the bitmaps alone are 1 GiB");
        try (KdumpFixture fixture = new KdumpFixture()) {
            PhysicalMemory memory = fixture.open(file()).memory();
            assertThat(memory.nextPresent(0x3000, -1)).isEqualTo(high - 0x2000);
            assertThat(memory.extent(0x3000, Long.MAX_VALUE).length()).isEqualTo(high - 0x5000);
            MemorySegment one = MemorySegment.ofArray(new byte[1]);
            assertThat(memory.read(high - 0x2000, one, 0, 1)).isEqualTo(1);
            assertThat(one.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 42);
        }
    }
}
