package org.mckernel.dump.format.mckdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemory;
import org.mckernel.dump.memory.StoredMemoryBuilder;

class RecordedHolesTest {
    private static StoredMemory read(String json) throws MalformedFileException {
        TestSource source = TestSource.of(new TinyElf(ElfHeader.RELOCATABLE, 0)
                .section("mckinfo", 1, 0, 0, json.getBytes(StandardCharsets.UTF_8))
                .toBytes());
        ElfFile file = ElfFile.open(source);
        StoredMemoryBuilder memory = new StoredMemoryBuilder().stored(0, 0x10_0000, 0);
        RecordedHoles.read(file, file.section("mckinfo").orElseThrow(), memory);
        return memory.build(TestSource.ofSize(0x10_0000), 4096);
    }

    private static String hole(String start, String length, String presence) {
        return """
                {"holes": [{"start": %s, "length": %s, "presence": "%s"}]}""".formatted(start, length, presence);
    }

    @ParameterizedTest
    @CsvSource({"\"0x1000\", \"0x800\"", "\"4096\", \"2048\"", "4096, 2048", "\" 0X1000 \", \"0X800\""})
    void readsNumbersInEitherBase(String start, String length) throws MalformedFileException {
        StoredMemory memory = read(hole(start, length, "excluded"));

        assertThat(memory.presence(0xfff)).isEqualTo(Presence.PRESENT);
        assertThat(memory.extent(0x1000, 0x10_0000)).isEqualTo(new Extent(0x1000, 0x800, Presence.EXCLUDED, null));
        assertThat(memory.presence(0x1800)).isEqualTo(Presence.PRESENT);
    }

    @ParameterizedTest
    @CsvSource({
        "filtered, FILTERED",
        "excluded, EXCLUDED",
        "not in dump, NOT_IN_DUMP",
        "truncated, TRUNCATED",
        "corrupt, CORRUPT",
        "present, NOT_IN_DUMP",
        "a new word, NOT_IN_DUMP",
        "'', NOT_IN_DUMP"
    })
    void takesEveryWordForAnAbsence(String label, Presence presence) throws MalformedFileException {
        assertThat(read(hole("\"0x1000\"", "\"0x800\"", label)).presence(0x1000))
                .isEqualTo(presence);
    }

    @Test
    void ignoresEverythingElse() throws MalformedFileException {
        StoredMemory memory = read("""
                {"tool": {"holes": [1]}, "list": [1, {"a": null}],
                 "holes": [{"why": [1], "length": "0x10", "start": "0x20"}, {"start": "0x40", "length": 1}],
                 "after": true}""");

        assertThat(memory.extent(0x20, 0x1000)).isEqualTo(new Extent(0x20, 0x10, Presence.NOT_IN_DUMP, null));
        assertThat(memory.extent(0x40, 0x1000)).isEqualTo(new Extent(0x40, 1, Presence.NOT_IN_DUMP, null));
        assertThat(memory.presence(0x30)).isEqualTo(Presence.PRESENT);
    }

    @Test
    void readsNoHolesFromARecordWithoutAny() throws MalformedFileException {
        assertThat(read("{}").extent(0, 0x10_0000).presence()).isEqualTo(Presence.PRESENT);
        assertThat(read("{\"holes\": []}").nextPresent(0, 1)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"holes\": [{\"length\": 1}]}|hole 0: start 0xffffffffffffffff, length 0x1",
                "{\"holes\": [{\"start\": 1}]}|hole 0: start 0x1, length 0xffffffffffffffff",
                "{\"holes\": [{\"start\": 1, \"length\": 0}]}|hole 0: start 0x1, length 0x0",
                "{\"holes\": [{\"start\": 1, \"length\": 2}, {\"start\": 3, \"length\": 0}]}"
                        + "|hole 1: start 0x3, length 0x0"
            })
    void refusesHolesThatMemoryCannotHave(String json, String found) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.CORRUPT))
                .hasMessageStartingWith("record of absent memory (section mckinfo; ")
                .hasMessageContaining(" at offset 64: expected JSON with the holes, found ")
                .hasMessageEndingWith(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]", "{\"holes\": 1}", "{\"holes\": [{\"start\": \"0x\"}]}", "{\"holes\": [", "{", "x"})
    void refusesWhatIsNoRecord(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("JsonReader");
    }
}
