package org.mckernel.lifecycle.cli;

import java.io.IOException;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import picocli.CommandLine.Command;

/** {@code mck kmsg}. */
@Command(
        name = "kmsg",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Prints McKernel's log.",
        footer = {"", ExitCode.HELP, "", "Example:", "  mck kmsg | tail -n 3"})
final class KmsgCommand extends InstanceCommand {
    @Override
    int runOnInstance(Node node) throws IOException, NodeException {
        String log = node.kernelLog();
        if (json()) {
            System.out.println(StatusText.json(json -> {
                json.name("lines").beginArray();
                for (String line : log.lines().toList()) {
                    json.value(line);
                }
                json.endArray();
            }));
        } else {
            System.out.print(log);
        }
        return ExitCode.COMPLETE;
    }
}
