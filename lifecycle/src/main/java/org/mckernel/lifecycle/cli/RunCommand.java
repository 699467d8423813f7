package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.ProgramNode;
import org.mckernel.lifecycle.node.SimulationNode;
import org.mckernel.lifecycle.node.Workload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mck run}: runs a program on McKernel; on a simulated node one of a few that it knows. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Runs a program on McKernel by mcexec and ends with its exit code; on the simulated node, starts one"
                        + " of its own workloads.",
        footer = {
            "",
            "Workloads of the simulated node, and where their threads are in a dump:",
            "  compute   in user mode, every other one in a system call that computes",
            "  sleep     asleep in a system call",
            "  deadlock  two hold one lock each and wait for the other's; others wait for one of these",
            "  leak      waiting for Linux to perform a system call",
            "  crash     exited, not yet reaped",
            "",
            ExitCode.HELP,
            "",
            "Examples:",
            "  mck run --threads 8 deadlock",
            "  mck run -n 3 sleep",
            "  mck run -- ./a.out --size 8     options after -- are not mck's",
            "  mck run -- -t 4 ./a.out         mcexec's own options come first"
        })
final class RunCommand extends InstanceCommand {
    private static final int MOST = 512;

    @Option(
            names = {"-n", "--processes"},
            paramLabel = "N",
            description = "Simulated node: how many processes. Default: 1.")
    private int processes = 1;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Simulated node: threads of each. Default: 1, for deadlock 2.")
    private Integer threads;

    @Parameters(
            arity = "1..*",
            paramLabel = "PROGRAM",
            description = "The program and its arguments; simulated node: compute, sleep, deadlock, leak, crash.")
    private List<String> words;

    @Override
    int runOnInstance(Node node) throws IOException, NodeException, UsageException {
        return switch (node) {
            case ProgramNode programs -> runProgram(programs);
            case SimulationNode simulation -> startWorkload(simulation);
        };
    }

    private int startWorkload(SimulationNode node) throws IOException, NodeException, UsageException {
        String word = words.getFirst();
        if (words.size() > 1) {
            throw new UsageException("expected nothing after %s, found \"%s\"".formatted(word, words.get(1)));
        }
        Workload workload = Workload.of(word)
                .orElseThrow(() -> new UsageException("expected one of %s, found \"%s\""
                        .formatted(
                                Arrays.stream(Workload.values())
                                        .map(Workload::word)
                                        .collect(Collectors.joining(", ")),
                                word)));
        int least = workload == Workload.DEADLOCK ? 2 : 1;
        int count = threads == null ? least : threads;
        if (count < least || count > MOST) {
            throw new UsageException(
                    "--threads: expected %d to %d for %s, found %d".formatted(least, MOST, word, count));
        }
        if (processes < 1 || processes > MOST) {
            throw new UsageException("-n: expected 1 to %d, found %d".formatted(MOST, processes));
        }
        node.start(workload, processes, count);
        if (json()) {
            System.out.println(StatusText.json(json -> json.name("workload")
                    .value(word)
                    .name("processes")
                    .value(processes)
                    .name("threads")
                    .value(count)));
            return ExitCode.COMPLETE;
        }
        System.out.println("%s: %s, %s%s: %s"
                .formatted(
                        word,
                        ByteCount.counted(processes, "process"),
                        ByteCount.counted(count, "thread"),
                        processes == 1 ? "" : " each",
                        workload.description()));
        return ExitCode.COMPLETE;
    }

    private int runProgram(ProgramNode node) throws IOException, NodeException, UsageException {
        if (processes != 1 || threads != null) {
            throw new UsageException("-n and --threads are for the simulated node; mcexec has its own options");
        }
        return node.run(words);
    }
}
