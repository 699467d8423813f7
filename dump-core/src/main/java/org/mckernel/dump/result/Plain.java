package org.mckernel.dump.result;

import java.util.ArrayList;
import java.util.List;

/** Results as text for people: tables with aligned columns, no trailing blanks. */
public final class Plain {
    private static final String GAP = "  ";
    private static final int WIDTH = 100;
    /** A last column of words that has at least so much room is folded, rather than run over the edge of the screen. */
    private static final int NARROWEST = 40;

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
        int last = table.columns().size() - 1;
        int before = 0;
        for (int i = 0; i < last; i++) {
            before += widths[i] + GAP.length();
        }
        boolean folds = last >= 0 && !table.columns().get(last).right() && WIDTH - before >= NARROWEST;
        for (List<Cell> row : table.rows()) {
            List<String> cells = new ArrayList<>(row.stream().map(Cell::text).toList());
            List<String> folded = folds ? folded(cells.get(last), WIDTH - before) : List.of(cells.get(last));
            cells.set(last, folded.getFirst());
            lines.add(row(table.columns(), cells, widths));
            for (String more : folded.subList(1, folded.size())) {
                lines.add(" ".repeat(before) + more);
            }
        }
        lines.addAll(table.notes());
        return lines;
    }

    /** A text in lines of at most {@code width}, as far as its words can be parted. */
    private static List<String> folded(String text, int width) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (text.length() - from > width) {
            int blank = text.lastIndexOf(' ', from + width);
            if (blank <= from) {
                break;
            }
            lines.add(text.substring(from, blank));
            from = blank + 1;
        }
        lines.add(text.substring(from));
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
