package org.mckernel.dump.expression;

import java.util.ArrayList;
import java.util.List;

/** Text as gdb writes it: quoted, runs of more than ten equal characters as {@code 'c' <repeats N times>}. */
final class TextRuns {
    private static final int REPEATS = 10;

    private final List<int[]> runs = new ArrayList<>();
    private int shown;

    void add(int character) {
        if (!runs.isEmpty() && runs.getLast()[0] == character) {
            runs.getLast()[1]++;
        } else {
            runs.add(new int[] {character, 1});
        }
        if (runs.getLast()[1] <= REPEATS) {
            shown++;
        }
    }

    /** How many characters count towards the limit: at most ten of a run. */
    int shown() {
        return shown;
    }

    String text() {
        if (runs.isEmpty()) {
            return "\"\"";
        }
        List<String> parts = new ArrayList<>();
        StringBuilder quoted = new StringBuilder();
        boolean octalBefore = false;
        for (int[] run : runs) {
            if (run[1] > REPEATS) {
                end(quoted, parts);
                parts.add("%s <repeats %d times>".formatted(NumberText.character(run[0]), run[1]));
                octalBefore = false;
                continue;
            }
            for (int i = 0; i < run[1]; i++) {
                String one = run[0] == '"' ? "\\\"" : NumberText.escaped(run[0]);
                // a digit after an octal escape would be read as part of it
                boolean digit = octalBefore && run[0] >= '0' && run[0] <= '9';
                quoted.append(digit ? "\\%03o".formatted(run[0]) : one);
                octalBefore = digit || (one.length() == 4 && one.charAt(0) == '\\');
            }
        }
        end(quoted, parts);
        return String.join(", ", parts);
    }

    private static void end(StringBuilder quoted, List<String> parts) {
        if (!quoted.isEmpty()) {
            parts.add("\"" + quoted + "\"");
            quoted.setLength(0);
        }
    }
}
