package org.mckernel.dump.result;

import com.google.gson.JsonObject;
import java.util.List;

/** What a command answers, apart from how it is shown. */
public sealed interface Result {
    /** True if something was missing from the dump that the answer should have. */
    boolean incomplete();

    /**
     * Rows alike.
     *
     * @param name of the rows in JSON, in the plural: {@code threads}
     * @param columns what each row has
     * @param rows as many cells each as there are columns
     * @param notes what is broken or missing, a line each, shown below
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
     * @param title its head for people
     * @param right true to align to the right
     */
    record Column(String field, String title, boolean right) {
        /** Numbers: aligned to the right. */
        public static Column number(String field, String title) {
            return new Column(field, title, true);
        }

        /** Words: aligned to the left. */
        public static Column word(String field, String title) {
            return new Column(field, title, false);
        }
    }

    /**
     * Lines made for people, and the same facts for programs.
     *
     * @param lines for people
     * @param data the fields of the JSON object
     * @param incomplete true if something is missing
     */
    record Text(List<String> lines, JsonObject data, boolean incomplete) implements Result {
        public Text {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Several answers of one command, an item each: the backtraces of all threads.
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
