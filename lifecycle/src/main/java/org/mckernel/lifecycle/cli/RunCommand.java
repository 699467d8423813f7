package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Workload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mck run}: starts a program; on a simulated node one of a few that it knows. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100, description = "Starts a program of the simulated node: compute, sleep, deadlock, leak or crash.", footer = {
        "", "Workloads, and where their threads are in a dump:",
        "  compute   in user mode, every other one in a system call that computes",
        "  sleep     asleep in a system call",
        "  deadlock  two hold a lock each and wait for the other's; more wait for one of these",
        "  leak      waiting for Linux to do a system call", "  crash     ended, not yet collected", "", ExitCode.HELP,
        "", "Examples:", "  mck run --threads 8 deadlock", "  mck run -n 3 sleep"})
final class RunCommand extends InstanceCommand {
    private static final int MOST = 512;

    @Option(names = {"-n", "--processes"}, paramLabel = "N", description = "How many processes. Default: 1.")
    private int processes = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of each. Default: 1, for deadlock 2.")
    private Integer threads;

    @Parameters(paramLabel = "WORKLOAD", description = "compute, sleep, deadlock, leak, crash.")
    private String word;

    @Override
    int runOnInstance(Node node) throws IOException, NodeException, UsageException {
        Workload workload = Workload.of(word).orElseThrow(() -> new UsageException("expected one of %s, found \"%s\""
                .formatted(Arrays.stream(Workload.values()).map(Workload::word).collect(Collectors.joining(", ")),
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
        node.run(workload, processes, count);
        if (json()) {
            System.out.println(StatusText.json(json -> json.name("workload").value(word).name("processes").value(
                    processes).name("threads").value(count)));
            return ExitCode.COMPLETE;
        }
        System.out.println("%s: %s, %s%s: %s".formatted(word, ByteCount.counted(processes, "process"),
                ByteCount.counted(count, "thread"), processes == 1 ? "" : " each",
                workload.description()));
        return ExitCode.COMPLETE;
    }
}
