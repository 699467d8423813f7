package org.mckernel.eclair.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.eclair.CapturedRun;
import org.mckernel.eclair.SmallCapture;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Topic;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Every command's example with {@code --csv}: it reads as RFC 4180 has it, and holds as many rows as the JSON. */
class CsvTest {
    private static final List<String> OWN = List.of("schema", "command", "complete", "notes");

    @TempDir
    static Path dir;

    private static Path vmcore;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = SmallCapture.of(PracticeCapture.unpack(dir)).write(dir.resolve("small"));
    }

    static List<String> examples() {
        // a dump can be neither stopped nor continued; the shell's own may read files and run programs
        return Commands.registry().all().stream()
                .filter(c -> !c.effects().contains(Effect.STOPS_KERNEL) && c.topic() != Topic.SHELL)
                .map(Command::example)
                .toList();
    }

    /** What gcore writes goes to a directory of the test; the second run replaces it. */
    private static String here(String example) {
        return example.replaceFirst(
                "^gcore (\\d+) (.+)", "gcore --force $1 " + Matcher.quoteReplacement(dir + "/") + "$2");
    }

    private static CapturedRun run(String mode, String command) {
        return CapturedRun.of(List.of(
                "-k",
                PracticeCapture.IMAGE.toString(),
                "-d",
                vmcore.toString(),
                mode,
                "--batch",
                "-e",
                "frame 3 > " + dir.resolve("ignored"),
                "-e",
                here(command)));
    }

    /** Records of fields; a quote doubled inside quotes is one, and a quoted field may hold line ends. */
    private static List<List<String>> records(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"') {
                boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == '"';
                quoted = doubled;
                field.append(doubled ? "\"" : "");
                i += doubled ? 1 : 0;
            } else if (quoted) {
                field.append(c);
            } else if (c == '"') {
                assertThat(field)
                        .as("a quote inside a field that is not quoted")
                        .isEmpty();
                quoted = true;
            } else if (c == ',' || c == '\n') {
                record.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    records.add(record);
                    record = new ArrayList<>();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        assertThat(quoted || !field.isEmpty() || !record.isEmpty())
                .as("an unfinished record")
                .isFalse();
        return records;
    }

    private static JsonObject answer(String json) {
        JsonObject answer = JsonParser.parseString(json).getAsJsonObject();
        assertThat(answer.has("error")).as(json).isFalse();
        OWN.forEach(answer::remove);
        return answer;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleHasAsManyRowsAsItsJson(String command) {
        CapturedRun csv = run("--csv", command);
        List<List<String>> records = records(csv.out());
        JsonObject json = answer(run("--json", command).out());

        assertThat(csv.err()).isEmpty();
        assertThat(records).isNotEmpty();
        List<String> head = List.of("field", "value");
        if (!records.getFirst().equals(head)) {
            JsonArray rows = json.entrySet().iterator().next().getValue().getAsJsonArray();
            assertThat(records)
                    .allSatisfy(r -> assertThat(r).hasSameSizeAs(records.getFirst()))
                    .hasSize(1 + rows.size());
            return;
        }
        assertThat(records).allSatisfy(r -> assertThat(r).hasSize(2));
        int fields = json.size();
        long parts = records.stream().filter(head::equals).count();
        JsonElement only = fields == 1 ? json.entrySet().iterator().next().getValue() : json;
        boolean several = parts > 1 || (only.isJsonArray() && records.stream().noneMatch(r -> json.has(r.getFirst())));
        int rows = several
                ? only.getAsJsonArray().asList().stream()
                        .mapToInt(p -> p.getAsJsonObject().size())
                        .sum()
                : fields;
        long own = records.stream().filter(r -> OWN.contains(r.getFirst())).count();
        assertThat(records.size() - parts - own).isEqualTo(rows);
    }
}
