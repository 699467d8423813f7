package org.mckernel.lifecycle.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.cli.Nodes;
import org.mckernel.lifecycle.cli.TerminationHandler;

/**
 * The commands of the demonstration, in order; the first that fails ends it. Each is printed as a user would type it
 * with the programs in {@code PATH} and {@code directory} as working directory, and run with just these words: only
 * file names are made absolute, because Java cannot change its working directory.
 *
 * @param directory where all files are, the state of the simulated node included
 * @param programs runs a program with arguments
 * @param interruption says when to stop
 */
record DemoScript(Path directory, Programs programs, TerminationHandler interruption) {
    private static final List<String> MACHINE = List.of("node 0 cpus 0-3 memory 2G", "node 1 cpus 4-7 memory 2G");

    private static final Set<String> FILES = Set.of("machine", "vmcore", "mckernel.img", "out.mckdump");
    /** A progress line, which replaces itself on a terminal and is empty in the end. */
    private static final Pattern PROGRESS = Pattern.compile("\r\033\\[K[^\r\n]*");

    /** One command line, and what it is for; empty if the one before says it. */
    private record Stage(String purpose, String program, List<String> arguments) {
        static Stage of(String purpose, String program, String... arguments) {
            return new Stage(purpose, program, List.of(arguments));
        }
    }

    private List<Stage> stages() {
        return List.of(
                onNode(
                        "take CPUs and memory from Linux and boot McKernel; its dumps contain all memory (-d 0)",
                        "boot",
                        "-d",
                        "0",
                        "--machine",
                        "machine",
                        "-c",
                        "2-3,6-7",
                        "-m",
                        "256M@0,256M@1"),
                onNode(
                        "workloads: four threads compute, two processes sleep, three threads deadlock",
                        "run",
                        "--threads",
                        "4",
                        "compute"),
                onNode("", "run", "-n", "2", "sleep"),
                onNode("", "run", "--threads", "3", "deadlock"),
                onNode("", "status"),
                onNode(
                        "McKernel reads through a null pointer, Linux panics, kdump writes the vmcore",
                        "panic",
                        "--format",
                        "kdump-zlib",
                        "vmcore"),
                onNode("McKernel's log", "kmsg"),
                onNode("the kernel's image, which has the symbols", "image", "mckernel.img"),
                Stage.of("extract McKernel's memory from Linux's vmcore", "vmcore2mckdump", "vmcore", "out.mckdump"),
                eclair("all threads and their locations", "info threads"),
                eclair("the backtrace of the CPU that panicked", "bt"),
                eclair("findings at a glance", "triage"),
                eclair("what the dump lacks", "doctor"),
                onNode("give all CPUs and memory back to Linux", "shutdown"));
    }

    /** Where IHK is installed, the command selects the simulated node explicitly. */
    private Stage onNode(String purpose, String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command));
        if (nodes().ihkIsHere()) {
            arguments.addAll(List.of("--node", "sim"));
        }
        arguments.addAll(List.of(options));
        return new Stage(purpose, "mck", arguments);
    }

    private static Stage eclair(String purpose, String command) {
        return Stage.of(purpose, "eclair", "-k", "mckernel.img", "-d", "out.mckdump", "--batch", "-e", command);
    }

    /** As for a user whose state directory is this one. */
    private Nodes nodes() {
        return new Nodes(Map.of("XDG_STATE_HOME", directory.resolve("state").toString()));
    }

    /** The exit code of the command that ended it. */
    int run() throws IOException {
        long start = System.nanoTime();
        System.out.println("# The life of a McKernel instance, on a simulated node, in " + directory);
        System.out.println();
        System.out.println("# the machine to simulate: 8 CPUs, 2 NUMA nodes");
        System.out.println("$ printf '%s\\n' '" + String.join("' '", MACHINE) + "' > machine");
        Files.write(directory.resolve("machine"), MACHINE);
        List<Stage> stages = stages();
        for (Stage stage : stages) {
            System.out.println();
            if (!stage.purpose().isEmpty()) {
                System.out.println("# " + stage.purpose());
            }
            int code = run(stage);
            if (code != ExitCode.COMPLETE || interruption.asked()) {
                return code == ExitCode.COMPLETE ? ExitCode.ERROR : code;
            }
        }
        System.out.println();
        System.out.println(String.format(
                Locale.ROOT, "# %d commands in %.1f s", stages.size(), (System.nanoTime() - start) / 1e9));
        return ExitCode.COMPLETE;
    }

    /** Prints the command line, runs it, and prints its output with file names as they are in the directory. */
    private int run(Stage stage) {
        StringBuilder typed = new StringBuilder("$ ").append(stage.program());
        for (String word : stage.arguments()) {
            typed.append(' ').append(word.indexOf(' ') < 0 ? word : "'" + word + "'");
        }
        System.out.println(typed);
        String[] arguments = stage.arguments().stream()
                .map(word -> FILES.contains(word) ? directory.resolve(word).toString() : word)
                .toArray(String[]::new);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code;
        try {
            System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
            code = programs.run(stage.program(), nodes(), arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        if (!interruption.asked()) {
            out.print(relative(output.toString(StandardCharsets.UTF_8)));
            err.print(PROGRESS.matcher(errors.toString(StandardCharsets.UTF_8)).replaceAll(""));
        }
        return code;
    }

    private String relative(String text) {
        return text.replace(directory + "/", "");
    }
}
