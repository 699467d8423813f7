package org.mckernel.dump.result;

import com.google.gson.JsonObject;
import java.util.List;

/** The result of a command, independent of how it is shown. */
public sealed interface Result {
    /** True if something was missing from the dump that the answer should have. */
    boolean incomplete();

    /**
     * A table.
     *
     * @param name of the rows in JSON, in the plural: {@code threads}
     * @param columns the columns of each row
     * @param rows one cell per column
     * @param notes what is broken or missing, one line each, shown below
     */
    record Table(String name, List<Column> columns, List<List<Cell>> rows, List<String> notes) implements Result {
        public Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            notes = List.copyOf(notes);
        }

        @Override
        public boolean incomplete() {
            return !notes.isEmpty();
        }
    }

    /**
     * A column.
     *
     * @param field its name in JSON and CSV
     * @param title its header for users
     * @param right true to align to the right
     */
    record Column(String field, String title, boolean right) {
        /** Numbers: aligned to the right. */
        public static Column number(String field, String title) {
            return new Column(field, title, true);
        }

        /** Text: aligned to the left. */
        public static Column word(String field, String title) {
            return new Column(field, title, false);
        }
    }

    /**
     * Text lines for users, and the same data for programs.
     *
     * @param lines for users
     * @param data the fields of the JSON object
     * @param incomplete true if something is missing
     */
    record Text(List<String> lines, JsonObject data, boolean incomplete) implements Result {
        public Text {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Several results of one command, one item each: the backtraces of all threads.
     *
     * @param name of the items in JSON, in the plural
     * @param parts the items
     */
    record Several(String name, List<Result> parts) implements Result {
        public Several {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean incomplete() {
            return parts.stream().anyMatch(Result::incomplete);
        }
    }
}
