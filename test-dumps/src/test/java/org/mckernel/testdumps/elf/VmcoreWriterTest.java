package org.mckernel.testdumps.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.elf.VmcoreWriter.Excluded;
import org.mckernel.testdumps.elf.VmcoreWriter.Producer;
import org.mckernel.testdumps.file.FileBytes;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.Tool;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;

/** Judged by readelf and by the byte positions of the ELF specification. */
class VmcoreWriterTest {
    private static final Notes NOTES =
            Notes.of(ElfMachine.X86_64).prstatus(7, 1, 2, 3).qemuCpu(0x1000).vmcoreinfo("OSRELEASE=6.1.0\n");

    @TempDir
    Path directory;

    private final SimulatedMemory memory = new SimulatedMemory(4096)
            .ram(0, 0x10000)
            .ram(0x100000, 0x10000)
            .write(0x101000, (byte) 0x5a)
            .write(0x105fff, (byte) 1, (byte) 2);

    private Path file() {
        return directory.resolve("vmcore");
    }

    /** The PT_LOADs as readelf prints them: offset, p_vaddr, p_paddr, p_filesz, p_memsz. */
    private List<String> loads() throws Exception {
        return Tool.run("readelf", "-lW", file())
                .lines()
                .map(String::strip)
                .filter(l -> l.startsWith("LOAD"))
                .map(l -> String.join(" ", List.of(l.split(" +")).subList(1, 6)))
                .toList();
    }

    @Test
    void kernelPadsHeadersAndNotesToPages() throws Exception {
        VmcoreWriter.of(memory)
                .notes(NOTES)
                .directMap(0xffff888000000000L)
                .segment(0xffffffff81000000L, 0x101000, 0x2000)
                .write(file());
        assertThat(loads())
                .containsExactly(
                        "0x002000 0xffffffff81000000 0x0000000000101000 0x002000 0x002000",
                        "0x004000 0xffff888000000000 0x0000000000000000 0x010000 0x010000",
                        "0x014000 0xffff888000100000 0x0000000000100000 0x010000 0x010000");
        FileBytes bytes = new FileBytes(file());
        assertThat(bytes.bytes(0x2000, 1)).containsExactly(0x5a);
        assertThat(bytes.bytes(0x14000 + 0x5fff, 2)).containsExactly(1, 2);
    }

    @Test
    void readelfReadsHeaderAndNotes() throws Exception {
        VmcoreWriter.of(memory).notes(NOTES).write(file());
        assertThat(Tool.run("readelf", "-hW", file()))
                .containsPattern("Type: +CORE")
                .containsPattern("Machine: +Advanced Micro Devices X86-64");
        assertThat(Tool.run("readelf", "-nW", file()))
                .containsPattern("CORE +0x00000150\\s+NT_PRSTATUS")
                .containsPattern("QEMU +0x000001b8")
                .containsPattern("VMCOREINFO +0x00000010");
        assertThat(new FileBytes(file()).text(0x1000 + NOTES.vmcoreinfoOffset(), 16))
                .isEqualTo("OSRELEASE=6.1.0\n");
    }

    @Test
    void prstatusHoldsPidAndRegisters() {
        byte[] notes = Notes.of(ElfMachine.AARCH64).prstatus(7, 0x11).toBytes();
        assertThat(notes).hasSize(12 + 8 + 392);
        assertThat(notes[20 + 32]).isEqualTo((byte) 7);
        assertThat(notes[20 + 112]).isEqualTo((byte) 0x11);
    }

    @Test
    void qemuHasItsOddHeader() throws Exception {
        VmcoreWriter.of(memory).notes(NOTES).producer(Producer.QEMU).write(file());
        FileBytes bytes = new FileBytes(file());
        assertThat(bytes.u64(32)).as("e_phoff").isEqualTo(192);
        assertThat(bytes.u64(40)).as("e_shoff").isEqualTo(64);
        assertThat(bytes.u16(52)).as("e_ehsize").isEqualTo(8);
        assertThat(Tool.run("readelf", "-SW", file())).contains(".shstrtab");
        long data = 192L + 4 * 56 + NOTES.toBytes().length;
        assertThat(loads())
                .containsExactly(
                        "0x%06x 0x0000000000000000 0x0000000000000000 0x010000 0x010000".formatted(data),
                        "0x%06x 0x0000000000100000 0x0000000000100000 0x010000 0x010000".formatted(data + 0x10000),
                        "0x%06x 0x00000000fffc0000 0x00000000fffc0000 0x040000 0x040000".formatted(data + 0x20000));
    }

