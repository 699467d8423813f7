package org.mckernel.eclair;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.dump.result.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code eclair}. So far it opens a dump and tells what it is: {@code info dump}. */
@Command(name = "eclair", mixinStandardHelpOptions = true, version = "eclair 0.1.0", sortOptions = false, usageHelpWidth = 100, description = "Analyses a McKernel dump: an mckdump, or any vmcore that vmcore2mckdump reads, opened in place.%n"
        + "Commands so far: info dump, help, quit.%n", footer = {"", ExitCode.HELP})
public final class Eclair implements Callable<Integer> {
    @Option(names = "-d", paramLabel = "DUMP", description = "The dump. Default: ./mcdump.")
    private Path dumpFile = Path.of("mcdump");

    @Option(names = {"-e", "--execute"}, paramLabel = "CMD", description = "A command to run; may be repeated.")
    private List<String> commands = List.of();

    @Option(names = "--batch", description = "Ask for no commands: end after those of -e.")
    private boolean batch;

    @Option(names = "--json", description = "Print results as JSON, one line each.")
    private boolean json;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    /** Runs the command and ends the program with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command as picocli runs it. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Eclair());
        line.setParameterExceptionHandler((e, _) -> {
            System.err.println("eclair: " + e.getMessage() + "; see --help");
            return ExitCode.USAGE;
        });
        return line;
    }

    @Override
    public Integer call() {
        try (Dump dump = Dumps.open(dumpFile)) {
            DumpInfo info = DumpInfo.of(dumpFile, dump);
            if (!json) {
                System.out.println(info.line());
            }
            int worst = ExitCode.COMPLETE;
            for (String command : commands) {
                worst = Math.max(worst, run(command, info));
            }
            return batch ? worst : Math.max(worst, ask(info));
        } catch (IOException | RuntimeException | Error e) {
            System.err.println("eclair: " + ErrorLine.of(e));
            if (debug) {
                e.printStackTrace();
            }
            return ExitCode.ERROR;
        }
    }

    private int ask(DumpInfo info) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        boolean terminal = Terminal.interactive();
        int worst = ExitCode.COMPLETE;
        while (true) {
            if (terminal) {
                System.out.print("(eclair) ");
                System.out.flush();
            }
            String line = input.readLine();
            if (line == null || line.strip().equals("quit") || line.strip().equals("q")) {
                return worst;
            }
            worst = Math.max(worst, run(line, info));
        }
    }

    private int run(String command, DumpInfo info) throws IOException {
        switch (command.strip()) {
            case "" -> {
            }
            case "help" -> System.out.println("info dump   what the dump is, how whole, its chunks\nquit        leave");
            case "info dump" -> {
                if (json) {
                    System.out.println(info.json());
                } else {
                    info.lines().forEach(System.out::println);
                }
            }
            case "quit", "q" -> {
            }
            default -> {
                System.err.println("eclair: %s: no such command; help lists what there is".formatted(command.strip()));
                return ExitCode.ERROR;
            }
        }
        return ExitCode.COMPLETE;
    }
}
