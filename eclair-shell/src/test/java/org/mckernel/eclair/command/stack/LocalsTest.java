package org.mckernel.eclair.command.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.eclair.CapturedRun;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Arguments and variables of frames, against what gdb says of them ({@code locals/regenerate} rewrites it). */
class LocalsTest {
    @TempDir
    static Path dir;

    private static Path vmcore;

    @BeforeAll
    static void open() throws IOException {
        vmcore = PracticeCapture.unpack(dir);
    }

    private static JsonArray gdb() throws IOException {
        try (Reader reader = new InputStreamReader(
                LocalsTest.class.getResourceAsStream("/locals/gdb.json"), StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonArray();
        }
    }

    private static JsonArray ours(int tid, boolean idle) {
        CapturedRun run = CapturedRun.of(List.of(
                "-k",
                PracticeCapture.IMAGE.toString(),
                "-d",
                vmcore.toString(),
                "--json",
                "--batch",
                "-e",
                "bt full " + (idle ? "cpu " + tid : tid)));
        return JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("frames");
    }

    private static Map<String, String> sorted(JsonElement named) {
        Map<String, String> values = new TreeMap<>();
        if (named != null && named.isJsonObject()) {
            named.getAsJsonObject()
                    .entrySet()
                    .forEach(e -> values.put(e.getKey(), e.getValue().getAsString()));
        } else if (named != null) {
            for (JsonElement one : named.getAsJsonArray()) {
                JsonObject variable = one.getAsJsonObject();
                values.putIfAbsent(
                        variable.get("name").getAsString(),
                        variable.get("value").getAsString());
            }
        }
        return values;
    }

    private static List<String> text(JsonArray frames) {
        List<String> lines = new ArrayList<>();
        for (JsonElement one : frames) {
            JsonObject frame = one.getAsJsonObject();
            // what gdb makes of user mode has no name
            if (frame.has("function") && !frame.get("function").isJsonNull()) {
                lines.add(frame.get("function").getAsString() + " " + sorted(frame.get("arguments")) + " "
                        + sorted(frame.get("locals")));
            }
        }
        return lines;
    }

    @Test
    void everyFrameHasTheVariablesThatGdbSees() throws IOException {
        int frames = 0;
        for (JsonElement one : gdb()) {
            JsonObject thread = one.getAsJsonObject();
            int tid = thread.get("tid").getAsInt();
            List<String> expected = text(thread.getAsJsonArray("frames"));
            assertEquals(String.join("\n", expected), String.join("\n", text(ours(tid, tid < 100))), "TID " + tid);
            frames += expected.size();
        }
        assertTrue(frames > 20, frames + " frames");
    }
}
