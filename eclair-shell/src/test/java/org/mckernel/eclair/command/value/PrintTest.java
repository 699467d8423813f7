package org.mckernel.eclair.command.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.eclair.CapturedRun;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * {@code print}, {@code whatis} and {@code ptype} say what gdb says. {@code src/test/resources/print/regenerate} asks a
 * real gdb about the same memory.
 */
class PrintTest {
    private static final Path GDB = Path.of("src/test/resources/print/gdb.txt");

    /** Where the answers differ on purpose, and why. */
    private static final Map<String, String> DIFFERENT = Map.of(
            // gdb has no type of its own for it until it computes it
            "whatis sizeof(int)",
            "type = unsigned long",
            // gdb asks for a value here, and print *panic works in both
            "whatis *panic",
            "type = void (const char *, struct saved_registers *)",
            "print/a panic",
            "$1 = {void (const char *, struct saved_registers *)} 0xfffffffffe803920 <panic>",
            // what was never set is an error, not void
            "print $nosuch",
            "$nosuch is unknown",
            "print $_",
            "$_ is unknown");

    /** What gdb says of operators on structures is about C++; what it cannot read is a hole in the value here. */
    private static boolean samePurpose(String gdb, String eclair) {
        return gdb.startsWith("Structure has no component named operator")
                ? eclair.contains("is not a number")
                        || eclair.contains("cannot subscript")
                        || eclair.contains("non-pointer")
                : gdb.startsWith("Cannot access memory at address") && eclair.endsWith("<not mapped>");
    }

    @TempDir
    static Path dir;

    private static Path vmcore;

    private static CapturedRun eclair(List<String> commands) {
        List<String> line =
                new ArrayList<>(List.of("-k", PracticeCapture.IMAGE.toString(), "-d", vmcore.toString(), "--batch"));
        for (String command : commands) {
            line.addAll(List.of("-e", command));
        }
        return CapturedRun.of(line);
    }

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = PracticeCapture.unpack(dir);
    }

    @Test
    void everyLineIsAnsweredAsGdbAnswersIt() throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        String command = "";
        for (String line : Files.readAllLines(GDB)) {
            if (line.startsWith("$ ")) {
                command = line.substring(2);
                expected.put(command, "");
            } else {
                expected.merge(command, line, (a, b) -> a.isEmpty() ? b : a + "\n" + b);
            }
        }
        List<String> different = new ArrayList<>();
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            CapturedRun run = eclair(List.of(entry.getKey()));
            String found = (run.out() + run.err().replaceFirst("^eclair: \\w+: ", "")).strip();
            String wanted =
                    entry.getValue().replaceFirst("^\\$\\d+ = ", "\\$1 = ").strip();
            if (!found.equals(wanted) && !found.equals(DIFFERENT.get(entry.getKey())) && !samePurpose(wanted, found)) {
                different.add("%s%n  gdb    %s%n  eclair %s".formatted(entry.getKey(), wanted, found));
            }
        }
        assertThat(different).as(String.join(System.lineSeparator(), different)).isEmpty();
        assertThat(expected).hasSizeGreaterThan(550);
    }

    /** What gdb saw through QEMU's stub while the machine was stopped; nothing of it went through a file. */
    @Test
    void variablesAreWhatGdbSawInTheRunningMachine() throws IOException {
        JsonObject seen = JsonParser.parseString(Files.readString(PracticeCapture.TRUTH))
                .getAsJsonObject()
                .getAsJsonObject("seen");
        List<String> commands = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        seen.getAsJsonObject("variables").asMap().forEach((name, value) -> {
            commands.add("print/x (unsigned long)(%s)".formatted(name));
            expected.add(value.getAsString());
        });
        seen.getAsJsonObject("addresses").asMap().forEach((name, value) -> {
            commands.add("print/x (unsigned long)&%s".formatted(name));
            expected.add(value.getAsString());
        });
        seen.getAsJsonObject("sizes").asMap().forEach((name, value) -> {
            commands.add("print sizeof(%s)".formatted(name));
            expected.add(value.getAsString());
        });
        assertThat(eclair(commands).out().lines().map(l -> l.replaceFirst("^\\$\\d+ = ", "")))
                .containsExactlyElementsOf(expected)
                .hasSizeGreaterThan(30);
    }

    @Test
    void absentMemoryIsNamedAndNeverZeros() {
        CapturedRun run = eclair(List.of("print *(struct list_head *)0", "print *(int *)0 + 1"));
        assertThat(run.out()).isEqualTo("$1 = {next = <not mapped>, prev = <not mapped>}%n".formatted());
        assertThat(run.err()).contains("Cannot access memory at address 0x0: not mapped");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aValueShownIsAtHandAgain() {
        CapturedRun run = eclair(List.of(
                "print clv[0].current",
                "print $.tid",
                "print $1->proc->pid",
                "print $tid = $2 + 1",
                "print $tid * 2",
                "print $$2"));
        assertThat(run.out().lines().skip(1))
                .containsExactly("$2 = 201", "$3 = 201", "$4 = 202", "$5 = 404", "$6 = 201");
    }

    @Test
    void hostileExpressionsEndInOneLine() {
        for (String text : List.of(
                "(".repeat(5000),
                "*".repeat(5000) + "clv",
                "-".repeat(3000) + "1",
                "1".repeat(100),
                "clv[0]@99999999999",
                "$999999",
                "lock_a = 1",
                "(int[99999999999])clv",
                "'",
                "sizeof(",
                "1 ? 2",
                "clv->")) {
            CapturedRun run = eclair(List.of("print " + text));
            assertThat(run.err().lines().toList()).as(text).hasSize(1);
            assertThat(run.exitCode()).as(text).isEqualTo(1);
        }
    }
}
