package org.mckernel.dump.result;

import java.util.ArrayList;
import java.util.List;

/** Results as text for people: tables with aligned columns, no trailing blanks. */
public final class Plain {
    private static final String GAP = "  ";

    private Plain() {}

    /** The lines of a result. */
    public static List<String> lines(Result result) {
        return switch (result) {
            case Result.Text text -> text.lines();
            case Result.Table table -> table(table);
            case Result.Several several -> several(several);
        };
    }

    private static List<String> several(Result.Several several) {
        List<String> lines = new ArrayList<>();
        for (Result part : several.parts()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(lines(part));
        }
        return lines;
    }

    private static List<String> table(Result.Table table) {
        int[] widths = table.columns().stream().mapToInt(c -> c.title().length()).toArray();
        for (List<Cell> row : table.rows()) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).text().length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(row(table.columns(), table.columns().stream().map(Result.Column::title).toList(), widths));
        for (List<Cell> row : table.rows()) {
            lines.add(row(table.columns(), row.stream().map(Cell::text).toList(), widths));
        }
        lines.addAll(table.notes());
        return lines;
    }

    private static String row(List<Result.Column> columns, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - cells.get(i).length()));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).right() ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return line.toString().stripTrailing();
    }
}
