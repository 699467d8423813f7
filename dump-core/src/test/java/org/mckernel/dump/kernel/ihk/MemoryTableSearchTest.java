package org.mckernel.dump.kernel.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.Presence;

class MemoryTableSearchTest {
    private static final long START = 0x100_0000;
    private static final long MIDDLE = 0x200_0000;
    private static final long END = 0x300_0000;

    /** Bytes, of which those from some offset on are not in the dump. */
    private record Bytes(MemorySegment bytes, long present) implements MemoryTableSearch.Source {
        @Override
        public long size() {
            return bytes.byteSize();
        }

        @Override
        public long i64(long offset) throws AbsentMemoryException {
            require(offset + 8);
            return bytes.get(ByteSource.LE64, offset);
        }

        @Override
        public int i32(long offset) throws AbsentMemoryException {
            require(offset + 4);
            return bytes.get(ByteSource.LE32, offset);
        }

        private void require(long end) throws AbsentMemoryException {
            if (end > present) {
                throw new AbsentMemoryException(end, Presence.EXCLUDED);
            }
        }
    }

    /** Two chunks, one after the other. */
    private static final MemoryTableSearch.Proof TWO = new MemoryTableSearch.Proof() {
        @Override
        public long first() {
            return START;
        }

        @Override
        public boolean fits(int index, long before, long start, long end) {
            return start == (index == 0 ? START : MIDDLE);
        }

        @Override
        public boolean isLast(int index, long end) {
            return index == 1;
        }
    };

    private static MemorySegment record(int size, int at, int stride, int... nodes) {
        MemorySegment record = MemorySegment.ofArray(new byte[size]);
        put(record, at, START, MIDDLE, nodes[0]);
        put(record, at + stride, MIDDLE, END, nodes[1]);
        return record;
    }

    private static void put(MemorySegment record, long at, long start, long end, int node) {
        record.set(ByteSource.LE64, at, start);
        record.set(ByteSource.LE64, at + 8, end);
        record.set(ByteSource.LE32, at + 16, node);
    }

    private static List<BootParam.MemoryTable> find(MemorySegment record, long present, int most) {
        return new MemoryTableSearch(new Bytes(record, present), TWO).find(most);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 600})
    void findsATableOfEitherBuild(int stride) {
        MemorySegment record = record(2048, 128, stride, 1, 0);

        List<BootParam.MemoryTable> found = find(record, 2048, 8);

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().nodes()).containsExactly(1, 0);
        assertThat(found.getFirst().bootstrapStart()).isEqualTo(MIDDLE);
        assertThat(found.getFirst().chunks().size(0)).isEqualTo(MIDDLE - START);
        assertThat(found.getFirst().chunks().address(1)).isEqualTo(MIDDLE);
    }

    @Test
    void findsNoTableBeforeTheRecordsFixedMembersEnd() {
        assertThat(find(record(2048, MemoryTableSearch.HEAD, 24, 0, 0), 2048, 8))
                .hasSize(1);
        assertThat(find(record(2048, MemoryTableSearch.HEAD - 8, 24, 0, 0), 2048, 8))
                .isEmpty();
    }

    @Test
    void endsAtTheRecordsEndAndAtWhatIsAbsent() {
        MemorySegment record = record(128 + 24 + 20, 128, 24, 0, 0);
        assertThat(find(record, record.byteSize(), 8)).hasSize(1);
        assertThat(find(record.asSlice(0, record.byteSize() - 1), record.byteSize(), 8))
                .isEmpty();
        assertThat(find(record, record.byteSize() - 1, 8)).isEmpty();

        MemorySegment two = record(2048, 128, 24, 0, 0);
        put(two, 1024, START, MIDDLE, 0);
        put(two, 1048, MIDDLE, END, 0);
        assertThat(find(two, 2048, 8)).hasSize(2);
        assertThat(find(two, 2048, 1)).hasSize(1);
        assertThat(find(two, 1000, 8)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4097, Integer.MIN_VALUE})
    void refusesAnImpossibleNode(int node) {
        assertThat(find(record(2048, 128, 24, 0, node), 2048, 8)).isEmpty();
        assertThat(find(record(2048, 128, 24, 0, 4096), 2048, 8)).hasSize(1);
    }
}
