package org.mckernel.lifecycle.cli;

import java.io.IOException;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import picocli.CommandLine.Command;

/** {@code mck cpus}. */
@Command(
        name = "cpus",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Lists McKernel's CPUs, by its own numbers.",
        footer = {"", ExitCode.HELP, "", "Example:", "  mck cpus"})
final class CpusCommand extends InstanceCommand {
    @Override
    int runOnInstance(Node node) throws IOException, NodeException {
        NodeStatus status = node.status();
        if (json()) {
            System.out.println(StatusText.cpusJson(status));
            return ExitCode.COMPLETE;
        }
        System.out.println("CPU  Linux  NUMA");
        for (NodeStatus.Cpu cpu : status.cpus()) {
            System.out.println("%3d  %5d  %4d".formatted(cpu.number(), cpu.linuxNumber(), cpu.node()));
        }
        return ExitCode.COMPLETE;
    }
}
