package org.mckernel.dump.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextRendererTest {
    private static final Cell NONE = new Cell.Absent("");

    private static List<String> table(List<Result.Column> columns, List<List<Cell>> rows, String... notes) {
        return TextRenderer.lines(new Result.Table("things", columns, rows, List.of(notes)));
    }

    @Test
    void alignsColumnsUnderTheirTitles() {
        assertThat(table(
                        List.of(
                                Result.Column.number("id", "ID"),
                                Result.Column.word("name", "NAME"),
                                Result.Column.number("at", "AT")),
                        List.of(
                                List.of(new Cell.Count(5), new Cell.Word("init"), new Cell.Address(0x10)),
                                List.of(new Cell.Count(1234), new Cell.Word("a"), new Cell.Address(-1)))))
                .containsExactly(
                        "  ID  NAME                  AT",
                        "   5  init                0x10",
                        "1234  a     0xffffffffffffffff");
    }

    @Test
    void leavesNoBlanksAtTheEnd() {
        assertThat(table(
                        List.of(Result.Column.word("a", "A"), Result.Column.word("b", "LONGER")),
                        List.of(List.of(new Cell.Word("long"), new Cell.Word("x")))))
                .containsExactly("A     LONGER", "long  x");
    }

    @Test
    void hasNoHeadWithoutTitles() {
        assertThat(table(
                        List.of(Result.Column.word("a", ""), Result.Column.word("b", "")),
                        List.of(
                                List.of(new Cell.Word("pid"), new Cell.Count(7)),
                                List.of(new Cell.Word("x"), NONE),
                                List.of(new Cell.Absent("excluded"), new Cell.Count(8)))))
                .containsExactly("pid         7", "x", "<excluded>  8");
    }

    @Test
    void marksAbsentCellsOnlyInColumnsWithATitle() {
        assertThat(table(
                        List.of(Result.Column.word("a", "A"), Result.Column.word("b", "")),
                        List.of(List.of(NONE, NONE))))
                .containsExactly("A", NONE.text());
        assertThat(NONE.text()).hasSize(1);
    }

    @Test
    void showsOnlyTheHeadOfAnEmptyTable() {
        assertThat(table(List.of(Result.Column.word("a", "A")), List.of())).containsExactly("A");
        assertThat(table(List.of(), List.of())).isEmpty();
    }

    private static final String WORDS = "word ".repeat(30).strip();

    @Test
    void foldsALastColumnOfWordsBelowItself() {
        List<String> lines = table(
                List.of(Result.Column.word("a", "KEY"), Result.Column.word("b", "VALUE")),
                List.of(List.of(new Cell.Word("k"), new Cell.Word(WORDS))));

        assertThat(lines).hasSize(3).allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(100));
        assertThat(lines.get(1)).startsWith("k    word word");
        assertThat(lines.get(2)).startsWith("     word").doesNotStartWith("      ");
    }

    @Test
    void foldsNoNumbers() {
        assertThat(table(
                        List.of(Result.Column.word("a", "KEY"), Result.Column.number("b", "VALUE")),
                        List.of(List.of(new Cell.Word("k"), new Cell.Word(WORDS)))))
                .hasSize(2);
    }

    @Test
    void showsNotesBelowTheRows() {
        List<String> lines =
                table(List.of(Result.Column.word("a", "A")), List.of(List.of(new Cell.Word("x"))), "first", WORDS);

        assertThat(lines).startsWith("A", "x", "first").hasSize(5);
        assertThat(lines.get(4)).startsWith("    word").doesNotStartWith("     ");
    }

    @Test
    void partsSeveralAnswersByEmptyLines() {
        Result one = new Result.Text(List.of("a", "b"), new JsonObject(), false);
        Result none = new Result.Text(List.of(), new JsonObject(), false);
        Result two = new Result.Text(List.of("c"), new JsonObject(), false);

        assertThat(TextRenderer.lines(one)).containsExactly("a", "b");
        assertThat(TextRenderer.lines(new Result.Several("x", List.of(none, one, two))))
                .containsExactly("a", "b", "", "c");
        assertThat(TextRenderer.lines(new Result.Several("x", List.of()))).isEmpty();
    }
}
