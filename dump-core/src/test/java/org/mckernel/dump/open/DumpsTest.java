package org.mckernel.dump.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.elfcore.ElfCore;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.flattened.FlattenedWriter;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.mckdump.MckdumpWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;

class DumpsTest {
    @TempDir
    Path dir;

    private final SimulatedMemory machine =
            new SimulatedMemory(4096).ram(0, 0x10_0000).writeLongs(0x5000, 0x4242);

    private Path elf() throws IOException {
        Path path = dir.resolve("elf");
        VmcoreWriter.of(machine).write(path);
        return path;
    }

    private Path mckdump() throws IOException {
        Path path = dir.resolve("mcdump");
        MckdumpWriter.of(machine).allRam().write(path);
        return path;
    }

    private Path flattened(Path plain) throws IOException {
        Path path = dir.resolve("flat");
        FlattenedWriter.of(plain).shuffled(3).write(path);
        return path;
    }

    private static void assertHoldsTheMachine(Dump dump) {
        byte[] bytes = new byte[2];
        assertThat(dump.memory().read(0x5000, MemorySegment.ofArray(bytes), 0, 2))
                .isEqualTo(2);
        assertThat(bytes).containsExactly(0x42, 0x42);
    }

    @Test
    void recognisesFormatsByContent() throws IOException {
        try (Dump dump = Dumps.open(elf())) {
            assertThat(dump.format()).isEqualTo("ELF vmcore");
            assertThat(dump.as(ElfCore.class)).isPresent();
            assertThat(dump.as(Mckdump.class)).isEmpty();
            assertHoldsTheMachine(dump);
        }
        try (Dump dump = Dumps.open(mckdump())) {
            assertThat(dump.format()).startsWith("mckdump D");
            assertThat(dump.as(Mckdump.class).orElseThrow().chunks()).hasSize(1);
            assertHoldsTheMachine(dump);
        }
        Path kdump = dir.resolve("kdump");
        KdumpWriter.of(machine).write(kdump);
        try (Dump dump = Dumps.open(kdump)) {
            assertThat(dump.format()).startsWith("kdump-compressed");
            assertHoldsTheMachine(dump);
        }
    }

    @Test
    void readsFlattenedStreamsInPlace() throws IOException {
        try (Dump dump = Dumps.open(flattened(elf()))) {
            assertThat(dump.format()).isEqualTo("flattened ELF vmcore");
            assertThat(dump.warnings()).isEmpty();
            assertHoldsTheMachine(dump);
        }
    }

    @Test
    void reportsFlattenedStreamWithoutEnd() throws IOException {
        Path flat = dir.resolve("flat");
        FlattenedWriter.of(elf()).withoutEndMark().write(flat);
        try (Dump dump = Dumps.open(flat)) {
            assertThat(dump.warnings()).isNotEmpty();
            assertHoldsTheMachine(dump);
        }
    }

    @Test
    void acceptsSplitSetsInAnyOrder() throws IOException {
        List<Path> parts = List.of(dir.resolve("part1"), dir.resolve("part2"));
        KdumpWriter.of(machine).writeSplit(parts);
        try (Dump dump = Dumps.open(parts.reversed())) {
            assertHoldsTheMachine(dump);
            assertThat(dump.memory().presence(0xf_f000)).isEqualTo(Presence.PRESENT);
        }
    }

    @Test
    void releasesItsMappingsOnce() throws IOException {
        Dump dump = Dumps.open(elf());
        dump.close();
        dump.close();
        assertThatThrownBy(() -> dump.memory().read(0x5000, MemorySegment.ofArray(new byte[8]), 0, 8))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesFilesThatAreNotOneSet() throws IOException {
        Path elf = elf();
        Path other = mckdump();
        assertThatThrownBy(() -> Dumps.open(List.of(elf, dir.resolve(".").resolve("elf"))))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith("given twice");
        assertThatThrownBy(() -> Dumps.open(List.of(elf, other)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith("is of another format than ");
        Path second = Files.copy(elf, dir.resolve("second"));
        assertThatThrownBy(() -> Dumps.open(List.of(elf, second)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("an ELF vmcore is one file");
        assertThatThrownBy(() -> Dumps.open(List.of(elf, dir.resolve("gone")))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Dumps.open(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b0800, gzip-compressed file; vmcore2mckdump and eclair read it directly",
        "fd377a585a00, xz-compressed",
        "28b52ffd, zstd-",
        "425a6839, bzip2-",
        "04224d18, lz4-",
        "504b0304, zip archive",
        "ed238f61730119a8, LKCD",
        "a8190173618f23fd, s390",
        "736164756d700000, sadump",
        "4c69627669727451656d756453617665, KVM guest saved with virsh",
        "edeb0ff0, Xen guest",
        "d2bed2be, VMware",
        "ddcc8b9a, MCLX",
        "504147454455363400, Windows crash dump",
        "5041474544554d5000, 32-bit Windows"
    })
    void reportsUnsupportedFormats(String start, String message) throws IOException {
        Path path = Files.write(dir.resolve("file"), HexFormat.of().parseHex(start + "00ff".repeat(500)));
        assertThatThrownBy(() -> Dumps.open(path))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith(message)
                .satisfies(e -> assertThat(((MalformedFileException) e).kind())
                        .isEqualTo(MalformedFileException.Kind.UNSUPPORTED));
    }

    @Test
    void reportsElfFilesThatAreNotDumps() throws IOException {
        assertRefused(new TinyElf(2, 62).write(dir.resolve("image")), "ELF program or kernel image");
        assertRefused(new TinyElf(1, 62).section(".text", 1, 6, 0, (byte) 1).write(dir.resolve("o")), "ELF object");
        Path xen = new TinyElf(4, 62).section(".xen_pages", 1, 0, 0, (byte) 1).write(dir.resolve("xen"));
        assertRefused(xen, "ELF core without program headers, as of a Xen guest");
        assertRefused(Faults.inCopy(elf(), dir.resolve("32")).bytes(4, (byte) 1).path(), "32-bit ELF");
        assertRefused(Faults.inCopy(elf(), dir.resolve("be")).bytes(5, (byte) 2).path(), "big-endian ELF");
    }

    @Test
    void reportsTextZerosAndNoise() throws IOException {
        assertRefused(Files.writeString(dir.resolve("log"), "[    0.0] Linux version\n"), "text file");
        assertRefused(Files.write(dir.resolve("zero"), new byte[5000]), "file of 5000 zero bytes");
        assertRefused(Files.write(dir.resolve("large"), new byte[(1 << 20) + 1]), "file that begins with 1048576 zero");
        assertRefused(
                Files.write(dir.resolve("noise"), "\u0001\u0002\u0003".getBytes(StandardCharsets.UTF_8)),
                "signature at offset 0");
        assertRefused(Files.write(dir.resolve("empty"), new byte[0]), "is empty");
        assertRefused(dir, "is a directory");
        assertRefused(Path.of("/proc/kcore"), "is the running kernel's memory");
    }

    private static void assertRefused(Path path, String message) {
        assertThatThrownBy(() -> Dumps.open(path))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith(message);
    }
}
