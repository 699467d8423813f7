package org.mckernel.eclair;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mckernel.dump.input.InputFiles;
import org.mckernel.dump.locate.ImageCheck;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.dump.result.Terminal;
import org.mckernel.dump.result.Version;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.remote.ListenAddress;
import org.mckernel.eclair.remote.RemoteUse;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.MismatchException;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Overview;
import org.mckernel.eclair.session.Session;
import org.mckernel.eclair.shell.Commands;
import org.mckernel.eclair.shell.Interpreter;
import org.mckernel.eclair.shell.LineShell;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code eclair}; {@link Start} is the program. */
@Command(
        name = "eclair",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Analyses a McKernel dump: an mckdump, or any vmcore that vmcore2mckdump reads, opened in place;"
                + " compressed by gzip, xz, bzip2 or zstd, it is decompressed to TMPDIR (/var/tmp) while"
                + " eclair runs.%n",
        footer = {
            "",
            "In the shell, help lists the commands and help CMD shows full help of one.",
            "",
            ExitCode.HELP,
            "",
            "Examples:",
            "  eclair -k mckernel.img -d out.mckdump",
            "  eclair -k mckernel.img -d vmcore --batch -e triage -e 'foreach bt -u'",
            "  eclair -k mckernel.img -d out.mckdump --batch --json -e 'info threads'"
        })
public final class Eclair implements Callable<Integer> {
    @Option(
            names = "-k",
            paramLabel = "IMG",
            description = "The kernel's image. Default: mckernel.img next to the dump, or ./mckernel.img.")
    private Path image;

    @Option(names = "-d", paramLabel = "DUMP", description = "The dump. Default: ./mcdump.")
    private Path dumpFile = Path.of("mcdump");

    @Option(names = "-l", description = "List idle threads, too.")
    private boolean idle;

    @Option(names = "-c", description = "List CPUs instead of threads.")
    private boolean cpus;

    @Option(
            names = {"-e", "--execute"},
            paramLabel = "CMD",
            description = "A command to run; may be repeated.")
    private List<String> commands = List.of();

    @Option(
            names = {"-x", "--script"},
            paramLabel = "FILE",
            description = "A file of commands, run before those of -e.")
    private Path script;

    @Option(names = "--batch", description = "Exit after the commands of -x and -e.")
    private boolean batch;

    @ArgGroup
    private Output output = new Output();

    @Option(names = "--force", description = "Continue although image and dump do not match.")
    private boolean force;

    @Option(names = "--no-history", description = "Keep no history file.")
    private boolean noHistory;

    @Option(names = "--no-pager", description = "Never send long output through a pager.")
    private boolean noPager;

    @Option(names = "--color", paramLabel = "WHEN", description = "auto, always or never.")
    private String color = "auto";

    @Option(names = "--pager", description = "Send output that does not fit the screen through a pager: the default.")
    private boolean withPager;

    @Option(names = "-i", description = "Attach to the running McKernel (it is stopped until continue or exit).")
    private boolean live;

    @Option(names = "-o", paramLabel = "OS", description = "With -i: the number N of its /dev/mcosN. Default: 0.")
    private Integer os;

    @Option(
            names = "--gdb",
            description =
                    "Start gdb on the dump, with the image's symbols; words after -- are for gdb. The variable GDB"
                            + " names another gdb.")
    private boolean gdb;

    @Option(
            names = "--listen",
            paramLabel = "[HOST:]PORT",
            description =
                    "Serve gdb's remote protocol to gdb and LLDB until Ctrl-C; on the loopback address unless HOST is"
                            + " given; port 0: any free one.")
    private String listen;

    @Parameters(paramLabel = "GDB ARGS", arity = "0..*", description = "After --gdb and --: further words for gdb.")
    private List<String> gdbArguments = List.of();

    @Option(names = "--debug", description = "Print a stack trace with a defect.")
    private boolean debug;

    /** How results are printed. */
    private static final class Output {
        @Option(
                names = "--json",
                description = "Print results as JSON, one line for each command (docs/json-schema.md).")
        private boolean json;

