package org.mckernel.dump.dwarf.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.BoundedCache;
import org.mckernel.dump.dwarf.unit.LongHashMap;

/** Line tables and the caches of debug information. */
class LineTableTest {
    private static LineTable.Builder builder() {
        LineTable.Builder builder = new LineTable.Builder();
        builder.file("a.c");
        builder.file("b.h");
        return builder;
    }

    private static String at(LineTable table, long pc) {
        return table.at(pc).map(SourceLine::toString).orElse("none");
    }

    @Test
    void addressesBetweenAndAfterSequencesHaveNoLine() {
        LineTable.Builder builder = builder();
        builder.row(0x200, 1, 20);
        builder.endSequence(0x210);
        builder.row(0x100, 1, 10);
        builder.row(0x108, 2, 11);
        builder.endSequence(0x110);
        builder.row(0x300, 1, 30); // never ended
        LineTable table = builder.table();

        assertThat(at(table, 0xff)).isEqualTo("none");
        assertThat(at(table, 0x107)).isEqualTo("a.c:10");
        assertThat(at(table, 0x10f)).isEqualTo("b.h:11");
        assertThat(at(table, 0x110)).isEqualTo("none");
        assertThat(at(table, 0x200)).isEqualTo("a.c:20");
        assertThat(at(table, 0x300)).isEqualTo("none");
    }

    @Test
    void usesShortestSequenceThatCoversAddress() {
        LineTable.Builder builder = builder();
        builder.row(0x100, 1, 1);
        builder.endSequence(0x1000);
        builder.row(0x200, 1, 2);
        builder.endSequence(0x300);
        LineTable table = builder.table();

        assertThat(at(table, 0x1ff)).isEqualTo("a.c:1");
        assertThat(at(table, 0x200)).isEqualTo("a.c:2");
        assertThat(at(table, 0x300)).isEqualTo("a.c:1");
    }

    @Test
    void sortsUnorderedRows() {
        LineTable.Builder builder = builder();
        builder.row(0x108, 1, 2);
        builder.row(0x100, 1, 1);
        builder.row(0x108, 1, 3);
        builder.endSequence(0x110);

        assertThat(at(builder.table(), 0x104)).isEqualTo("a.c:1");
        assertThat(at(builder.table(), 0x108)).isEqualTo("a.c:3");
    }

    @Test
    void longHashMapKeepsFirstValue() {
        Random random = new Random(20261126);
        LongHashMap table = new LongHashMap();
        Map<Long, Long> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            long key = random.nextInt(3) == 0 ? random.nextInt(1000) : random.nextLong();
            assertThat(table.putIfAbsent(key, i)).isEqualTo(expected.putIfAbsent(key, (long) i) == null);
        }
        expected.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
        assertThat(table.get(-7)).isEqualTo(-1);
        assertThat(table.values()).hasSize(expected.size());
    }

    @Test
    void boundedCacheEvictsLeastRecentlyUsed() throws MalformedFileException {
        BoundedCache<String, String> cache = new BoundedCache<>(10, String::length);
        int[] reads = new int[1];
        for (String key : new String[] {"aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"}) {
            assertThat(cache.get(key, () -> {
                        reads[0]++;
                        return key;
                    }))
                    .isEqualTo(key);
        }
        assertThat(reads[0]).isEqualTo(4);
    }
}
