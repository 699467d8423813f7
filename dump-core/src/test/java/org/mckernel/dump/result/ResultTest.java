package org.mckernel.dump.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static Result text(boolean incomplete) {
        return new Result.Text(List.of(), new JsonObject(), incomplete);
    }

    @Test
    void isIncompleteWhenAPartIs() {
        assertThat(text(true).incomplete()).isTrue();
        assertThat(text(false).incomplete()).isFalse();
        assertThat(new Result.Table("x", List.of(), List.of(), List.of()).incomplete())
                .isFalse();
        assertThat(new Result.Table("x", List.of(), List.of(), List.of("note")).incomplete())
                .isTrue();
        assertThat(new Result.Several("x", List.of()).incomplete()).isFalse();
        assertThat(new Result.Several("x", List.of(text(false), text(false))).incomplete())
                .isFalse();
        assertThat(new Result.Several("x", List.of(text(false), text(true))).incomplete())
                .isTrue();
    }

    @Test
    void doesNotChangeWithTheListsItWasMadeOf() {
        List<String> lines = new ArrayList<>(List.of("a"));
        List<Result> parts = new ArrayList<>();
        Result.Text made = new Result.Text(lines, new JsonObject(), false);
        Result.Several several = new Result.Several("x", parts);
        lines.add("b");
        parts.add(made);

        assertThat(made.lines()).containsExactly("a");
        assertThat(several.parts()).isEmpty();
    }

    @Test
    void alignsNumbersToTheRight() {
        assertThat(Result.Column.number("a", "A")).isEqualTo(new Result.Column("a", "A", true));
        assertThat(Result.Column.word("a", "A")).isEqualTo(new Result.Column("a", "A", false));
    }

    @Test
    void makesCellsOfWhatMayBeAbsent() {
        Cell none = new Cell.Absent("");

        assertThat(Cell.of(OptionalInt.of(-5)))
                .isEqualTo(new Cell.Count(-5))
                .extracting(Cell::text)
                .isEqualTo("-5");
        assertThat(Cell.of(OptionalInt.empty())).isEqualTo(none);
        assertThat(Cell.address(OptionalLong.of(255)).text()).isEqualTo("0xff");
        assertThat(Cell.address(OptionalLong.empty())).isEqualTo(none);
        assertThat(Cell.word("a").text()).isEqualTo("a");
        assertThat(Cell.word("")).isEqualTo(none);
        assertThat(new Cell.Absent("excluded").text()).isEqualTo("<excluded>");
    }
}
