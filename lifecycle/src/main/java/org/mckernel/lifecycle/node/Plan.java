package org.mckernel.lifecycle.node;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operation will do, in order.
 *
 * @param operation its name, as the journal records it
 * @param steps in order
 */
public record Plan(String operation, List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /** For people: two lines a step. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            lines.add("%2d  %-15s %s".formatted(i + 1, step.name(), step.effect()));
            lines.add("    %-15s needs: %s; undo: %s".formatted("", step.precondition(), step.undo()));
        }
        return lines;
    }

    /** One JSON object. */
    public String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("operation").value(operation).name("steps").beginArray();
            for (Step step : steps) {
                json.beginObject().name("name").value(step.name()).name("precondition").value(step.precondition());
                json.name("effect").value(step.effect()).name("undo").value(step.undo()).endObject();
            }
            json.endArray().endObject();
        }
        return text.toString();
    }
}
