package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * Registers, symbols, lines, sources, listings and memory are shown as gdb shows them.
 * {@code src/test/resources/gdb/regenerate} asks a real gdb about the same memory, with the same thread selected.
 */
class GdbTest {
    private static final Path GDB = Path.of("src/test/resources/gdb/gdb.txt");
    private static final String SOURCES = "../test-dumps/practice-kernel";

    /** Where the answers differ on purpose, and why. */
    private static final Map<String, String> DIFFERENT = Map.of(
            // gdb takes the line of a statement, eclair as addr2line the last line that the table has for an address
            "info line schedule",
            "Line 53 of \"sched.c\" starts at address 0xfffffffffe802890 <schedule> and ends at 0xfffffffffe802897 "
                    + "<schedule+7>.",
            "info line *(schedule+5)",
            "Line 53 of \"sched.c\" starts at address 0xfffffffffe802890 <schedule> and ends at 0xfffffffffe802897 "
                    + "<schedule+7>.",
            "info line enqueue",
            "Line 14 of \"sched.c\" starts at address 0xfffffffffe802810 <enqueue> and ends at 0xfffffffffe802813 "
                    + "<enqueue+3>.",
            "info line panic",
            "Line 19 of \"panic.c\" starts at address 0xfffffffffe803920 <panic> and ends at 0xfffffffffe80392d"
                    + " <panic+13>.",
            // not every name is a function
            "info line nosuch",
            "No symbol \"nosuch\" in the image.",
            // absence is a value
            "x/gx 0",
            "0x0: <not mapped>");

    @TempDir
    static Path dir;

    private static Path vmcore;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = PracticeCapture.unpack(dir);
    }

    private static Map<String, String> gdb() throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        int number = 0;
        String command = "";
        for (String line : Files.readAllLines(GDB)) {
            if (line.startsWith("$ ")) {
                command = number++ + " " + line.substring(2);
                answers.put(command, "");
            } else {
                answers.merge(command, line, (a, b) -> a.isEmpty() ? b : a + "\n" + b);
            }
        }
        return answers;
    }

    /** Blanks are not compared, nor directories of source files, which only debug information has. */
    private static String plain(String command, String answer) {
        String text = answer.replaceAll("^\\$\\d+ = ", "\\$1 = ")
                .replaceAll("\"(?:\\./|x86_64/)", "\"")
                .replaceAll("[ \\t]+", " ")
                .strip();
        if (command.matches("x/\\d+i .*")) { // spelling is that of the disassembler found on the machine
            return text.replaceAll(":.*", ":");
        }
        return command.startsWith("info functions")
                        || command.startsWith("info variables")
                        || command.startsWith("info types")
                ? files(text)
                : text;
    }

    /** Files by their names without directories, each with its lines in their order. */
    private static String files(String listing) {
        Map<String, List<String>> byFile = new TreeMap<>();
        List<String> current = byFile.computeIfAbsent("", _ -> new ArrayList<>());
        for (String line : listing.lines().toList()) {
            if (line.startsWith("File ")) {
                current = byFile.computeIfAbsent(line.replaceFirst("^File (?:.*/)?", ""), _ -> new ArrayList<>());
            } else if (line.startsWith("Non-debugging")) {
                current = byFile.computeIfAbsent(line, _ -> new ArrayList<>());
            } else if (!line.isBlank()) {
                current.add(line.strip());
            }
        }
        return byFile.toString();
    }

    /** The line that is asked for is marked, which gdb does not do. */
    private static String ours(String command, CapturedRun run) {
        String out = run.out();
        if (command.startsWith("list")) {
            return out.lines().map(l -> l.isEmpty() ? l : l.substring(1)).reduce("", (a, b) -> a + "\n" + b);
        }
        if (command.startsWith("info registers")) {
            return out.lines()
                    .map(l -> l.startsWith("rip") ? l : l.replaceAll(" +<.*", ""))
                    .reduce("", (a, b) -> a + "\n" + b);
        }
        if (command.startsWith("info line")) { // the calls built in there are more than gdb shows
            out = out.lines().filter(l -> !l.startsWith(" ")).reduce("", (a, b) -> a + "\n" + b);
        }
        return out + run.err().replaceFirst("^eclair: (?:info )?\\w+: ", "");
    }

    @Test
    void everyLineIsAnsweredAsGdbAnswersIt() throws IOException {
        List<String> different = new ArrayList<>();
        List<String> before = new ArrayList<>();
        Map<String, String> expected = gdb();
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            String command = entry.getKey().replaceFirst("^\\d+ ", "");
            List<String> line = new ArrayList<>(List.of(
                    "-k",
                    PracticeCapture.IMAGE.toString(),
                    "-d",
                    vmcore.toString(),
                    "--batch",
                    "-e",
                    "directory " + SOURCES + " > " + dir.resolve("ignored")));
            // what goes on where the last answer ended needs that answer
            if (command.matches("list( -| \\d+)?|x(/\\w+)?( &clv)?")) {
                before.forEach(c -> line.addAll(List.of("-e", c + " > " + dir.resolve("ignored"))));
            } else {
                before.clear();
            }
            before.add(command);
            line.addAll(List.of("-e", command));
            String found = plain(command, ours(command, CapturedRun.of(line)));
            String wanted = plain(command, entry.getValue());
            if (!found.equals(wanted) && !found.equals(DIFFERENT.get(command))) {
                different.add("%s%n  gdb    %s%n  eclair %s".formatted(command, wanted, found));
            }
        }
        assertThat(different).as(String.join(System.lineSeparator(), different)).isEmpty();
        assertThat(expected).hasSizeGreaterThan(90);
    }
}