        @Option(names = "--csv", description = "Print results as comma separated values.")
        private boolean csv;

        OutputMode mode() {
            return json ? OutputMode.JSON : csv ? OutputMode.CSV : OutputMode.TEXT;
        }
    }

    /** Runs the command. */
    static int run(String... args) {
        Eclair usual = new Eclair();
        return usual.take(args) ? usual.call() : commandLine().execute(args);
    }

    /**
     * Reads a line of options as scripts write them, each at most once (but {@code -e}) and its value after it. Picocli
     * takes longer for that than everything else until the prompt.
     *
     * @return false for any other line: picocli reads it, or refuses it
     */
    boolean take(String... args) {
        Set<String> seen = new HashSet<>();
        commands = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            boolean valued = switch (args[i]) {
                case "-k", "-d", "-e", "-x" -> true;
                default -> false;
            };
            if ((!seen.add(args[i]) && !args[i].equals("-e")) || (valued && !isPlain(value))) {
                return false;
            }
            switch (args[i]) {
                case "-k" -> image = Path.of(value);
                case "-d" -> dumpFile = Path.of(value);
                case "-e" -> commands.add(value);
                case "-x" -> script = Path.of(value);
                case "-l" -> idle = true;
                case "-c" -> cpus = true;
                case "--batch" -> batch = true;
                case "--json" -> output.json = true;
                case "--csv" -> output.csv = true;
                case "--force" -> force = true;
                case "--no-history" -> noHistory = true;
                case "--no-pager" -> noPager = true;
                default -> {
                    return false;
                }
            }
            i += valued ? 1 : 0;
        }
        return !(output.json && output.csv);
    }

    /** True for a value that no reader of options takes for anything else. */
    private static boolean isPlain(String value) {
        return !value.isEmpty() && value.charAt(0) != '-' && value.charAt(0) != '@' && value.indexOf('\0') < 0;
    }

    /** The command as picocli runs it. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Eclair());
        line.getCommandSpec().versionProvider(() -> new String[] {Version.of("eclair")});
        line.setParameterExceptionHandler((e, _) -> {
            System.err.println("eclair: " + e.getMessage() + "; see --help");
            return ExitCode.USAGE;
        });
        return line;
    }

    @Override
    public Integer call() {
        if (!List.of("auto", "always", "never").contains(color)) {
            System.err.println("eclair: --color: expected auto, always or never, found " + color);
            return ExitCode.USAGE;
        }
        if (noPager && withPager) {
            System.err.println("eclair: --pager and --no-pager: give one of them");
            return ExitCode.USAGE;
        }
        if (gdb && listen != null) {
            System.err.println("eclair: --gdb and --listen: give one of them");
            return ExitCode.USAGE;
        }
        if (!gdb && !gdbArguments.isEmpty()) {
            System.err.println("eclair: %s: words without an option are for gdb, with --gdb; see --help"
                    .formatted(gdbArguments.getFirst()));
            return ExitCode.USAGE;
        }
        try {
            if (listen != null) {
                ListenAddress.of(listen);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("eclair: " + e.getMessage());
            return ExitCode.USAGE;
        }
        if (os != null && (!live || os < 0 || os >= LiveKernel.MOST)) {
            System.err.println(
                    "eclair: -o: expected a number from 0 to %d, together with -i".formatted(LiveKernel.MOST - 1));
            return ExitCode.USAGE;
        }
        if (live) {
            LiveKernel kernel = new LiveKernel(os == null ? 0 : os);
            return analyse(() -> kernel.open(chooseImage(), force), "");
        }
        try (InputFiles input = unpacked()) {
            String content = input.files().getFirst().toString();
            return analyse(() -> OpenedDump.open(dumpFile, input.open(), chooseImage(), force), content);
        } catch (IOException | RuntimeException e) { // any failure is one line
            System.err.println("eclair: " + ErrorLine.of(e));
            return ExitCode.ERROR;
        }
    }

    /** The dump, decompressed if it is compressed; standard input is for commands. */
    private InputFiles unpacked() throws IOException {
        Path file = dumpFile.equals(Path.of("-")) ? Path.of(".", "-") : dumpFile;
        return InputFiles.of(List.of(file), InputFiles.scratchDirectory(), line -> {
            if (Terminal.interactive()) {
                System.err.println("eclair: " + line);
            }
        });
    }

    /** Opens the dump or the live kernel. */
    @FunctionalInterface
    private interface Opening {
        OpenedDump open() throws IOException;
    }

    /**
     * Opens and runs commands.
     *
     * @param content the opened file, which errors call by the name of the dump; empty for a live kernel
     */
    private int analyse(Opening opening, String content) {
        try (OpenedDump opened = opening.open()) {
            opened.match()
                    .filter(m -> m.verdict() == ImageCheck.Verdict.DIFFERENT)
                    .ifPresent(m -> System.err.println(
                            "eclair: warning: %s; every answer may be wrong".formatted(m.summary())));
            opened.match()
                    .filter(m -> m.verdict() == ImageCheck.Verdict.SAME && m.textDiffers())
                    .ifPresent(m ->
                            System.err.println("eclair: warning: %s; the kernel's text or the image's was overwritten"
                                    .formatted(m.summary())));
            Session session = new Session(opened, idle, cpus);
            Registry registry = Commands.registry();
            Interpreter interpreter = new Interpreter(
                    session,
                    registry,
                    Permissions.ALL,
                    new Interpreter.Output(output.mode(), System.out, System.err, debug));
            return run(session, registry, interpreter);
        } catch (MismatchException e) {
            System.err.println("eclair: " + e.getMessage());
            return ExitCode.MISMATCH;
        } catch (IOException
                | CommandException
                | RuntimeException
                | Error e) { // out of memory or stack, too; --debug shows more
            System.err.println("eclair: "
                    + (content.isEmpty() ? ErrorLine.of(e) : ErrorLine.of(e).replace(content, dumpFile.toString())));
            if (debug) {
                e.printStackTrace();
            }
            return ExitCode.ERROR;
        } finally {
            System.out.flush();
        }
    }

    /** The given image, which must exist; else a default one if it exists. */
    private Optional<Path> chooseImage() {
        if (image != null) {
            return Optional.of(image);
        }
        Path here = Path.of("mckernel.img");
        Path sibling = live ? here : dumpFile.resolveSibling(here);
        return List.of(sibling, here).stream().filter(Files::isRegularFile).findFirst();
    }

    private int run(Session session, Registry registry, Interpreter interpreter) throws IOException, CommandException {
        int worst = ExitCode.COMPLETE;
        if (script != null) {
            worst = interpreter.runScript(script);
        }
        for (String command : commands) {
            if (interpreter.ended()) {
                break;
            }
            worst = Interpreter.worse(worst, interpreter.run(command));
        }
        if (interpreter.ended()) {
            return worst;
        }
        if (gdb || listen != null) {
            RemoteUse remote = new RemoteUse(session, registry, System.out, System.err);
            return gdb
                    ? remote.gdb(
                            chooseImage()
                                    .orElseThrow(() -> new CommandException(
                                            "--gdb: needs the kernel's image; give -k mckernel.img")),
                            gdbArguments)
                    : Interpreter.worse(worst, remote.listen(ListenAddress.of(listen)));
        }
        if (batch) {
            return worst;
        }
        if (output.mode() == OutputMode.TEXT) {
            greet(session);
        }
        if (Terminal.interactive()) {
            new LineShell(session, interpreter, !noHistory, !noPager, color).run();
            return worst;
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null && !interpreter.ended(); line = input.readLine()) {
            worst = Interpreter.worse(worst, interpreter.run(line));
        }
        return worst;
    }

    private static void greet(Session session) {
        try {
            Overview.of(session).lines().forEach(System.out::println);
        } catch (CommandException e) {
            System.err.println("eclair: " + e.getMessage());
        }
    }
}
