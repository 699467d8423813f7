package org.mckernel.dump.format.flattened;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

class RecordScanTest {
    /** makedumpfile's {@code struct makedumpfile_header}, padded to 4096 bytes. */
    private static StructBuilder header() {
        return StructBuilder.bigEndian().text("makedumpfile", 16).u64(1, 1).at(4096);
    }

    private static StructBuilder record(StructBuilder stream, long offset, int... bytes) {
        return stream.u64(offset, bytes.length).u8(bytes);
    }

    private static RecordMap scan(StructBuilder stream) throws MalformedFileException {
        return RecordScan.scan(TestSource.of(stream.toBytes()));
    }

    @Test
    void readsRecordsUpToTheEndMark() throws MalformedFileException {
        StructBuilder stream = record(record(header(), 0x10, 1, 2, 3), 0x100, 4);
        RecordMap map = scan(stream.u64(-1, -1).u8(9, 9, 9));

        assertThat(map.complete()).isTrue();
        assertThat(map.pieces()).isEqualTo(2);
        assertThat(map.start(0)).isEqualTo(0x10);
        assertThat(map.end(0)).isEqualTo(0x13);
        assertThat(map.inStream(0, 0x10)).isEqualTo(4096 + 16);
        assertThat(map.start(1)).isEqualTo(0x100);
        assertThat(map.inStream(1, 0x100)).isEqualTo(4096 + 16 + 3 + 16);
        assertThat(map.size()).isEqualTo(0x101);
    }

    @Test
    void passesOverEmptyRecords() throws MalformedFileException {
        RecordMap map = scan(record(record(header(), 5), 7, 1).u64(-1, -1));

        assertThat(map.pieces()).isEqualTo(1);
        assertThat(map.start(0)).isEqualTo(7);
    }

    @Test
    void tellsOfAMissingEndMark() throws MalformedFileException {
        assertThat(scan(record(header(), 0, 1, 2)).damage())
                .startsWith("test.bin: flattened stream truncated at 4114: no end mark; ")
                .endsWith(" reads as truncated");
        assertThat(scan(record(header(), 0, 1, 2).at(4129)).damage())
                .as("15 bytes of the next record")
                .contains("at 4129: no end mark");
    }

    @Test
    void keepsWhatCameOfARecordCutShort() throws MalformedFileException {
        RecordMap map = scan(header().u64(0x10, 4).u8(1, 2, 3));

        assertThat(map.damage())
                .startsWith("test.bin: flattened stream truncated at 4115: the record at 4096 is ")
                .endsWith(" reads as truncated");
        assertThat(map.end(0)).isEqualTo(0x13);
    }

    @ParameterizedTest
    @CsvSource({
        "-2, 1, 0xfffffffffffffffe, 0x1",
        "0, -1, 0x0, 0xffffffffffffffff",
        "2, 9223372036854775806, 0x2, 0x7ffffffffffffffe"
    })
    void readsNothingAfterAnImpossibleRecord(long offset, long size, String shownOffset, String shownSize)
            throws MalformedFileException {
        RecordMap map = scan(record(record(header(), 0, 1).u64(offset, size), 5, 1));

        assertThat(map.pieces()).isEqualTo(1);
        assertThat(map.damage())
                .startsWith("test.bin: flattened stream: record at 4113 has offset %s and size %s; nothing "
                        .formatted(shownOffset, shownSize));
    }

    @Test
    void takesARecordThatReachesTo2To63() throws MalformedFileException {
        RecordMap map = scan(header().u64(Long.MAX_VALUE - 1, 1).u8(7).u64(-1, -1));

        assertThat(map.complete()).isTrue();
        assertThat(map.size()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesAStreamWithoutARecord() {
        assertThatThrownBy(() -> scan(header().u64(-1, -1)))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.CORRUPT))
                .hasMessage("flattened stream without a record");
        assertThatThrownBy(() -> scan(header()))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.TRUNCATED));
    }

    @Test
    void refusesOtherTypesAndVersions() {
        assertThatThrownBy(() -> scan(StructBuilder.bigEndian()
                        .text("makedumpfile", 16)
                        .u64(2, 1)
                        .at(4200)))
                .hasMessage("flattened stream with type 2 at offset 16, expected 1; "
                        + "rearrange it to a plain file first (makedumpfile -R)");
        assertThatThrownBy(() -> scan(StructBuilder.bigEndian()
                        .text("makedumpfile", 16)
                        .u64(1, 0)
                        .at(4200)))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED))
                .hasMessageStartingWith("flattened stream with version 0 at offset 24, expected 1; ");
    }

    @Test
    void readsZerosBetweenRecordsOnlyOfAWholeStream() throws MalformedFileException {
        StructBuilder records = record(record(header(), 2, 5, 6), 6, 7);
        FlattenedSource whole = FlattenedSource.open(TestSource.of(
                record(record(header(), 2, 5, 6), 6, 7).u64(-1, -1).toBytes()));
        byte[] target = {9, 9, 9, 9, 9, 9, 9, 9, 9};

        whole.read(0, MemorySegment.ofArray(target), 1, 7);

        assertThat(target).containsExactly(9, 0, 0, 5, 6, 0, 0, 7, 9);
        FlattenedSource cut = FlattenedSource.open(TestSource.of(records.toBytes()));
        cut.read(2, MemorySegment.ofArray(target), 0, 2);
        assertThat(target).startsWith(5, 6);
        assertThatThrownBy(() -> cut.read(3, MemorySegment.ofArray(target), 0, 4))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageMatching("truncated: the flattened stream .* before bytes 4 to 6( came)?");
        assertThatThrownBy(() -> cut.read(6, MemorySegment.ofArray(target), 0, 2))
                .hasMessage("truncated: 2 bytes needs offset 6 to 8, the file ends at 7");
    }

    @Test
    void readsIntegersInsideAndAcrossRecords() throws MalformedFileException {
        FlattenedSource source =
                FlattenedSource.open(TestSource.of(record(record(header(), 0, 1, 2, 3, 4, 5, 6, 7, 8), 8, 9, 10, 11, 12)
                        .u64(-1, -1)
                        .toBytes()));

        assertThat(source.i32(4)).isEqualTo(0x08070605);
        assertThat(source.i32(5)).isEqualTo(0x09080706);
        assertThat(source.i64(0)).isEqualTo(0x0807_0605_0403_0201L);
        assertThat(source.i64(1)).isEqualTo(0x0908_0706_0504_0302L);
        assertThatThrownBy(() -> source.i64(5)).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> source.i32(9)).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> source.i32(-1)).isInstanceOf(MalformedFileException.class);
        assertThat(source.slice(8, 4).byteSize()).isEqualTo(4);
        assertThat(source.slice(12, 0).byteSize()).isZero();
    }
}
