package org.mckernel.lifecycle.node;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.result.LineWrapper;

/**
 * What an operation will do, in order.
 *
 * @param operation its name, as the journal records it
 * @param steps in order
 * @param notes what else a user should know before, one line each; may be empty
 * @param forwardOnly whether what was done stays done when a step fails, so that running the operation again continues
 */
public record Plan(String operation, List<Step> steps, List<String> notes, boolean forwardOnly) {
    private static final int INDENT = 20;

    public Plan {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /** A plan whose steps are rolled back when one fails. */
    public Plan(String operation, List<Step> steps, List<String> notes) {
        this(operation, steps, notes, false);
    }

    /** A plan without notes. */
    public Plan(String operation, List<Step> steps) {
        this(operation, steps, List.of());
    }

    /** As text: two lines per step and one per detail, wrapped if they are long. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            lines.addAll(LineWrapper.from(INDENT, "%2d  %-15s %s".formatted(i + 1, step.name(), step.effect())));
            lines.addAll(LineWrapper.from(
                    INDENT, "    %-15s needs: %s; undo: %s".formatted("", step.precondition(), step.undo())));
            step.details().forEach(d -> lines.add("    %-15s   %s".formatted("", d)));
        }
        notes.forEach(n -> lines.addAll(LineWrapper.line("note: " + n, 6)));
        return lines;
    }

    /** One JSON object. */
    public String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("operation").value(operation).name("steps").beginArray();
            for (Step step : steps) {
                json.beginObject()
                        .name("name")
                        .value(step.name())
                        .name("precondition")
                        .value(step.precondition());
                json.name("effect").value(step.effect()).name("undo").value(step.undo());
                strings(json, "details", step.details());
                json.endObject();
            }
            json.endArray();
            strings(json, "notes", notes);
            json.endObject();
        }
        return text.toString();
    }

    /** Omitted if there are none. */
    private static void strings(JsonWriter json, String name, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.name(name).beginArray();
            for (String value : values) {
                json.value(value);
            }
            json.endArray();
        }
    }
}
