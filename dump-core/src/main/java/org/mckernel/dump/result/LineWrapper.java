package org.mckernel.dump.result;

import java.util.ArrayList;
import java.util.List;

/** Long lines in several, so that none runs over the edge of a screen of {@link #WIDTH} columns. */
public final class LineWrapper {
    /** Columns that every text for people fits. */
    public static final int WIDTH = 100;

    private static final int NEAR = 24;

    private LineWrapper() {}

    /**
     * A line in lines of at most {@link #WIDTH} columns, parted at blanks; a longer word stays whole.
     *
     * @param indent blanks before each line but the first
     */
    public static List<String> line(String text, int indent) {
        return line(text, text.length() - text.stripLeading().length(), indent);
    }

    /** The same of which the part from a column on is folded, below itself. */
    public static List<String> from(int column, String text) {
        return line(text, column, column);
    }

    private static List<String> line(String text, int keep, int indent) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        int from = keep;
        while (rest.length() > WIDTH) {
            int blank = behindComma(rest);
            blank = blank > from ? blank : rest.lastIndexOf(' ', WIDTH);
            if (blank <= from) {
                blank = rest.indexOf(' ', WIDTH);
            }
            if (blank < 0) {
                break;
            }
            lines.add(rest.substring(0, blank).stripTrailing());
            rest = " ".repeat(indent) + rest.substring(blank + 1).stripLeading();
            from = indent;
        }
        lines.add(rest);
        return lines;
    }

    /**
     * The last blank behind a comma or semicolon near the edge: an item of a list had better stay whole; -1 if there is
     * none.
     */
    private static int behindComma(String text) {
        for (int at = WIDTH; at > WIDTH - NEAR; at--) {
            if (text.charAt(at) == ' ' && (text.charAt(at - 1) == ',' || text.charAt(at - 1) == ';')) {
                return at;
            }
        }
        return -1;
    }
}
