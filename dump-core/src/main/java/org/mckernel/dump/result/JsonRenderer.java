package org.mckernel.dump.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;

/**
 * Results as JSON, the contract of docs/json-schema.md: one line per command, addresses as hex strings, absent fields
 * omitted.
 */
public final class JsonRenderer {
    /** Version of the contract; increases when a field is removed or changes its meaning, not when one is added. */
    public static final int SCHEMA = 2;

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private JsonRenderer() {}

    /** The line for one command. */
    public static String line(String command, Result result) {
        JsonObject line = new JsonObject();
        line.addProperty("schema", SCHEMA);
        line.addProperty("command", command);
        line.addProperty("complete", !result.incomplete());
        fields(result).asMap().forEach(line::add);
        return GSON.toJson(line);
    }

    /** The line for a command that failed. */
    public static String error(String command, String message) {
        JsonObject line = new JsonObject();
        line.addProperty("schema", SCHEMA);
        line.addProperty("command", command);
        line.addProperty("error", message);
        return GSON.toJson(line);
    }

    /** An address as JSON holds it: a string, since not every reader supports 64-bit numbers. */
    public static String address(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** A list of strings. */
    public static JsonArray words(List<String> words) {
        JsonArray array = new JsonArray();
        words.forEach(array::add);
        return array;
    }

    /** The fields of one answer. */
    public static JsonObject fields(Result result) {
        return switch (result) {
            case Result.Text text -> text.data();
            case Result.Table table -> table(table);
            case Result.Several several -> several(several);
        };
    }

    private static JsonObject several(Result.Several several) {
        JsonArray parts = new JsonArray();
        several.parts().forEach(part -> parts.add(fields(part)));
        JsonObject object = new JsonObject();
        object.add(several.name(), parts);
        return object;
    }

    private static JsonObject table(Result.Table table) {
        JsonArray rows = new JsonArray();
        for (List<Cell> row : table.rows()) {
            JsonObject object = new JsonObject();
            for (int i = 0; i < row.size(); i++) {
                JsonElement value = value(row.get(i));
                if (!value.isJsonNull()) {
                    object.add(table.columns().get(i).field(), value);
                }
            }
            rows.add(object);
        }
        JsonObject object = new JsonObject();
        object.add(table.name(), rows);
        if (!table.notes().isEmpty()) {
            object.add("notes", words(table.notes()));
        }
        return object;
    }

    private static JsonElement value(Cell cell) {
        return switch (cell) {
            case Cell.Address a -> new JsonPrimitive(address(a.value()));
            case Cell.Count n -> new JsonPrimitive(n.value());
            case Cell.Word w -> new JsonPrimitive(w.text());
            case Cell.Absent _ -> JsonNull.INSTANCE;
        };
    }
}
