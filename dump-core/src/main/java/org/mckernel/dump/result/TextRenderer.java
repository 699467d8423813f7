package org.mckernel.dump.result;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Results as text: tables with aligned columns, no trailing blanks. A table whose columns have no titles has no header.
 */
public final class TextRenderer {
    private static final String GAP = "  ";
    /** A last text column with at least this width is wrapped at the screen width. */
    private static final int MIN_WRAP_WIDTH = 40;

    /** A word column before the last that is wider is parted at blanks, if the table is too wide for the screen. */
    private static final int WIDEST = 40;

    private static final int NOTE_INDENT = 4;
    private static final Cell NOTHING = new Cell.Absent("");

    private TextRenderer() {}

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
        int[] widths =
                table.columns().stream().mapToInt(c -> c.title().length()).toArray();
        for (List<Cell> row : table.rows()) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(
                        widths[i], text(table.columns().get(i), row.get(i)).length());
            }
        }
        int last = table.columns().size() - 1;
        if (IntStream.of(widths).sum() + last * GAP.length() > LineWrapper.WIDTH) {
            for (int i = 0; i < last; i++) {
                widths[i] = table.columns().get(i).right() ? widths[i] : Math.min(widths[i], WIDEST);
            }
        }
        List<String> lines = new ArrayList<>();
        if (table.columns().stream().anyMatch(c -> !c.title().isEmpty())) {
            lines.add(row(
                    table.columns(),
                    table.columns().stream().map(Result.Column::title).toList(),
                    widths));
        }
        int before = 0;
        for (int i = 0; i < last; i++) {
            before += widths[i] + GAP.length();
        }
        boolean wraps = last >= 0 && !table.columns().get(last).right() && LineWrapper.WIDTH - before >= MIN_WRAP_WIDTH;
        for (List<Cell> row : table.rows()) {
            List<List<String>> parts = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                String text = text(table.columns().get(i), row.get(i));
                parts.add(i == last ? List.of(text) : parted(text, widths[i]));
            }
            int height = parts.stream().mapToInt(List::size).max().orElse(0);
            if (height > 1 && wraps) { // the lines of the last column are next to those of the others
                parts.set(last, parted(parts.get(last).getFirst(), LineWrapper.WIDTH - before));
                height = Math.max(height, parts.get(last).size());
            }
            for (int i = 0; i < height; i++) {
                int at = i;
                List<String> texts =
                        parts.stream().map(p -> at < p.size() ? p.get(at) : "").toList();
                String line = row(table.columns(), texts, widths);
                lines.addAll(wraps ? LineWrapper.from(before, line) : List.of(line));
            }
        }
        table.notes().forEach(note -> lines.addAll(LineWrapper.line(note, NOTE_INDENT)));
        return lines;
    }

    /** A text in parts of at most so many columns, parted at blanks; a longer word stays whole. */
    private static List<String> parted(String text, int width) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            blank = blank > 0 ? blank : rest.indexOf(' ', width);
            if (blank < 0) {
                break;
            }
            parts.add(rest.substring(0, blank));
            rest = rest.substring(blank + 1);
        }
        parts.add(rest);
        return parts;
    }

    /** In a column without a title a dash would say nothing. */
    private static String text(Result.Column column, Cell cell) {
        return column.title().isEmpty() && cell.equals(NOTHING) ? "" : cell.text();
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
