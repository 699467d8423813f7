package org.mckernel.dump.format.elfcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.arch.AArch64;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSegment;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.file.StructBuilder;

/** Program headers written one by one; the bytes of segments begin at 0x1000 and are one everywhere. */
class ElfCoreReaderTest {
    private static final int LOAD = ElfSegment.LOAD;
    private static final int NOTE = ElfSegment.NOTE;

    private final StructBuilder headers = StructBuilder.littleEndian();
    private int count;
    private int flags;
    private byte[] notes = {};

    private ElfCoreReaderTest segment(int type, long offset, long virtual, long physical, long file, long memory) {
        headers.u32(type, 0).u64(offset, virtual, physical, file, memory, 0);
        count++;
        return this;
    }

    private ElfCoreReaderTest load(long offset, long physical, long file, long memory) {
        return segment(LOAD, offset, 0, physical, file, memory);
    }

    private TestSource source(long size) {
        byte[] ones = new byte[0x3000];
        Arrays.fill(ones, (byte) 1);
        return TestSource.ofSize(size)
                .with(0x1000, ones)
                .with(0x800, notes)
                .with(
                        0,
                        StructBuilder.littleEndian()
                                .u8(0x7f)
                                .text("ELF")
                                .u8(2, 1, 1)
                                .at(16)
                                .u16(4, 183)
                                .u32(1)
                                .u64(0, 64, 0)
                                .u32(flags)
                                .u16(64, 56, count, 0, 0, 0)
                                .bytes(headers.toBytes())
                                .toBytes());
    }

    private ElfCore read(long size) throws MalformedFileException {
        return ElfCoreReader.read(ElfFile.open(source(size)), new AArch64());
    }

    private static long held(ElfCore core, long address) {
        return core.memory().read(address, MemorySegment.ofArray(new byte[0x4000]), 0, 0x4000);
    }

