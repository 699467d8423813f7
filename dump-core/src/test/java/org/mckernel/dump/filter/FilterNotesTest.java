package org.mckernel.dump.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilterNotesTest {
    private static FilterNotes notes(int count) {
        FilterNotes notes = new FilterNotes();
        IntStream.rangeClosed(1, count).forEach(i -> notes.add("line " + i));
        return notes;
    }

    @Test
    void eightLinesAreShown() {
        assertThat(notes(0).lines()).isEmpty();
        assertThat(notes(8).lines()).hasSize(8).startsWith("line 1").endsWith("line 8");
    }

    @Test
    void moreLinesAreCounted() {
        assertThat(notes(11).lines()).hasSize(9).endsWith("line 8", "and 3 more like these");
        assertThat(notes(9).lines()).endsWith("and 1 more like these");
    }
}
