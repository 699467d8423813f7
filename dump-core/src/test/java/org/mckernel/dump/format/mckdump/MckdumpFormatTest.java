package org.mckernel.dump.format.mckdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.StructBuilder;
import org.mckernel.testdumps.mckdump.MckdumpWriter;
import org.mckernel.testdumps.mckdump.Variant;
import org.mckernel.testdumps.memory.SimulatedMemory;

class MckdumpFormatTest {
    @TempDir
    Path dir;

    private Path path;
    private MappedFile file;
    private final SimulatedMemory machine = new SimulatedMemory(4096)
            .ram(0x40_0000, 0x4000)
            .ram(0x80_0000, 0x8000)
            .writeLongs(0x40_1000, 1, 2)
            .writeLongs(0x80_7ff8, 3);

    @BeforeEach
    void name() {
        path = dir.resolve("mcdump");
    }

    @AfterEach
    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private Mckdump open() throws IOException {
        file = MappedFile.open(path);
        assertThat(new MckdumpFormat().recognises(file)).isTrue();
        return new MckdumpFormat().open(List.of(file));
    }

    private byte[] read(Mckdump dump, long address, int length) {
        byte[] bytes = new byte[length];
        assertThat(dump.memory().read(address, MemorySegment.ofArray(bytes), 0, length))
                .isEqualTo(length);
        return bytes;
    }

    /** Chunks are in descending order: a reader must not sort them. */
    private MckdumpWriter writer(Variant variant) {
        return MckdumpWriter.of(machine)
                .variant(variant)
                .chunk(0x80_0000, 0x8000)
                .chunk(0x40_0000, 0x4000)
                .kernelBase(0x60_0000)
                .physStart(0x1000);
    }

