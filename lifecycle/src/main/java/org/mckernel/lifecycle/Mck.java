package org.mckernel.lifecycle;

import org.mckernel.converter.cli.Vmcore2Mckdump;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.eclair.Eclair;
import org.mckernel.lifecycle.cli.NodeCommands;
import org.mckernel.lifecycle.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code mck}. */
@Command(name = "mck", mixinStandardHelpOptions = true, version = "mck 0.1.0", usageHelpWidth = 100, subcommands = InfoCommand.class, synopsisSubcommandLabel = "COMMAND", description = "The life of a McKernel instance, and its dumps.", footer = {
        "", ExitCode.HELP})
public final class Mck implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs the command and ends the program with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command with its sub-commands. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Mck());
        NodeCommands.addTo(line);
        line.addSubcommand("demo", new DemoCommand(arguments -> commandLine().execute(arguments)));
        line.addSubcommand("convert", Vmcore2Mckdump.commandLine());
        line.addSubcommand("eclair", Eclair.commandLine());
        line.setParameterExceptionHandler((e, _) -> {
            System.err.println("mck: " + e.getMessage() + "; see --help");
            return ExitCode.USAGE;
        });
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "give a command");
    }
}
