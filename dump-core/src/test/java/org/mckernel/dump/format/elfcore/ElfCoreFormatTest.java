package org.mckernel.dump.format.elfcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.arch.AArch64;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.elf.VmcoreWriter.Producer;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;

class ElfCoreFormatTest {
    private static final String INFO = "OSRELEASE=6.1.0-test\nPAGESIZE=4096\n";

    @TempDir
    Path dir;

    private Path path;
    private MappedFile file;
    private final SimulatedMemory machine = new SimulatedMemory(4096)
            .ram(0, 0x8000)
            .ram(0x10_0000, 0x4000)
            .writeLongs(0x1000, 1, 2, 3)
            .writeLongs(0x10_3ff8, 42);
    private final Notes notes =
            Notes.of(ElfMachine.X86_64).prstatus(1).prstatus(2).vmcoreinfo(INFO);

    @BeforeEach
    void name() {
        path = dir.resolve("vmcore");
    }

    @AfterEach
    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private ElfCore open() throws IOException {
        file = MappedFile.open(path);
        assertThat(new ElfCoreFormat().recognises(file)).isTrue();
        return (ElfCore) new ElfCoreFormat().open(List.of(file));
    }

    private static byte[] read(ElfCore core, long address, int length) {
        byte[] bytes = new byte[length];
        assertThat(core.memory().read(address, MemorySegment.ofArray(bytes), 0, length))
                .isEqualTo(length);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryProducer(Producer producer) throws IOException {
        VmcoreWriter.of(machine)
                .producer(producer)
                .notes(notes)
                .directMap(0xffff_8880_0000_0000L)
                .write(path);
        ElfCore core = open();

        assertThat(read(core, 0, 0x8000)).isEqualTo(machine.read(0, 0x8000));
        assertThat(read(core, 0x10_0000, 0x4000)).isEqualTo(machine.read(0x10_0000, 0x4000));
        assertThat(core.memory().presence(0x8000)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(core.architecture()).contains(new X86_64());
        assertThat(core.release()).contains("6.1.0-test");
        assertThat(core.processors()).isEqualTo(2);
        assertThat(core.warnings()).isEmpty();
        assertThat(core.filterLevel()).isEmpty();
    }

    @Test
    void returnsUnchangedFileBytes() throws IOException {
        FileLayout layout = VmcoreWriter.of(machine).write(path);
        Extent extent = open().memory().extent(0x10_1000, Long.MAX_VALUE);

        assertThat(extent.length()).isEqualTo(0x3000);
        assertThat(extent.file().offset()).isEqualTo(layout.offsetOf("load1") + 0x1000);
    }

    @Test
    void distinguishesFilteredFromAbsent() throws IOException {
        machine.fate(0x4000, 0x2000, Fate.EXCLUDED);
        VmcoreWriter.of(machine).producer(Producer.MAKEDUMPFILE).write(path);
        ElfCore core = open();

        assertThat(core.memory().presence(0x3fff)).isEqualTo(Presence.PRESENT);
        assertThat(core.memory().extent(0x4000, Long.MAX_VALUE))
                .isEqualTo(new Extent(0x4000, 0x2000, Presence.FILTERED, null));
        assertThat(core.memory().presence(0x6000)).isEqualTo(Presence.PRESENT);
        assertThat(core.memory().presence(0x9000)).isEqualTo(Presence.NOT_IN_DUMP);
    }

    @Test
    void readsMemorySeenTwice() throws IOException {
        VmcoreWriter.of(machine).segment(0xffff_ffff_8000_0000L, 0x1000, 0x2000).write(path);
        ElfCore core = open();

        assertThat(read(core, 0, 0x8000)).isEqualTo(machine.read(0, 0x8000));
        assertThat(core.warnings()).isEmpty();
    }

    @Test
    void countsSegmentsInSectionZero() throws IOException {
        VmcoreWriter.of(machine).notes(notes).extendedNumbering().write(path);
        assertThat(read(open(), 0x10_3ff8, 1)).containsExactly(42);
    }

    @Test
    void opensManySegments() throws IOException {
        SimulatedMemory scattered = new SimulatedMemory(4096);
        int segments = 70_000;
        VmcoreWriter writer = VmcoreWriter.of(scattered);
        for (int i = segments; i > 0; i--) {
            writer.segment(0, i * 0x2000L, 0x1000);
        }
        writer.write(path);
        ElfCore core = open();

        assertThat(core.memory().end()).isEqualTo(segments * 0x2000L + 0x1000);
        assertThat(core.memory().presence(segments * 0x1000L)).isEqualTo(Presence.PRESENT);
        assertThat(core.memory().nextPresent(0x3000, -1)).isEqualTo(0x4000);
    }

    @Test
    void reportsTruncatedSegments() throws IOException {
        FileLayout layout = VmcoreWriter.of(machine).write(path);
        Faults.in(path).truncate(layout.offsetOf("load1") + 0x1800);
        ElfCore core = open();

        assertThat(core.memory().presence(0x10_17ff)).isEqualTo(Presence.PRESENT);
        assertThat(core.memory().presence(0x10_1800)).isEqualTo(Presence.TRUNCATED);
        assertThat(core.warnings())
                .singleElement()
                .asString()
                .startsWith("truncated: ")
                .contains("10240 bytes of memory in 1 segments")
                .contains("0x101800");
    }

    @Test
    void warnsOfAnInterruptedWriter() throws IOException {
        VmcoreWriter.of(machine).incompleteAfter(1).write(path);
        ElfCore core = open();

        assertThat(core.warnings()).singleElement().asString().startsWith("incomplete: ");
        assertThat(core.memory().presence(0)).isEqualTo(Presence.PRESENT);
        assertThat(core.memory().presence(0x10_0000)).isEqualTo(Presence.NOT_IN_DUMP);
    }

    @Test
    void refusesUnknownPhysicalAddresses() throws IOException {
        VmcoreWriter.of(machine).physicalAddressesUnknown().write(path);
        assertThatThrownBy(this::open)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("no physical addresses")
                .hasMessageContaining("/proc/kcore");
    }

    @Test
    void skipsSegmentsWithoutAddress() throws IOException {
        VmcoreWriter.of(machine)
                .segment(0xffff_ffff_8000_0000L, -1, 0)
                .segment(1, 0x1000, 0x1000)
                .write(path);
        Faults.in(path).u64(64 + 56 + 24, -1).u64(64 + 56 + 40, 0x1000);
        assertThat(open().warnings()).singleElement().asString().contains("1 of 4 segments have no physical address");
    }

    @Test
    void readsPageSizeFromVmcoreinfo() throws IOException {
        SimulatedMemory large = new SimulatedMemory(65536).ram(0x8000_0000L, 0x10000);
        VmcoreWriter.of(large)
                .notes(Notes.of(ElfMachine.AARCH64).vmcoreinfo("PAGESIZE=65536\n"))
                .write(path);
        ElfCore core = open();

        assertThat(core.memory().pageSize()).isEqualTo(65536);
        assertThat(core.architecture()).contains(new AArch64());
    }

    @Test
    void reportsOtherMachines() throws IOException {
        VmcoreWriter.of(machine).write(path);
        Faults.in(path).u16(18, 243);
        assertThatThrownBy(this::open)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("e_machine 243 (RISC-V)");
    }

    @Test
    void recognisesCoresOnly() throws IOException {
        VmcoreWriter.of(machine).write(path);
        Faults.in(path).u16(16, 2);
        try (MappedFile image = MappedFile.open(path);
                MappedFile tiny = MappedFile.open(Files.write(dir.resolve("tiny"), new byte[] {0x7f, 'E', 'L', 'F'}))) {
            assertThat(new ElfCoreFormat().recognises(image)).isFalse();
            assertThat(new ElfCoreFormat().recognises(tiny)).isFalse();
        }
    }
}