    @ParameterizedTest
    @CsvSource({"B1,B1,0xa00000,", "B2,B2,0x600000,", "C,C,0x600000,", "D,D,0x600000,0x1000"})
    void readsVariantsWithATable(Variant written, MckdumpVariant expected, String kernelBase, String physStart)
            throws IOException {
        writer(written).write(path);
        Mckdump dump = open();

        assertThat(dump.variant()).isEqualTo(expected);
        assertThat(dump.kernelBase()).hasValue(Long.decode(kernelBase));
        assertThat(dump.physStart())
                .isEqualTo(physStart == null ? OptionalLong.empty() : OptionalLong.of(Long.decode(physStart)));
        assertThat(dump.chunks())
                .containsExactly(
                        new MckdumpChunk(0x80_0000, 0x8000, 0x8000), new MckdumpChunk(0x40_0000, 0x4000, 0x4000));
        assertThat(read(dump, 0x40_0000, 0x4000)).isEqualTo(machine.read(0x40_0000, 0x4000));
        assertThat(read(dump, 0x80_0000, 0x8000)).isEqualTo(machine.read(0x80_0000, 0x8000));
        assertThat(dump.memory().presence(0x40_4000)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(dump.warnings()).isEmpty();
        assertThat(dump.date()).contains("Thu Mar  3 21:42:35 2016");
        assertThat(dump.host()).contains("node01");
        assertThat(dump.user()).contains("root");
        assertThat(dump.architecture()).isEmpty();
    }

    @Test
    void readsTheOldestVariant() throws IOException {
        MckdumpWriter.of(machine).variant(Variant.A).chunk(0x40_0000, 0x4000).write(path);
        Mckdump dump = open();

        assertThat(dump.variant()).isEqualTo(MckdumpVariant.A);
        assertThat(dump.kernelBase()).hasValue(0x60_0000);
        assertThat(read(dump, 0x40_0000, 0x4000)).isEqualTo(machine.read(0x40_0000, 0x4000));
    }

    @Test
    void readsChunksThatTouchAsOne() throws IOException {
        MckdumpWriter.of(machine)
                .chunk(0x40_0000, 0x1000)
                .chunk(0x40_1000, 0x3000)
                .write(path);
        Mckdump dump = open();

        assertThat(read(dump, 0x40_0800, 0x1000)).isEqualTo(machine.read(0x40_0800, 0x1000));
        assertThat(dump.chunks()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"B1", "B2", "C", "D"})
    void interactiveDumpHasNoMemory(Variant variant) throws IOException {
        writer(variant).interactive().write(path);
        Mckdump dump = open();

        assertThat(dump.interactive()).isTrue();
        assertThat(dump.memory().presence(0x80_0000)).isEqualTo(Presence.EXCLUDED);
        assertThat(dump.memory().nextPresent(0, -1)).isEqualTo(-1);
        assertThat(dump.chunks()).allSatisfy(c -> assertThat(c.held()).isZero());
        assertThat(dump.warnings()).singleElement().asString().contains("interactive");
    }

    @Test
    void readsAsManyChunksAsNeedExtendedNumbering() throws IOException {
        int count = 65_400;
        SimulatedMemory scattered =
                new SimulatedMemory(4096).ram(0, count * 0x2000L).writeLongs((count - 1) * 0x2000L, 77);
        MckdumpWriter writer = MckdumpWriter.of(scattered);
        for (int i = 0; i < count; i++) {
            writer.chunk(i * 0x2000L, 0x1000);
        }
        writer.write(path);
        Mckdump dump = open();

        assertThat(dump.chunks()).hasSize(count);
        assertThat(read(dump, (count - 1) * 0x2000L, 1)).containsExactly(77);
        assertThat(dump.memory().presence(0x1000)).isEqualTo(Presence.NOT_IN_DUMP);
    }

    @Test
    void toleratesOverlap() throws IOException {
        MckdumpWriter.of(machine)
                .chunk(0x40_0000, 0x3000)
                .chunk(0x40_2000, 0x2000)
                .write(path);
        Mckdump dump = open();

        assertThat(read(dump, 0x40_0000, 0x4000)).isEqualTo(machine.read(0x40_0000, 0x4000));
        assertThat(dump.warnings()).singleElement().asString().contains("overlap");
    }

    @Test
    void acceptsADumpWithoutChunks() throws IOException {
        MckdumpWriter.of(machine).kernelBase(5).write(path);
        Mckdump dump = open();

        assertThat(dump.chunks()).isEmpty();
        assertThat(dump.kernelBase()).hasValue(5);
        assertThat(dump.memory().end()).isZero();
    }

    @Test
    void reportsLostSectionTable() throws IOException {
        FileLayout layout = writer(Variant.D).write(path);
        Faults.in(path).truncate(layout.offsetOf("physmem1"));
        assertThatThrownBy(this::open)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("at the end");
    }

    @Test
    void reportsSectionAfterEndOfFile() throws IOException {
        FileLayout layout = writer(Variant.D).write(path);
        // the section header of physmem1 is the sixth; its data now begin 0x1000 before the end
        long end = layout.borders().last();
        Faults.in(path).u64(layout.offsetOf("shdrs") + 6 * 64 + 24, end - 0x1000);
        Mckdump dump = open();

        assertThat(dump.memory().presence(0x40_0fff)).isEqualTo(Presence.PRESENT);
        assertThat(dump.memory().presence(0x40_1000)).isEqualTo(Presence.TRUNCATED);
        assertThat(dump.chunks().get(1).held()).isEqualTo(0x1000);
        assertThat(dump.warnings()).singleElement().asString().contains("12288 bytes of memory in 1 of 2 chunks");
    }

    @Test
    void refusesMoreChunksThanTheTableHolds() throws IOException {
        FileLayout layout = writer(Variant.D).write(path);
        Faults.in(path).u32(layout.offsetOf("physchunks"), -1);
        assertThatThrownBy(this::open)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("number of chunks")
                .hasMessageContaining("found -1");
    }

    private Path withInfo(String json) throws IOException {
        byte[] table = StructBuilder.littleEndian()
                .u32(1, 0)
                .u64(0x60_0000, 0)
                .u64(0x40_0000, 0x3000)
                .toBytes();
        return new TinyElf(1, 0)
                .section("physchunks", 1, 3, 0, table)
                .section("physmem0", 1, 3, 0x40_0000, new byte[0x3000])
                .section("mckinfo", 1, 0, 0, json.getBytes(StandardCharsets.UTF_8))
                .section("kmsg", 1, 0, 0, (byte) 'h', (byte) 'i')
                .write(path);
    }

    @Test
    void readsRecordedHoles() throws IOException {
        withInfo("""
            {"tool": {"name": "x", "n": [1, 2]}, "holes": [
              {"start": "0x401000", "length": "0x800", "presence": "excluded", "why": null},
              {"start": "0x401800", "length": "0x800", "presence": "corrupt"}]}\
            """);
        Mckdump dump = open();

        assertThat(dump.memory().presence(0x40_0fff)).isEqualTo(Presence.PRESENT);
        assertThat(dump.memory().presence(0x40_1000)).isEqualTo(Presence.EXCLUDED);
        assertThat(dump.memory().presence(0x40_1800)).isEqualTo(Presence.CORRUPT);
        assertThat(dump.memory().presence(0x40_2000)).isEqualTo(Presence.PRESENT);
        assertThat(dump.chunks().getFirst().held()).isEqualTo(0x2000);
        assertThat(dump.warnings()).isEmpty();
        assertThat(dump.section("kmsg").orElseThrow().byteSize()).isEqualTo(2);
        assertThat(dump.section("bootparam")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"holes": [{"start": "0x401000"
        {"holes": [{"start": "zz", "length": "1"}]}
        {"holes": [{"start": "0xffffffffffffffff", "length": "0x10"}]}
        {"holes": [7]}
        [1]
        `{"holes": [{"start": {}}]}`\
        """)
    void rejectsUnreadableHoles(String json) throws IOException {
        withInfo(json);

        assertThatThrownBy(this::open)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("record of absent memory (section mckinfo")
                .hasMessageNotContaining("JsonReader");
    }

    @Test
    void ignoresOtherElfObjects() throws IOException {
        new TinyElf(1, 62).section(".text", 1, 6, 0, (byte) 1).write(path);
        try (MappedFile object = MappedFile.open(path)) {
            assertThat(new MckdumpFormat().recognises(object)).isFalse();
        }
    }
}
