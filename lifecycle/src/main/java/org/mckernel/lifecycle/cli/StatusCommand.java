package org.mckernel.lifecycle.cli;

import java.io.IOException;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import picocli.CommandLine.Command;

/** {@code mck status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Shows the state of the node and its instance.",
        footer = {"", ExitCode.HELP, "", "Examples:", "  mck status", "  mck status --json | jq -r .status"})
final class StatusCommand extends InstanceCommand {
    @Override
    int runOnInstance(Node node) throws IOException, NodeException {
        NodeStatus status = node.status();
        if (json()) {
            System.out.println(StatusText.json(banner(node), status));
        } else {
            StatusText.lines(banner(node), status).forEach(System.out::println);
        }
        return ExitCode.COMPLETE;
    }
}
