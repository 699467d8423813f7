package org.mckernel.dump.format.flattened;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PieceListTest {
    @Test
    void growsFromNothingAndKeepsAll() {
        PieceList list = new PieceList(0);
        for (int i = 0; i < 200; i++) {
            list.add(i * 10L, i * 10L + 5, i * 100L);
        }

        assertThat(list.count()).isEqualTo(200);
        for (int i = 0; i < 200; i++) {
            assertThat(list.start(i)).isEqualTo(i * 10L);
            assertThat(list.end(i)).isEqualTo(i * 10L + 5);
            assertThat(list.inStream(i)).isEqualTo(i * 100L);
            assertThat(list.starts()[i]).isEqualTo(i * 10L);
        }
    }

    @Test
    void copiesPiecesOfAnother() {
        PieceList from = new PieceList(2);
        from.add(1, 2, 3);
        from.add(4, 5, 6);
        PieceList to = new PieceList(1);
        to.add(from, 1);

        assertThat(to.count()).isEqualTo(1);
        assertThat(to.start(0)).isEqualTo(4);
        assertThat(to.end(0)).isEqualTo(5);
        assertThat(to.inStream(0)).isEqualTo(6);
    }

    @Test
    void ascendsWhereNothingOverlaps() {
        PieceList list = new PieceList(4);
        list.add(0, 10, 0);
        list.add(10, 20, 0);
        list.add(19, 30, 0);
        list.add(5, 6, 0);

        assertThat(list.ascends(0, 2)).as("touching").isTrue();
        assertThat(list.ascends(1, 3)).as("overlapping by one byte").isFalse();
        assertThat(list.ascends(0, 4)).isFalse();
        assertThat(list.ascends(2, 4)).as("going back").isFalse();
        assertThat(list.ascends(3, 4)).as("one piece").isTrue();
        assertThat(list.ascends(2, 2)).as("none").isTrue();
    }

    @Test
    void cutsOutAPart() {
        PieceList list = new PieceList(10);
        list.add(0, 1, 100);
        list.add(2, 3, 200);
        list.add(4, 5, 300);
        PieceList part = list.sub(1, 3);

        assertThat(part.count()).isEqualTo(2);
        assertThat(part.start(0)).isEqualTo(2);
        assertThat(part.end(1)).isEqualTo(5);
        assertThat(part.inStream(1)).isEqualTo(300);
        assertThat(list.sub(1, 1).count()).isZero();
    }
}
