package org.mckernel.eclair.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** The shell's own commands answer as the others do. */
class ShellCommandsTest {
    @TempDir
    static Path dir;

    private static OpenedDump opened;

    @BeforeAll
    static void open() throws IOException {
        opened = OpenedDump.open(PracticeCapture.unpack(dir), Optional.of(PracticeCapture.IMAGE), false);
    }

    @AfterAll
    static void close() throws IOException {
        opened.close();
    }

    private static ShellHarness shell(OutputMode mode) {
        return new ShellHarness(opened, Commands.registry(), Permissions.ALL, mode);
    }

    private static JsonObject json(ShellHarness shell, String line) {
        String answer = shell.run(line);
        assertThat(answer).as(line).hasLineCount(1);
        return JsonParser.parseString(answer).getAsJsonObject();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "help; commands",
                "help bt; usage",
                "alias; aliases",
                "history; history",
                "show; settings",
                "echo a; text",
                "set print pretty on; complete",
                "set var $a = 1; complete",
                "set height 0; complete",
                "set 402; frame",
                "alias w = bt | head -1; complete",
                "quit; complete"
            })
    void eachAnswersOneLineOfJson(String line, String field) {
        ShellHarness shell = shell(OutputMode.JSON);
        JsonObject answer = json(shell, line);

        assertThat(answer.get("command").getAsString()).isEqualTo(line);
        assertThat(answer.has(field)).as(answer.toString()).isTrue();
        assertThat(answer.has("error")).isFalse();
        assertThat(shell.exitCode()).isZero();
    }

    @Test
    void helpNamesEveryCommandInEachMode() {
        int commands = Commands.registry().all().size();

        assertThat(json(shell(OutputMode.JSON), "help").getAsJsonArray("commands"))
                .hasSize(commands);
        assertThat(shell(OutputMode.CSV).run("help"))
                .startsWith("name,summary\n")
                .hasLineCount(1 + commands);
        JsonObject set = json(shell(OutputMode.JSON), "help set");
        assertThat(set.get("see").toString()).contains("set output", "set var");
    }

    @Test
    void anAliasMayHoldAPipe() {
        ShellHarness shell = shell(OutputMode.TEXT);
        Path file = dir.resolve("piped");

        assertThat(shell.run("alias w = bt 402 | head -n 1 > " + file)).isEmpty();
        assertThat(shell.run("alias")).contains("bt 402 | head -n 1 > " + file);
        assertThat(shell.run("w")).isEmpty();
        assertThat(file).content().isEqualTo("TID 402, waiting; registers saved when it was switched out\n");
    }

    @Test
    void anAliasMayHoldARedirect() throws IOException {
        ShellHarness shell = shell(OutputMode.TEXT);
        Path file = dir.resolve("redirected.txt");
        shell.run("alias w = bt 402 > " + file);

        assertThat(file).doesNotExist();
        shell.run("w");
        assertThat(Files.readString(file)).contains("lock_slow (");
    }

    @Test
    void aliasesServeCommandsInsideOthersUnlessTheyArePiped() {
        ShellHarness shell = shell(OutputMode.TEXT);
        shell.run("alias args = info args");
        shell.run("alias piped = info args | cat");

        assertThat(shell.run("foreach 401 args")).isEqualTo("TID 401, waiting:\nnumber = 4\n");
        assertThat(shell.run("foreach 401 piped")).contains("piped: an alias with | or > is a line of its own");
        shell.run("alias a = b");
        shell.run("alias b = a");
        assertThat(shell.run("a")).contains("its aliases lead to one another");
    }

    @Test
    void linesOfAFileAnswerBeforeTheFileItself() throws IOException {
        Path file = Files.writeString(dir.resolve("lines"), "echo one\n# not a command\nnonsense\necho two\n");
        ShellHarness shell = shell(OutputMode.JSON);
        List<String> answers = shell.run("source " + file).lines().toList();

        assertThat(answers).hasSize(4);
        assertThat(answers.get(1)).contains("\"error\":\"nonsense: no such command");
        assertThat(answers.getLast()).contains("\"file\":\"" + file + "\"", "\"count\":4");
        assertThat(shell.exitCode()).isEqualTo(1);
        assertThat(shell.run("echo three")).contains("three");
        assertThat(shell.exitCode()).isZero();
    }

    @Test
    void filesThatReadThemselvesEnd() throws IOException {
        Path file = dir.resolve("itself");
        Files.writeString(file, "source " + file + "\n");

        assertThat(shell(OutputMode.TEXT).run("source " + file)).hasLineCount(1).contains("nested more than 16 deep");
    }

    @Test
    void aProgramThatFailsIsALine() {
        ShellHarness shell = shell(OutputMode.TEXT);

        assertThat(shell.run("!exit 3")).isEqualTo("eclair: shell: exit 3: exit code 3\n");
        assertThat(shell.exitCode()).isEqualTo(1);
        assertThat(shell.run("shell true | false || true")).isEmpty();
    }

    @Test
    void settingsAreKeptAndShown() {
        ShellHarness shell = shell(OutputMode.TEXT);
        shell.run("set print pretty on");
        shell.run("set $n = 3");

        assertThat(shell.run("show print")).isEqualTo("print pretty  on\n");
        assertThat(shell.run("show nonsense")).contains("no such setting");
        assertThat(shell.run("print $n + 1")).isEqualTo("$1 = 4\n");
        assertThat(shell.run("set nonsense")).contains("expected TID or $NAME = EXPRESSION; usage: set (TID");
        assertThat(shell.run("set")).contains("needs TID or $NAME = EXPRESSION");
        shell.run("set output csv");
        assertThat(shell.run("show output")).isEqualTo("name,value\noutput,csv\n");
    }
}
