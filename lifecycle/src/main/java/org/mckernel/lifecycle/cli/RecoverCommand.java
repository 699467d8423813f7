package org.mckernel.lifecycle.cli;

import java.io.IOException;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import picocli.CommandLine.Command;

/** {@code mck recover}: finishes or undoes what a killed command left. */
@Command(name = "recover", mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100, description = "Finishes or undoes, exactly, what a killed command left.", footer = {
        "", ExitCode.HELP})
final class RecoverCommand extends InstanceCommand {
    @Override
    int runOnInstance(Node node) throws IOException, NodeException {
        System.out.println(node.recover().orElse("no command was interrupted; nothing to do"));
        return ExitCode.COMPLETE;
    }
}
