package org.mckernel.lifecycle.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.result.Version;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.shell.Commands;
import org.mckernel.lifecycle.MckRun;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages and the completion say what the programs do. */
class ManualTest {
    private static final String DATE = "2026-11-23";

    @TempDir
    Path dir;

    /** The commands by the names of their pages, taken from the programs themselves. */
    private static Map<String, CommandLine> commands() {
        Map<String, CommandLine> commands = new LinkedHashMap<>();
        DistributionFiles.programs().forEach(commands::put);
        DistributionFiles.programs().get("mck").getSubcommands().forEach((word, command) -> {
            if (!List.of("help", "convert", "eclair").contains(word)) {
                commands.put("mck-" + word, command);
            }
        });
        return commands;
    }

    static Stream<String> names() {
        return commands().keySet().stream();
    }

    @Test
    void everyCommandHasAPage() {
        assertThat(DistributionFiles.pages(DATE)).containsOnlyKeys(commands().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPageNamesEveryOption(String name) {
        String page = DistributionFiles.pages(DATE).get(name);
        CommandLine command = commands().get(name);
        for (OptionSpec option : command.getCommandSpec().options()) {
            String tag = String.join(
                    ", ",
                    Arrays.stream(option.names())
                            .map(n -> "\\fB" + n.replace("-", "\\-") + "\\fR")
                            .toList());
            assertThat(page.lines().filter(l -> l.startsWith(tag))).as(tag).isNotEmpty();
        }
        assertThat(page).contains(".TH \"" + name + "\" 1 \"" + DATE + "\" \"" + Version.of("mck") + "\"");
        assertThat(page)
                .doesNotContain("%n")
                .isEqualTo(page.codePoints()
                        .filter(c -> c < 127)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
        assertThat(chapters(page))
                .containsSubsequence(
                        "NAME",
                        "SYNOPSIS",
                        "DESCRIPTION",
                        "OPTIONS",
                        "EXIT STATUS",
                        "EXAMPLES",
                        "ENVIRONMENT",
                        "SEE ALSO");
    }

    private static List<String> chapters(String page) {
        return page.lines()
                .filter(l -> l.startsWith(".SH "))
                .map(l -> l.substring(5, l.length() - 1))
                .toList();
    }

    @Test
    void thePageOfEclairHasAllCommandsOfTheShell() {
        String page = DistributionFiles.pages(DATE).get("eclair");
        List<Command> commands = Commands.registry().all();
        assertThat(commands).hasSizeGreaterThan(40);
        for (Command command : commands) {
            assertThat(page)
                    .contains("\n.TP\n" + Roff.bold(command.name()))
                    .contains("Example: " + Roff.bold(command.example()));
        }
        assertThat(page).contains("\n.TP\n" + Roff.bold("alias"));
    }

    @Test
    void whatRoffWouldTakeForItsOwnIsNot() {
        Roff roff = new Roff("x", DATE, "y");
        roff.paragraph(".SH not a chapter \\ with 'quotes' and -o, naïve");
        assertThat(roff.toString())
                .endsWith(".PP\n\\&.SH not a chapter \\e with \\(aqquotes\\(aq and \\-o, na\\[u00EF]ve\n");
    }

    @Test
    void manAndMandocAcceptThePages() throws IOException, InterruptedException {
        assumeTrue(
                Program.isHere("man") || Program.isHere("mandoc"), "neither man nor mandoc is here to check the pages");
        for (Map.Entry<String, String> page : DistributionFiles.pages(DATE).entrySet()) {
            String file = Files.writeString(dir.resolve(page.getKey() + ".1"), page.getValue())
                    .toString();
            if (Program.isHere("mandoc")) {
                assertThat(Program.run("mandoc", "-Tlint", "-W", "warning", file)
                                .out())
                        .isEmpty();
            }
            if (Program.isHere("man")) {
                Program man = Program.run(
                        Map.of("LC_ALL", "C.UTF-8", "MANWIDTH", "80"), List.of("man", "--warnings", "-l", file));
                assertThat(man.err()).isEmpty();
                assertThat(man.out()).as("a machine may have man and no groff").contains("NAME", "SYNOPSIS");
            }
        }
    }

    @Test
    void bashCompletesCommandsOptionsAndTheirWords() throws IOException, InterruptedException {
        assumeTrue(Program.isHere("bash"), "bash is not here to try its completion");
        DistributionFiles.main(new String[] {dir.toString(), DATE + "T00:00:00Z"});
        Path scripts = dir.resolve("share/bash-completion/completions");
        for (String program : DistributionFiles.programs().keySet()) {
            Program check = Program.run("bash", "-n", scripts.resolve(program).toString());
            assertThat(check).isEqualTo(new Program(0, "", ""));
        }
        Path mck = scripts.resolve("mck");
        assertThat(completed(mck, "mck", "bo")).containsExactly("boot");
        assertThat(completed(mck, "mck", "boot", "--dry")).containsExactly("--dry-run");
        assertThat(completed(mck, "mck", "boot", "--node", "")).containsExactly("ihk", "sim");
        assertThat(completed(mck, "mck", "boot", "-d", "")).containsExactly("0", "24");
        assertThat(completed(mck, "mck", "nonsense", "--dry")).isEmpty();
        assertThat(completed(scripts.resolve("vmcore2mckdump"), "vmcore2mckdump", "--dump"))
                .containsExactly("--dump-level");
    }

    /** What the tab key after the last word offers; compopt is replaced because there is no terminal. */
    private static List<String> completed(Path script, String... words) throws IOException, InterruptedException {
        String line = "compopt() { :; }; source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _complete_"
                + words[0] + "; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Stream<String> command =
                Stream.concat(Stream.of("bash", "-c", line, "bash", script.toString()), Arrays.stream(words));
        Program run = Program.run(Map.of(), command.toList());
        assertThat(run.err()).isEmpty();
        return run.out().lines().filter(l -> !l.isBlank()).toList();
    }

    @Test
    void thePomsVersionIsTheProgramsVersion() {
        assertThat(Version.number()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(MckRun.of("--version").out()).isEqualToIgnoringNewLines("mck " + Version.number());
        assertThat(MckRun.of("convert", "--version").out())
                .isEqualToIgnoringNewLines("vmcore2mckdump " + Version.number());
        assertThat(MckRun.of("eclair", "--version").out()).isEqualToIgnoringNewLines("eclair " + Version.number());
    }
}
