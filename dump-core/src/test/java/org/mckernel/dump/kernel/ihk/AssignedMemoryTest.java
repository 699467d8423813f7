package org.mckernel.dump.kernel.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.ByteSource;

/** The table of chunks in a copy of the boot parameters, valid, invalid and hostile. */
class AssignedMemoryTest {
    private static final long PAGE = 4096;
    private static final int TABLE = 128;
    private static final long START = 0x100_0000;
    private static final long END = 0x400_0000;

    /** A record with chunks 24 bytes apart: start, end, node of each. */
    private static MemorySegment record(int bytes, long... chunks) {
        MemorySegment record = MemorySegment.ofArray(new byte[bytes]);
        record.set(ByteSource.LE64, 0, START);
        record.set(ByteSource.LE64, 8, END);
        for (int i = 0; i + 2 < chunks.length; i += 3) {
            record.set(ByteSource.LE64, TABLE + 8L * i, chunks[i]);
            record.set(ByteSource.LE64, TABLE + 8L * i + 8, chunks[i + 1]);
            record.set(ByteSource.LE32, TABLE + 8L * i + 16, (int) chunks[i + 2]);
        }
        return record;
    }

    private static Optional<BootParam.MemoryTable> of(MemorySegment record) {
        return AssignedMemory.of(record, PAGE, OptionalLong.empty());
    }

    @Test
    void findsTableByContent() {
        BootParam.MemoryTable table =
                of(record(4096, START, 0x200_0000, 1, 0x300_0000, END, 0)).orElseThrow();
        assertThat(table.nodes()).containsExactly(1, 0);
        assertThat(table.bootstrapStart()).isEqualTo(0x300_0000);
    }

    @Test
    void usesCountFromRecord() {
        MemorySegment record = record(4096, START, 0x200_0000, 1, 0x300_0000, END, 0);
        assertThat(AssignedMemory.of(record, PAGE, OptionalLong.of(2))).isPresent();
        for (long count : new long[] {0, 1, 3, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(AssignedMemory.of(record, PAGE, OptionalLong.of(count)))
                    .as("%d", count)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x1000000, 0x1000000, 0", // empty
        "0x1000000, 0x0ffffff, 0", // backwards
        "0x1000000, 0x2000001, 0", // not whole pages
        "0x1000000, 0x5000000, 0", // beyond the end
        "0x1000000, 0x7fffffffffffffff, 0",
        "0x1000000, -4096, 0",
        "0x1000000, 0x4000000, -1",
        "0x1000000, 0x4000000, 4097",
        "0x1000000, 0x2000000, 0"
    }) // the last does not reach the end
    void rejectsTableWithInvalidChunk(String start, String end, int node) {
        assertThat(of(record(4096, Long.decode(start), Long.decode(end), node))).isEmpty();
    }

    @Test
    void rejectsOverlappingChunks() {
        assertThat(of(record(4096, START, 0x200_0000, 0, 0x1ff_f000, END, 0))).isEmpty();
    }

    @Test
    void rejectsTwoDifferentTables() {
        MemorySegment record = record(4096, START, END, 0);
        record.set(ByteSource.LE64, 2048, START);
        record.set(ByteSource.LE64, 2056, END);
        record.set(ByteSource.LE32, 2064, 3);
        assertThat(of(record)).isEmpty();
    }

    @Test
    void truncatedRecordHasNoTableOrCompleteOne() {
        MemorySegment record = record(TABLE + 48, START, 0x200_0000, 1, 0x300_0000, END, 0);
        for (long length = 0; length <= record.byteSize(); length++) {
            Optional<BootParam.MemoryTable> table = of(record.asSlice(0, length));
            if (table.isPresent()) {
                assertThat(table.get().nodes()).containsExactly(1, 0);
                assertThat(length).isGreaterThanOrEqualTo(TABLE + 24 + 20);
            }
        }
    }

    /** Every word is the start of memory: each offset looks like the first chunk. */
    @Test
    void rejectsLargeRecordOfOneRepeatedWord() {
        MemorySegment record = MemorySegment.ofArray(new byte[1 << 20]);
        for (long at = 0; at < record.byteSize(); at += 8) {
            record.set(ByteSource.LE64, at, START);
        }
        assertThat(of(record)).isEmpty();
    }
}
