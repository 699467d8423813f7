package org.mckernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user types and reads. */
class CommandLineTest {
    private static final int WIDTH = 100;
    private static final Set<String> OTHER_PROGRAMS = Set.of("convert", "eclair", "help");

    @TempDir
    Path dir;

    @BeforeEach
    void machine() throws IOException {
        Files.writeString(dir.resolve("machine"), """
            node 0 cpus 0-3 memory 512M
            node 1 cpus 4-7 memory 512M
            """);
    }

    private MckRun mck(String... words) {
        List<String> all = new ArrayList<>(List.of(
                words[0], "--node", "sim", "--state-dir", dir.resolve("state").toString()));
        all.addAll(Arrays.asList(words).subList(1, words.length));
        return MckRun.of(all.toArray(String[]::new));
    }

    private String file(String name) {
        return dir.resolve(name).toString();
    }

    static Stream<String> commands() {
        return Mck.commandLine().getSubcommands().keySet().stream().filter(c -> !OTHER_PROGRAMS.contains(c));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasAHelpText(String command) {
        MckRun help = MckRun.of("help", command);
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: mck " + command).contains("Exit codes:", "\nExample");
        assertThat(help.out().lines())
                .allSatisfy(l -> assertThat(l.length()).as(l).isLessThanOrEqualTo(WIDTH));
        assertThat(MckRun.of(command, "--help").out()).isEqualTo(help.out());
        assertThat(MckRun.of(command, "--version").out()).startsWith("mck ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aWrongOptionIsOneLineThatNamesTheCommand(String command) {
        MckRun run = MckRun.of(command, "--no-such-option");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .startsWith("mck: " + command + ": ")
                .containsAnyOf("--no-such-option", "Missing required")
                .endsWith("; see mck help " + command + System.lineSeparator());
    }

    @Test
    void aCommandThatIsNoneIsNamed() {
        assertThat(MckRun.of("helm").err())
                .isEqualToIgnoringNewLines("mck: unknown command helm; mck help lists the commands");
        assertThat(MckRun.of("help", "helm").err())
                .isEqualToIgnoringNewLines("mck: Unknown subcommand 'helm'; see mck help");
    }

    @Test
    void aLifeInJson() {
        json("status", "status");
        json("boot --dry-run -m 64M --machine " + file("machine"), "operation", "steps");
        json("boot -m 64M --machine " + file("machine"), "node", "status", "cpus", "memory");
        json("cpus", "cpus");
        json("mem", "memory");
        json("run compute", "workload", "processes", "threads");
        json("kmsg", "lines");
        json("dump " + file("own"), "file", "bytes", "dumpLevel", "interactive");
        json("image " + file("image"), "file", "bytes");
        json("recover", "done");
        json("panic --fault linux --format kdump-lzo " + file("vmcore"), "file", "bytes", "format", "fault");
        json("shutdown --dry-run", "operation", "steps");
        json("shutdown", "cpus", "memory");
        json("shutdown", "cpus", "memory");
        json("status", "node", "machine", "status", "history", "interrupted");
    }

    private void json(String line, String... members) {
        MckRun run = mck((line + " --json").split(" ", -1));
        assertThat(run.exitCode()).as("%s: %s", line, run.err()).isZero();
        assertThat(run.out().lines()).as(line).hasSize(1);
        assertThat(JsonParser.parseString(run.out()).getAsJsonObject().keySet())
                .as(line)
                .contains(members);
    }

    @Test
    void nothingIsWiderThanATerminal() {
        List<String> lines = List.of(
                "boot -c 1,3,5,7 -m 32M@0,32M@1 --machine " + file("machine"),
                "boot --dry-run",
                "run -n 9 sleep",
                "run deadlock",
                "run compute",
                "run leak",
                "run crash",
                "status",
                "cpus",
                "mem",
                "kmsg",
                "dump " + "own",
                "shutdown --dry-run",
                "shutdown",
                "recover");
        for (String line : lines) {
            String[] words = line.replace("own", file("own")).split(" ", -1);
            MckRun run = mck(words);
            assertThat((run.out() + run.err()).replace(dir.toString(), "").lines())
                    .allSatisfy(l -> assertThat(l.length()).as(l).isLessThanOrEqualTo(WIDTH));
        }
    }

    /**
     * Chapter 1 of the facts: each option value that mcreboot reads wrongly or silently, and what is done with it here.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
        -c | ''       | 2 | found an empty value
        -c | 1,,2     | 2 | character 3: expected a CPU number, found ","
        -c | 1,       | 2 | found its end
        -c | -5       | 2 | -c
        -c | 5-       | 2 | found its end
        -c | 9-5      | 2 | runs backwards
        -c | 1-2-3    | 2 | character 4
        -c | abc      | 2 | character 1
        -c | ' 3'     | 2 | found " "
        -c | +3       | 2 | found "+"
        -c | 3,3      | 2 | named twice
        -c | 0        | 1 | CPU 0 always stays with Linux (EPERM)
        -c | 8        | 1 | not among this machine's (0-7) (EINVAL)
        -c | 1, 2     | 2 | found " "
        -c | 3,1      | 0 | take CPUs 3,1 from Linux
        -c | 1-3      | 0 | McKernel numbers them 0-2
        -m | ''       | 2 | found an empty value
        -m | 512MB    | 2 | found "B"
        -m | 1Gxyz    | 2 | found "x"
        -m | -1@0     | 2 | -m
        -m | All      | 2 | found "A"
        -m | 3M       | 2 | not a multiple of 4 MiB
        -m | 64M, 64M | 2 | found " "
        -m | 64M@2    | 1 | there is no NUMA node 2 on this machine; it has 0-1 (EINVAL)
        -m | 600M@1   | 1 | has 500 MiB available, requested 600 MiB (ENOMEM)
        -m | 64M      | 0 | (-m 64M@0)
        -m | all      | 0 | (-m all@0)
        -m | ALL@1    | 0 | (-m all@1)
        -m | 64m@1    | 0 | (-m 64M@1)
        -r | 2        | 2 | expected ":"
        -r | :0       | 2 | character 1
        -r | 2:       | 2 | found its end
        -r | 2:0      | 1 | has no receiver
        -r | 2-3:1    | 0 | send messages 2-3:1
        -f | LOG_USER | 2 | expected LOG_LOCAL0 to LOG_LOCAL7
        -f | log_local1 | 2 | expected LOG_LOCAL0 to LOG_LOCAL7
        -f | LOG_LOCAL7 | 0 | LOG_LOCAL7
        -o | ''       | 2 | -o
        -o | no-such-user-here | 1 | there is no user no-such-user-here here (EINVAL)
        -i | x        | 2 | -i
        -i | 0        | 2 | at least 1 second
        -i | -1       | 0 | hang check off
        -i | 30       | 0 | every 30 s
        -k | 2        | 2 | expected 0 (off) or 1 (on)
        -k | yes      | 2 | expected 0 (off) or 1 (on)
        -k | 1        | 0 | log copied to syslog
        -q | 31       | 2 | from 32 to 255
        -q | 256      | 2 | up to 255
        -q | 64x      | 2 | found "x"
        -q | 200      | 0 | from vector 200
        -d | ''       | 2 | expected 0 (everything) or 24
        -d | garbage  | 2 | expected 0 (everything) or 24
        -d | 5        | 2 | expected 0 (everything) or 24
        -d | 024      | 2 | expected 0 (everything) or 24
        -d | 0        | 0 | dump_level=0
        -d | 24       | 0 | dump_level=24
        -e | no_turbo | 0 | no_turbo switches turbo on
        -e | dump_level=5 | 0 | dump_level=5 acts like 0
        """)
    void whatAnOptionsValueMeans(String option, String value, int exitCode, String words) {
        List<String> line = new ArrayList<>(List.of("boot", "--dry-run", "--machine", file("machine"), option, value));
        if (!option.equals("-m")) {
            line.addAll(List.of("-m", "64M@0"));
        }
        MckRun run = mck(line.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        assertThat(run.out() + run.err()).contains(words);
        if (exitCode != 0) {
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err()).startsWith("mck: boot: ");
        }
        assertThat(dir.resolve("state")).doesNotExist();
    }

    @Test
    void switchesBecomeKernelArguments() {
        MckRun run = mck(
                "boot",
                "--dry-run",
                "--machine",
                file("machine"),
                "-m",
                "64M@0",
                "-t",
                "-O",
                "-e",
                "time_sharing idle_halt");
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("\"hidos turbo dump_level=24 allow_oversubscribe time_sharing idle_halt\"");
        MckRun tooLong = mck("boot", "--dry-run", "--machine", file("machine"), "-e", "x".repeat(240));
        assertThat(tooLong.exitCode()).isEqualTo(2);
        assertThat(tooLong.err()).contains("IHK accepts 255");
    }
}
