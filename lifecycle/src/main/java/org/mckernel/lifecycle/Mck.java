package org.mckernel.lifecycle;

import org.mckernel.converter.cli.Vmcore2Mckdump;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.dump.result.Version;
import org.mckernel.eclair.Eclair;
import org.mckernel.lifecycle.cli.NodeCommands;
import org.mckernel.lifecycle.cli.Nodes;
import org.mckernel.lifecycle.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code mck}. */
@Command(
        name = "mck",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        subcommands = InfoCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Boots, dumps and shuts down McKernel, and analyses its dumps.",
        footer = {
            "",
            "`mck help COMMAND` shows full help.",
            "",
            ExitCode.HELP,
            "",
            "Examples:",
            "  mck demo",
            "  mck boot -d 0 && mck run compute && mck panic vmcore && mck shutdown"
        })
public final class Mck implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs the command and ends the program with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command with its sub-commands. */
    public static CommandLine commandLine() {
        return commandLine(Nodes.ofThisProgram());
    }

    private static CommandLine commandLine(Nodes nodes) {
        CommandLine line = new CommandLine(new Mck());
        NodeCommands.addTo(line, nodes);
        line.addSubcommand("demo", new DemoCommand(Mck::run));
        line.addSubcommand("convert", Vmcore2Mckdump.commandLine());
        line.addSubcommand("eclair", Eclair.commandLine());
        line.addSubcommand(new HelpCommand());
        IVersionProvider version = () -> new String[] {Version.of("mck")};
        line.getCommandSpec().versionProvider(version);
        line.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(s -> s.versionProvider() == null)
                .forEach(s -> s.versionProvider(version));
        line.setParameterExceptionHandler((e, _) -> {
            System.err.println(misuse(e));
            return ExitCode.USAGE;
        });
        return line;
    }

    /** Runs one of the three programs in this one. */
    private static int run(String program, Nodes nodes, String... arguments) {
        CommandLine line = switch (program) {
            case "mck" -> commandLine(nodes);
            case "vmcore2mckdump" -> Vmcore2Mckdump.commandLine();
            case "eclair" -> Eclair.commandLine();
            default -> throw new IllegalArgumentException(program);
        };
        return line.execute(arguments);
    }

    private static String misuse(ParameterException e) {
        if (e.getCommandLine().getParent() != null) {
            String name = e.getCommandLine().getCommandName();
            return "mck: %s: %s; see mck help %s".formatted(name, e.getMessage(), name);
        }
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            return "mck: unknown command %s; mck help lists the commands"
                    .formatted(unmatched.getUnmatched().getFirst());
        }
        return "mck: %s; see mck help".formatted(e.getMessage().replaceFirst("\\.$", ""));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "give a command");
    }
}
