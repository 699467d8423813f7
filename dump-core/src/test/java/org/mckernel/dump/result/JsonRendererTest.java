package org.mckernel.dump.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonRendererTest {
    private static final List<Result.Column> COLUMNS = List.of(
            Result.Column.number("id", "ID"),
            Result.Column.word("name", "NAME"),
            Result.Column.number("address", "ADDRESS"));

    private static Result text(String key, int value, boolean incomplete) {
        JsonObject data = new JsonObject();
        data.addProperty(key, value);
        return new Result.Text(List.of("line"), data, incomplete);
    }

    @Test
    void writesATableAsAnArrayOfObjectsWithoutAbsentFields() {
        Result table = new Result.Table(
                "threads",
                COLUMNS,
                List.of(
                        List.of(new Cell.Count(1), new Cell.Word("a<b"), new Cell.Address(-1)),
                        List.of(new Cell.Count(2), new Cell.Absent("excluded"), new Cell.Address(0))),
                List.of());

        assertThat(JsonRenderer.line("info threads", table))
                .isEqualTo("{\"schema\":2,\"command\":\"info threads\",\"complete\":true,\"threads\":["
                        + "{\"id\":1,\"name\":\"a<b\",\"address\":\"0xffffffffffffffff\"},"
                        + "{\"id\":2,\"address\":\"0x0\"}]}");
    }

    @Test
    void writesNotesOfATableThatIsIncomplete() {
        assertThat(JsonRenderer.line("x", new Result.Table("threads", COLUMNS, List.of(), List.of("a", "b"))))
                .isEqualTo("{\"schema\":2,\"command\":\"x\",\"complete\":false,\"threads\":[],"
                        + "\"notes\":[\"a\",\"b\"]}");
    }

    @Test
    void writesTheFieldsOfText() {
        assertThat(JsonRenderer.line("p", text("value", 7, true)))
                .isEqualTo("{\"schema\":2,\"command\":\"p\",\"complete\":false,\"value\":7}");
    }

    @Test
    void writesSeveralAnswersAsAnArray() {
        Result several = new Result.Several("threads", List.of(text("a", 1, false), text("b", 2, false)));

        assertThat(JsonRenderer.line("foreach", several))
                .isEqualTo("{\"schema\":2,\"command\":\"foreach\",\"complete\":true,"
                        + "\"threads\":[{\"a\":1},{\"b\":2}]}");
    }

    @Test
    void writesErrorsInOneLine() {
        assertThat(JsonRenderer.error("p x", "no \"x\"\n"))
                .isEqualTo("{\"schema\":2,\"command\":\"p x\",\"error\":\"no \\\"x\\\"\\n\"}");
    }
}
