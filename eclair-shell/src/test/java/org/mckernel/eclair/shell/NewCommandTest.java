package org.mckernel.eclair.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.argument.ThreadArgument;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** A command that is declared once is complete: help, completion, doctor, confinement, JSON and CSV know it. */
class NewCommandTest {
    private static final Parameter<ThreadArgument> THREAD = Parameter.required("TID", Kinds.THREAD);
    private static final Command TOY = Command.named("toy", "plaything")
            .topic(Topic.THREADS)
            .takes(Parameter.flag("--loud"), THREAD)
            .summary("plays with a thread")
            .example("toy 402")
            .needs(Need.LIVE_KERNEL)
            .limitedWithout(Need.DISASSEMBLER)
            .does(Effect.WRITES_FILES)
            .runs((session, arguments) ->
                    played(arguments.require(THREAD).in(session).tid().orElse(-1)));
    private static final Command FREE = Command.named("freetoy")
            .takes(THREAD)
            .runs((session, arguments) ->
                    played(arguments.require(THREAD).in(session).tid().orElse(-1)));
    private static final Registry REGISTRY = Commands.registry().with(TOY).with(FREE);

    @TempDir
    static Path dir;

    private static OpenedDump opened;

    private static Result played(int tid) {
        JsonObject data = new JsonObject();
        data.addProperty("tid", tid);
        return new Result.Text(List.of("played with " + tid), data, false);
    }

    @BeforeAll
    static void open() throws IOException {
        opened = OpenedDump.open(PracticeCapture.unpack(dir), Optional.of(PracticeCapture.IMAGE), false);
    }

    @AfterAll
    static void close() throws IOException {
        opened.close();
    }

    private static ShellHarness shell(OutputMode mode) {
        return new ShellHarness(opened, REGISTRY, Permissions.ALL, mode);
    }

    @Test
    void helpListsAndExplainsIt() {
        ShellHarness shell = shell(OutputMode.TEXT);

        assertThat(shell.run("help")).containsPattern("(?m)^toy +plays with a thread$");
        assertThat(shell.run("help playth")).isEqualTo("""
                toy [--loud] TID
                    plays with a thread
                    also: plaything
                    needs: a running kernel (eclair -i)
                    limited without: libcapstone or objdump
                    does: writes files
                    example: toy 402
                """);
    }

    @Test
    void tabCompletesItsNameOptionsAndThreads() {
        ShellHarness shell = shell(OutputMode.TEXT);

        assertThat(completed(shell, "play")).contains("plaything");
        assertThat(completed(shell, "toy --")).contains("--loud");
        assertThat(completed(shell, "toy 4")).contains("402");
        assertThat(completed(shell, "foreach 401 toy 4")).contains("402");
    }

    private static List<String> completed(ShellHarness shell, String line) {
        List<Candidate> candidates = new ArrayList<>();
        new ShellCompleter(shell.session(), shell.interpreter())
                .complete(
                        null, new DefaultParser().parse(line, line.length(), Parser.ParseContext.COMPLETE), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    @Test
    void doctorSaysThatItIsRefused() {
        JsonObject doctor =
                JsonParser.parseString(shell(OutputMode.JSON).run("doctor")).getAsJsonObject();

        assertThat(doctor.getAsJsonArray("checks").asList()).anySatisfy(check -> {
            assertThat(check.getAsJsonObject().get("what").getAsString()).isEqualTo("live kernel");
            assertThat(check.getAsJsonObject().get("disables").getAsString()).contains("toy");
        });
        assertThat(shell(OutputMode.TEXT).run("toy 402")).startsWith("eclair: toy: a dump does not run");
    }

    @Test
    void aNetworkClientIsRefusedIt() {
        ShellHarness remote = new ShellHarness(opened, REGISTRY, Permissions.NETWORK_CLIENT, OutputMode.TEXT);

        for (String line : List.of("toy 402", "plaything 402", "foreach toy 402", "thread apply 401 toy 402")) {
            assertThat(remote.run(line)).startsWith("eclair: toy: not over the network");
        }
        assertThat(remote.run("freetoy 402")).isEqualTo("played with 402\n");
    }

    @Test
    void itsArgumentsAreCheckedAndItsResultsAreShownInEachMode() {
        assertThat(shell(OutputMode.TEXT).run("freetoy")).isEqualTo("eclair: freetoy: needs TID; usage: freetoy TID\n");
        assertThat(shell(OutputMode.JSON).run("freetoy 402"))
                .isEqualTo("{\"schema\":2,\"command\":\"freetoy 402\",\"complete\":true,\"tid\":402}\n");
        assertThat(shell(OutputMode.CSV).run("freetoy 402")).isEqualTo("field,value\ntid,402\n");
        assertThat(shell(OutputMode.TEXT).run("foreach 401 freetoy 402"))
                .isEqualTo("TID 401, waiting:\nplayed with 402\n");
    }
}
