package org.mckernel.dump.result;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Results as comma separated values (RFC 4180): a header, then one line per row; an absent value is an empty field. */
public final class CsvRenderer {
    private CsvRenderer() {}

    /** The lines of a result. A result that is not a table has two columns, field and value. */
    public static List<String> lines(Result result) {
        List<String> lines = new ArrayList<>();
        switch (result) {
            case Result.Table table -> {
                lines.add(
                        line(table.columns().stream().map(Result.Column::field).toList()));
                table.rows()
                        .forEach(row -> lines.add(line(row.stream()
                                .map(cell -> cell instanceof Cell.Absent ? "" : cell.text())
                                .toList())));
            }
            case Result.Text text -> {
                lines.add("field,value");
                for (Map.Entry<String, JsonElement> entry : text.data().entrySet()) {
                    JsonElement value = entry.getValue();
                    lines.add(line(
                            List.of(entry.getKey(), value.isJsonPrimitive() ? value.getAsString() : value.toString())));
                }
            }
            case Result.Several several -> several.parts().forEach(part -> lines.addAll(lines(part)));
        }
        return lines;
    }

    private static String line(List<String> fields) {
        return fields.stream().map(CsvRenderer::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
