package org.mckernel.lifecycle.cli;

import picocli.CommandLine;

/** Adds the commands on a node to {@code mck}. */
public final class NodeCommands {
    private NodeCommands() {}

    /** Adds them, in the order of an instance's life. */
    public static void addTo(CommandLine mck) {
        mck.addSubcommand(new BootCommand());
        mck.addSubcommand(new StatusCommand());
        mck.addSubcommand(new RunCommand());
        mck.addSubcommand(new KmsgCommand());
        mck.addSubcommand(new CpusCommand());
        mck.addSubcommand(new MemCommand());
        mck.addSubcommand(new DumpCommand());
        mck.addSubcommand(new PanicCommand());
        mck.addSubcommand(new ImageCommand());
        mck.addSubcommand(new ShutdownCommand());
        mck.addSubcommand(new RecoverCommand());
    }
}
