package org.mckernel.lifecycle.cli;

import java.util.List;
import picocli.CommandLine;

/** Adds the commands on a node to {@code mck}. */
public final class NodeCommands {
    private NodeCommands() {}

    /**
     * Adds them, in the order of an instance's life.
     *
     * @param nodes chooses the node that they work on
     */
    public static void addTo(CommandLine mck, Nodes nodes) {
        List<NodeCommand> commands = List.of(
                new BootCommand(),
                new StatusCommand(),
                new RunCommand(),
                new KmsgCommand(),
                new CpusCommand(),
                new MemCommand(),
                new DumpCommand(),
                new PanicCommand(),
                new ImageCommand(),
                new ShutdownCommand(),
                new RecoverCommand());
        for (NodeCommand command : commands) {
            command.use(nodes);
            mck.addSubcommand(command);
        }
    }
}
