package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.util.Optional;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import picocli.CommandLine.Command;

/** {@code mck recover}: finishes or undoes what a killed command left. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Finishes or undoes what a killed command left.",
        footer = {"", ExitCode.HELP, "", "Example:", "  mck recover && mck status"})
final class RecoverCommand extends InstanceCommand {
    @Override
    int runOnInstance(Node node) throws IOException, NodeException {
        Optional<String> done = node.recover();
        if (json()) {
            System.out.println(StatusText.json(json -> json.name("done").value(done.orElse(null))));
        } else {
            System.out.println(done.orElse("no command was interrupted; nothing to do"));
        }
        return ExitCode.COMPLETE;
    }
}
