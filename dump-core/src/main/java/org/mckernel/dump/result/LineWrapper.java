package org.mckernel.dump.result;

import java.util.ArrayList;
import java.util.List;

/** Wraps lines at {@link #WIDTH} columns. */
public final class LineWrapper {
    /** Width of all texts for users, in columns. */
    public static final int WIDTH = 100;

    private static final int NEAR = 24;

    private LineWrapper() {}

    /**
     * A line wrapped to at most {@link #WIDTH} columns at blanks; a longer word is not split.
     *
     * @param indent blanks before each line but the first
     */
    public static List<String> line(String text, int indent) {
        return line(text, text.length() - text.stripLeading().length(), indent);
    }

    /** Wraps only the part from a column on; continuation lines start at that column. */
    public static List<String> from(int column, String text) {
        return line(text, column, column);
    }

    private static List<String> line(String text, int keep, int indent) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        int from = keep;
        while (rest.length() > WIDTH) {
            int blank = lastBlankAfterComma(rest);
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
     * The last blank after a comma or semicolon near the right margin, to keep list items together; -1 if there is
     * none.
     */
    private static int lastBlankAfterComma(String text) {
        for (int at = WIDTH; at > WIDTH - NEAR; at--) {
            if (text.charAt(at) == ' ' && (text.charAt(at - 1) == ',' || text.charAt(at - 1) == ';')) {
                return at;
            }
        }
        return -1;
    }
}
