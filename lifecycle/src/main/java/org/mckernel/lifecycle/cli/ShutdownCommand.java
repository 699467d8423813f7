package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.util.Optional;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.request.CpuList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mck shutdown}: ends McKernel and gives everything back. */
@Command(
        name = "shutdown",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Ends McKernel and gives its CPUs and memory back to Linux.",
        footer = {"", ExitCode.HELP, "", "Examples:", "  mck shutdown --dry-run", "  mck shutdown"})
final class ShutdownCommand extends InstanceCommand {
    private static final String NOTHING = "nothing is booted; nothing to release";

    @Option(names = "--dry-run", description = "Print the plan; change nothing.")
    private boolean dryRun;

    @Override
    int runOnInstance(Node node) throws IOException, NodeException {
        if (dryRun) {
            Plan plan = node.planShutdown();
            if (json()) {
                System.out.println(plan.json());
            } else if (plan.steps().isEmpty()) {
                System.out.println(NOTHING);
            } else {
                System.out.println(banner(node) + ", plan of a shutdown; nothing is changed");
                plan.lines().forEach(System.out::println);
            }
            return ExitCode.COMPLETE;
        }
        Optional<NodeStatus> before = node.shutdown();
        if (json()) {
            System.out.println(StatusText.releasedJson(before));
            return ExitCode.COMPLETE;
        }
        System.out.println(before.map(s -> "released %s%s, %s"
                        .formatted(
                                ByteCount.counted(s.cpus().size(), "CPU"),
                                s.cpus().isEmpty()
                                        ? ""
                                        : " (%s)"
                                                .formatted(CpuList.text(s.cpus().stream()
                                                        .map(NodeStatus.Cpu::linuxNumber)
                                                        .toList())),
                                StatusText.memory(s)))
                .orElse(NOTHING));
        return ExitCode.COMPLETE;
    }
}