    @Test
    void makedumpfileLeavesTails() throws Exception {
        memory.fate(0x100000, 0x1000, Fate.EXCLUDED)
                .fate(0x103000, 0x2000, Fate.EXCLUDED)
                .fate(0x10f000, 0x1000, Fate.EXCLUDED);
        VmcoreWriter.of(memory).producer(Producer.MAKEDUMPFILE).write(file());
        assertThat(loads().stream().map(l -> l.substring(28)).toList())
                .containsExactly(
                        "0x0000000000000000 0x010000 0x010000", "0x0000000000100000 0x000000 0x001000",
                        "0x0000000000101000 0x002000 0x004000", "0x0000000000105000 0x00a000 0x00b000");
    }

    @Test
    void gapsAreInNoSegmentAndShortRunsStay() throws Exception {
        memory.fate(0x102000, 0x1000, Fate.EXCLUDED).fate(0x104000, 0x3000, Fate.EXCLUDED);
        VmcoreWriter.of(memory)
                .producer(Producer.MAKEDUMPFILE)
                .excludedAs(Excluded.GAP)
                .shortestExcludedRun(2)
                .write(file());
        assertThat(loads().stream().map(l -> l.substring(28)).toList())
                .containsExactly(
                        "0x0000000000000000 0x010000 0x010000",
                        "0x0000000000100000 0x004000 0x004000",
                        "0x0000000000107000 0x009000 0x009000");
    }

    @Test
    void zeroPagesCanBeDropped() throws Exception {
        VmcoreWriter.of(memory)
                .producer(Producer.MAKEDUMPFILE)
                .excludedAs(Excluded.GAP)
                .dropZeroPages()
                .write(file());
        assertThat(loads().stream().map(l -> l.substring(28)).toList())
                .containsExactly("0x0000000000101000 0x001000 0x001000", "0x0000000000105000 0x002000 0x002000");
    }

    @Test
    void manySegmentsAreCountedInSectionZero() throws Exception {
        SimulatedMemory fragmented = new SimulatedMemory(4096);
        for (int i = 0; i < 70_000; i++) {
            fragmented.ram(i * 0x2000L, 0x1000);
        }
        FileLayout layout = VmcoreWriter.of(fragmented).write(file());
        FileBytes bytes = new FileBytes(file());
        assertThat(bytes.u16(56)).as("e_phnum").isEqualTo(0xffff);
        assertThat(bytes.u64(40)).as("e_shoff").isEqualTo(layout.offsetOf("shdrs"));
        assertThat(bytes.u32(layout.offsetOf("shdrs") + 44)).as("sh_info").isEqualTo(70_001);
        assertThat(Tool.run("readelf", "-hW", file())).containsPattern("Number of program headers: +65535 \\(70001\\)");
    }

    @Test
    void physicalAddressesMayBeUnknownAndTheDumpIncomplete() throws Exception {
        VmcoreWriter.of(memory).physicalAddressesUnknown().incompleteAfter(1).write(file());
        assertThat(new FileBytes(file()).u32(48)).as("e_flags").isEqualTo(1);
        assertThat(loads()).singleElement().asString().contains("0xffffffffffffffff");
        assertThat(Tool.run("readelf", "-lW", file()))
                .contains("There are 3 program headers")
                .contains("NULL");
    }

    @Test
    void terabytesCostNothing() throws Exception {
        long size = 4L << 40;
        SimulatedMemory huge = new SimulatedMemory(4096).ram(0, size).write(size - 1, (byte) 9);
        VmcoreWriter.of(huge).write(file());
        assertThat(Files.size(file())).isEqualTo(0x1000 + size);
        assertThat(new FileBytes(file()).bytes(0x1000 + size - 1, 1)).containsExactly(9);
    }
}