    @Test
    void placesSegmentsByPhysicalAddressAndMarksTheirTailsFiltered() throws MalformedFileException {
        ElfCore core = load(0x1000, 0x8000_0000L, 0x1000, 0x3000)
                .load(0x2000, 0x4000_0000L, 0x800, 0x800)
                .load(0, 0x9000_0000L, 0, 0x1000)
                .read(0x4000);

        assertThat(held(core, 0x8000_0000L)).isEqualTo(0x1000);
        assertThat(core.memory().extent(0x8000_1000L, 0x1_0000))
                .isEqualTo(new Extent(0x8000_1000L, 0x2000, Presence.FILTERED, null));
        assertThat(held(core, 0x4000_0000L)).isEqualTo(0x800);
        assertThat(core.memory().presence(0x4000_0800L)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(core.memory().extent(0x9000_0000L, 0x1_0000).length()).isEqualTo(0x1000);
        assertThat(core.memory().presence(0x9000_0000L)).isEqualTo(Presence.FILTERED);
        assertThat(core.warnings()).isEmpty();
        assertThat(core.architecture()).contains(new AArch64());
        assertThat(core.memory().pageSize()).isEqualTo(4096);
    }

    @Test
    void readsNoMoreOfASegmentThanItHasMemory() throws MalformedFileException {
        ElfCore core = load(0x1000, 0x1000, 0x2000, 0x1000)
                .load(0x1000, 0x8000, -1, 0x1000)
                .load(0x1000, 0x1_0000, 0x1000, 0x1000)
                .read(0x4000);

        assertThat(held(core, 0x1000)).isEqualTo(0x1000);
        assertThat(held(core, 0x8000)).isEqualTo(0x1000);
        assertThat(core.warnings())
                .singleElement()
                .asString()
                .startsWith("2 of 3 segments have more bytes in the file than in memory: ");
    }

    @Test
    void saysWhatTheFilesEndCutsOff() throws MalformedFileException {
        ElfCore core = load(0x1000, 0x1_0000, 0x1000, 0x1000)
                .load(0x2000, 0x8000, 0x1000, 0x2000)
                .load(0x2800, 0x4000, 0x10, 0x10)
                .read(0x2800);

        assertThat(held(core, 0x8000)).isEqualTo(0x800);
        assertThat(core.memory().extent(0x8800, 0x1_0000))
                .isEqualTo(new Extent(0x8800, 0x800, Presence.TRUNCATED, null));
        assertThat(core.memory().presence(0x9000)).isEqualTo(Presence.FILTERED);
        assertThat(core.memory().presence(0x4000)).isEqualTo(Presence.TRUNCATED);
        assertThat(core.warnings())
                .containsExactly("truncated: the file ends at 10240, its segments reach to offset 12288: "
                        + "2064 bytes of memory in 2 segments are lost, the lowest at 0x4000");
    }

    @ParameterizedTest
    @CsvSource({"-1", "9223372036854775807", "-9223372036854775808"})
    void takesNoOffsetThatCannotBe(long offset) throws MalformedFileException {
        ElfCore core = load(0x1000, 0, 0x1000, 0x1000)
                .load(offset, 0x8000, 0x1000, 0x1000)
                .read(0x2000);

        assertThat(core.memory().presence(0x8000)).isEqualTo(Presence.TRUNCATED);
        assertThat(core.warnings())
                .containsExactly("truncated: the file ends at 8192, its segments reach to an impossible offset: "
                        + "4096 bytes of memory in 1 segments are lost, the lowest at 0x8000");
    }

    @Test
    void ignoresSegmentsWithoutAnAddressThatMemoryCanHave() throws MalformedFileException {
        ElfCore core = load(0x1000, -1, 0x1000, 0x1000)
                .load(0x1000, 1L << 56, 0x1000, 0x1000)
                .load(0x1000, 0x1000, 0x1000, 0x1000)
                .load(0x1000, (1L << 56) - 0x1000, 0x1000, 0x1001)
                .read(0x2000);

        assertThat(held(core, 0x1000)).isEqualTo(0x1000);
        assertThat(core.memory().end()).isEqualTo(0x2000);
        assertThat(core.warnings()).hasSize(2);
        assertThat(core.warnings().get(0)).startsWith("1 of 4 segments have no physical address (p_paddr all ones): ");
        assertThat(core.warnings().get(1)).startsWith("2 of 4 segments ").contains("(at or above 2^56): ");
    }

    @Test
    void refusesFilesWithoutMemory() {
        assertThatThrownBy(() -> segment(NOTE, 0x800, 0, 0, 0, 0)
                        .load(0x1000, 0x1000, 0, 0)
                        .read(0x2000))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("program headers at offset 64: "
                        + "expected at least one PT_LOAD segment with memory, found none in 2 entries");
    }

    @Test
    void refusesFilesWithoutAnyPhysicalAddress() {
        assertThatThrownBy(() -> load(0x1000, -1, 1, 1).load(0x1000, -1, 1, 1).read(0x2000))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED))
                .hasMessageStartingWith(
                        "no physical addresses: p_paddr of all 2 segments is unknown, as in /proc/kcore; ");
    }

    @Test
    void refusesFilesWhoseAddressesAreAllImpossible() {
        assertThatThrownBy(() -> load(0x1000, -1, 1, 1).load(0x1000, -2, 1, 1).read(0x2000))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("program headers at offset 64: "
                        + "expected physical addresses below 2^56, found none in 2 segments");
    }

    @Test
    void refusesAProcessCoreByItsVirtualAddresses() throws MalformedFileException {
        assertThatThrownBy(() -> segment(LOAD, 0x1000, 0x40_0000, 0, 1, 1)
                        .segment(LOAD, 0x1000, 0x60_0000, 0, 1, 1)
                        .read(0x2000))
                .hasMessageStartingWith(
                        "no physical addresses: p_paddr of all 2 segments is 0, as in a process's core dump; ");
        ElfCoreReaderTest other = new ElfCoreReaderTest();
        assertThat(other.segment(LOAD, 0x1000, 0x40_0000, 0, 1, 1)
                        .segment(LOAD, 0x1000, 0x40_0000, 0, 1, 1)
                        .read(0x2000)
                        .memory()
                        .end())
                .as("one virtual address")
                .isEqualTo(1);
        ElfCoreReaderTest one = new ElfCoreReaderTest();
        assertThat(one.segment(LOAD, 0x1000, 0x40_0000, 0, 1, 1).read(0x2000).warnings())
                .as("one segment")
                .isEmpty();
        ElfCoreReaderTest mixed = new ElfCoreReaderTest();
        assertThat(mixed.segment(LOAD, 0x1000, 1, 0, 1, 1)
                        .segment(LOAD, 0x1000, 2, 0x5000, 1, 1)
                        .read(0x2000)
                        .warnings())
                .as("one of two at 0")
                .isEmpty();
    }

    @Test
    void warnsOfAnIncompleteFile() throws MalformedFileException {
        flags = 1;
        assertThat(load(0x1000, 0, 1, 1).read(0x2000).warnings())
                .singleElement()
                .asString()
                .startsWith("incomplete: makedumpfile marked this file as ");
    }

    @Test
    void readsNoMoreThan1024NoteSegments() throws MalformedFileException {
        load(0xf_0000, 0, 1, 1);
        notes = Notes.of(ElfMachine.AARCH64).prstatus(1).toBytes();
        for (int i = 0; i < 1024; i++) {
            segment(NOTE, 0xe_0000, 0, 0, notes.length, notes.length);
        }
        TestSource at1024 = source(0x10_0000).with(0xe_0000, notes);
        assertThat(ElfCoreReader.read(ElfFile.open(at1024), new AArch64()))
                .satisfies(c -> assertThat(c.processors()).isEqualTo(1024))
                .satisfies(c -> assertThat(c.warnings()).isEmpty());

        segment(NOTE, 0xe_0000, 0, 0, notes.length, notes.length);
        TestSource above = source(0x10_0000).with(0xe_0000, notes);
        assertThat(ElfCoreReader.read(ElfFile.open(above), new AArch64()))
                .satisfies(c -> assertThat(c.processors()).isEqualTo(1024))
                .satisfies(c ->
                        assertThat(c.warnings()).containsExactly("1025 note segments: only the first 1024 are read"));
    }

    private ElfCore withInfo(String text) throws MalformedFileException {
        notes = Notes.of(ElfMachine.AARCH64)
                .prstatus(1)
                .prstatus(2)
                .note("QEMU", 0, (byte) 0)
                .vmcoreinfo(text)
                .vmcoreinfo("OSRELEASE=second\n")
                .toBytes();
        return load(0x1000, 0, 1, 1).segment(NOTE, 0x800, 0, 0, notes.length, 0).read(0x2000);
    }

    @Test
    void tellsWhatTheNotesSay() throws MalformedFileException {
        ElfCore core = withInfo("OSRELEASE=6.1.0\nPAGESIZE=65536\n");

        assertThat(core.processors()).isEqualTo(2);
        assertThat(core.fromQemu()).isTrue();
        assertThat(core.release()).contains("6.1.0");
        assertThat(core.vmcoreinfo().orElseThrow().value("PAGESIZE")).contains("65536");
        assertThat(core.memory().pageSize()).isEqualTo(65536);
        assertThat(core.filterLevel()).isEqualTo(Optional.empty());
        assertThat(core.format()).isEqualTo("ELF vmcore");
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "16384, 16384", "65536, 65536", "' 65536 ', 65536"})
    void takesThePageSizeOfTheNotes(String text, long size) throws MalformedFileException {
        ElfCore core = withInfo("PAGESIZE=" + text);
        assertThat(core.memory().pageSize()).isEqualTo(size);
        assertThat(core.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8192, 8192",
        "0, 0",
        "12345678901234567890, 12345678901234567890",
        "123456789012345678901, 12345678901234567890..."
    })
    void warnsOfAnotherPageSize(String text, String shown) throws MalformedFileException {
        ElfCore core = withInfo("PAGESIZE=" + text);
        assertThat(core.memory().pageSize()).isEqualTo(4096);
        assertThat(core.warnings())
                .singleElement()
                .asString()
                .startsWith("VMCOREINFO: PAGESIZE is %s, expected 4096, 16384 or 65536; ".formatted(shown));
    }

    @Test
    void warnsOfNotesThatDoNotFit() throws MalformedFileException {
        notes = Notes.of(ElfMachine.AARCH64).prstatus(1).toBytes();
        ElfCore core = load(0x1000, 0, 1, 1).segment(NOTE, 0x800, 0, 0, 100, 0).read(0x2000);

        assertThat(core.processors()).isZero();
        assertThat(core.fromQemu()).isFalse();
        assertThat(core.vmcoreinfo()).isEmpty();
        assertThat(core.release()).isEmpty();
        assertThat(core.warnings()).singleElement().asString().startsWith("note at offset 2048: ");
    }

    @Test
    void readsNoVmcoreinfoOfMoreThanAMebibyte() throws MalformedFileException {
        for (int extra : new int[] {0, 1}) {
            ElfCoreReaderTest test = new ElfCoreReaderTest();
            byte[] text = ("OSRELEASE=x\n" + " ".repeat((1 << 20) - 12 + extra)).getBytes(StandardCharsets.US_ASCII);
            byte[] large =
                    Notes.of(ElfMachine.AARCH64).note("VMCOREINFO", 0, text).toBytes();
            test.load(0x1000, 0, 1, 1).segment(NOTE, 0x10_0000, 0, 0, large.length, 0);
            ElfCore core =
                    ElfCoreReader.read(ElfFile.open(test.source(0x40_0000).with(0x10_0000, large)), new AArch64());
            assertThat(core.release()).isEqualTo(extra == 0 ? Optional.of("x") : Optional.empty());
            assertThat(core.warnings()).hasSize(extra);
        }
    }
}
