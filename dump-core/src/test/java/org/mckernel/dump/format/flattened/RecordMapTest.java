package org.mckernel.dump.format.flattened;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMapTest {
    /** Start, end and place in the stream of each record, in the order of the stream. */
    private static RecordMap map(long... records) {
        PieceList list = new PieceList(records.length / 3);
        for (int i = 0; i < records.length; i += 3) {
            list.add(records[i], records[i + 1], records[i + 2]);
        }
        return new RecordMap(list, null);
    }

    private static String text(RecordMap map) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < map.pieces(); i++) {
            text.append("%d-%d@%d ".formatted(map.start(i), map.end(i), map.inStream(i, map.start(i))));
        }
        return text.toString().strip();
    }

    @Test
    void isEmptyWithoutRecords() {
        RecordMap map = map();

        assertThat(map.size()).isZero();
        assertThat(map.pieces()).isZero();
        assertThat(map.find(0)).isEqualTo(-1);
        assertThat(map.floor(0)).isEqualTo(-1);
    }

    @Test
    void isCompleteWithoutDamage() {
        assertThat(map(0, 1, 0).complete()).isTrue();
        RecordMap damaged = new RecordMap(new PieceList(0), "cut");
        assertThat(damaged.complete()).isFalse();
        assertThat(damaged.damage()).isEqualTo("cut");
    }

    @Test
    void findsThePieceOfEachBorder() {
        RecordMap map = map(10, 20, 100, 30, 40, 200);

        assertThat(map.size()).isEqualTo(40);
        assertThat(map.floor(9)).isEqualTo(-1);
        assertThat(map.floor(10)).isZero();
        assertThat(map.floor(29)).isZero();
        assertThat(map.floor(30)).isEqualTo(1);
        assertThat(map.floor(1000)).isEqualTo(1);
        assertThat(map.find(9)).isEqualTo(-1);
        assertThat(map.find(10)).isZero();
        assertThat(map.find(19)).isZero();
        assertThat(map.find(20)).isEqualTo(-1);
        assertThat(map.find(39)).isEqualTo(1);
        assertThat(map.find(40)).isEqualTo(-1);
        assertThat(map.inStream(1, 35)).isEqualTo(205);
    }

    @Test
    void letsLaterRecordsWin() {
        assertThat(text(map(0, 10, 100, 0, 10, 200))).as("the same place").isEqualTo("0-10@200");
        assertThat(text(map(0, 30, 100, 10, 20, 200)))
                .as("inside an earlier one")
                .isEqualTo("0-10@100 10-20@200 20-30@120");
        assertThat(text(map(10, 20, 100, 0, 30, 200)))
                .as("around an earlier one")
                .isEqualTo("0-30@200");
        assertThat(text(map(10, 20, 100, 5, 15, 200))).as("over its start").isEqualTo("5-15@200 15-20@105");
        assertThat(text(map(10, 20, 100, 15, 25, 200))).as("over its end").isEqualTo("10-15@100 15-25@200");
        assertThat(text(map(10, 20, 100, 0, 10, 200))).as("before it").isEqualTo("0-10@200 10-20@100");
        assertThat(text(map(0, 10, 100, 20, 30, 200, 5, 25, 300)))
                .as("over two")
                .isEqualTo("0-5@100 5-25@300 25-30@205");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithWritingTheRecordsOneAfterTheOther(long seed) {
        Random random = new Random(seed);
        long[] plain = new long[200];
        Arrays.fill(plain, -1);
        PieceList records = new PieceList(4);
        for (int i = 0; i < 40; i++) {
            int start = random.nextInt(150);
            int length = 1 + random.nextInt(50);
            long inStream = 1000L * i;
            records.add(start, start + length, inStream);
            for (int at = 0; at < length; at++) {
                plain[start + at] = inStream + at;
            }
        }
        RecordMap map = new RecordMap(records, null);

        for (int at = 0; at < plain.length; at++) {
            int piece = map.find(at);
            assertThat(piece < 0 ? -1 : map.inStream(piece, at))
                    .as("byte %d", at)
                    .isEqualTo(plain[at]);
        }
        for (int i = 1; i < map.pieces(); i++) {
            assertThat(map.start(i)).isGreaterThanOrEqualTo(map.end(i - 1));
        }
    }
}
