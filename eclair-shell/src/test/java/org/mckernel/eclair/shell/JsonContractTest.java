package org.mckernel.eclair.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.eclair.command.Aliases;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Every command of the registry answers one line of JSON, of which docs/json-schema.md names each field. */
class JsonContractTest {
    private static final Path CONTRACT = Path.of("../docs/json-schema.md");
    private static final Registry REGISTRY = Commands.registry();

    @TempDir
    static Path dir;

    private static OpenedDump opened;
    private static String contract;

    @BeforeAll
    static void open() throws IOException {
        opened = OpenedDump.open(PracticeCapture.unpack(dir), Optional.of(PracticeCapture.IMAGE), false);
        contract = Files.readString(CONTRACT, UTF_8);
    }

    @AfterAll
    static void close() throws IOException {
        opened.close();
    }

    static Stream<Command> commands() {
        return REGISTRY.all().stream();
    }

    /** The example, with files of the test's own. */
    private static String example(Command command) throws IOException {
        Path script = Files.writeString(dir.resolve("commands.txt"), "# nothing\n");
        return command.example()
                .replace("!date", "!true")
                .replace("commands.txt", script.toString())
                .replace("gcore 401 app.core", "gcore --force 401 " + dir.resolve("app.core"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anExampleAnswersOneLineOfDocumentedFields(Command command) throws IOException {
        String line = example(command);
        ShellHarness shell = new ShellHarness(opened, REGISTRY, Permissions.ALL, OutputMode.JSON);
        shell.run("frame 3"); // from where up and down lead somewhere
        String answer = shell.run(line);

        assertThat(answer).as(line).hasLineCount(1);
        JsonObject json = JsonParser.parseString(answer).getAsJsonObject();
        assertThat(json.get("command").getAsString()).isEqualTo(line);
        assertThat(json.has("error")).as(answer).isEqualTo(command.needs().contains(Need.LIVE_KERNEL));
        assertThat(fields(json, new TreeSet<>()))
                .allSatisfy(f -> assertThat(contract).as(line).contains("`" + f + "`"));
    }

    private static Set<String> fields(JsonElement element, Set<String> fields) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(e -> fields(e, fields));
        } else if (element.isJsonObject()) {
            element.getAsJsonObject().entrySet().forEach(e -> {
                fields.add(e.getKey());
                fields(e.getValue(), fields);
            });
        }
        return fields;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theContractNamesTheCommand(Command command) {
        assertThat(contract).contains("`" + command.name() + "`");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandIsDeclaredCompletely(Command command) throws Exception {
        assertThat(command.summary()).isNotBlank().doesNotEndWith(".");
        assertThat(REGISTRY.parse(command.example(), new Aliases()).command()).isEqualTo(command);
    }

    @Test
    void anErrorIsALineOfItsOwn() {
        String answer = new ShellHarness(opened, REGISTRY, Permissions.ALL, OutputMode.JSON).run("vtop");

        assertThat(answer)
                .isEqualTo("{\"schema\":2,\"command\":\"vtop\","
                        + "\"error\":\"vtop: needs ADDRESS; usage: vtop [-c PID] ADDRESS\"}\n");
    }
}
