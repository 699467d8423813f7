package org.mckernel.lifecycle.cli;

import java.io.IOException;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import picocli.CommandLine.Command;

/** {@code mck kmsg}. */
@Command(name = "kmsg", mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100, description = "Prints McKernel's log.", footer = {
        "", ExitCode.HELP})
final class KmsgCommand extends InstanceCommand {
    @Override
    int runOnInstance(Node node) throws IOException, NodeException {
        System.out.print(node.kernelLog());
        return ExitCode.COMPLETE;
    }
}
