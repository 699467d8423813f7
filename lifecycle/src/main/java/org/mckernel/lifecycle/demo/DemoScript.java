package org.mckernel.lifecycle.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.cli.TerminationHandler;

/**
 * The commands of the demonstration, in order; the first that fails ends it.
 *
 * @param directory where all files are
 * @param mck runs the command {@code mck} with arguments, gives its exit code
 * @param interruption tells when to stop
 */
record DemoScript(Path directory, ToIntFunction<String[]> mck, TerminationHandler interruption) {
    private static final String MACHINE = """
        # a small node: 8 CPUs, 2 NUMA nodes
        node 0 cpus 0-3 memory 2G
        node 1 cpus 4-7 memory 2G
        """;
    private static final List<String> ON_NODE =
            List.of("boot", "status", "run", "kmsg", "dump", "panic", "image", "shutdown");

    /** One command, and why it is done. */
    private record Stage(String why, List<String> command) {
        static Stage of(String why, String... command) {
            return new Stage(why, List.of(command));
        }
    }

    private List<Stage> stages() {
        return List.of(
                Stage.of(
                        "take CPUs and memory from Linux and boot McKernel; its dumps shall leave nothing out (-d 0)",
                        "boot",
                        "--machine",
                        file("machine"),
                        "-c",
                        "2-3,6-7",
                        "-m",
                        "256M@0,256M@1",
                        "-d",
                        "0"),
                Stage.of(
                        "programs: four threads compute, two programs sleep, three threads want each other's locks",
                        "run",
                        "--threads",
                        "4",
                        "compute"),
                Stage.of("", "run", "-n", "2", "sleep"),
                Stage.of("", "run", "--threads", "3", "deadlock"),
                Stage.of("", "status"),
                Stage.of(
                        "McKernel reads through a null pointer, Linux panics; kdump writes its vmcore",
                        "panic",
                        "--format",
                        "kdump-zlib",
                        file("vmcore")),
                Stage.of("the last lines that McKernel wrote", "kmsg"),
                Stage.of(
                        "the kernel's image, which finds McKernel in a vmcore and names its functions",
                        "image",
                        file("mckernel.img")),
                Stage.of(
                        "take McKernel out of Linux's vmcore",
                        "convert",
                        "--no-progress",
                        "-k",
                        file("mckernel.img"),
                        file("vmcore"),
                        file("out.mckdump")),
                eclair("which threads were there, and where?", "info threads"),
                eclair("how did the CPU come to panic?", "bt"),
                eclair("what is wrong, at a glance?", "triage"),
                eclair("does the dump lack anything?", "doctor"),
                Stage.of("give everything back to Linux", "shutdown"));
    }

    private Stage eclair(String why, String command) {
        return Stage.of(why, "eclair", "-k", file("mckernel.img"), "-d", file("out.mckdump"), "--batch", "-e", command);
    }

    /** The exit code of the command that ended it. */
    int run() throws IOException {
        long start = System.nanoTime();
        Files.writeString(directory.resolve("machine"), MACHINE);
        System.out.println("# The life of a McKernel instance, on a simulated node, in " + directory);
        List<Stage> stages = stages();
        for (Stage stage : stages) {
            System.out.println();
            if (!stage.why().isEmpty()) {
                System.out.println("# " + stage.why());
            }
            int code = run(stage.command());
            if (code != ExitCode.COMPLETE || interruption.asked()) {
                return code == ExitCode.COMPLETE ? ExitCode.ERROR : code;
            }
        }
        System.out.println();
        System.out.println(String.format(
                Locale.ROOT, "# %d commands in %.1f s", stages.size(), (System.nanoTime() - start) / 1e9));
        return ExitCode.COMPLETE;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Shows the command as a person would type it in the directory, then what it says there. */
    private int run(List<String> command) {
        StringBuilder typed = new StringBuilder("$ mck");
        for (String word : command) {
            String shown = inDirectory(word);
            typed.append(' ').append(shown.indexOf(' ') < 0 ? shown : "'" + shown + "'");
        }
        System.out.println(typed);
        List<String> arguments = new ArrayList<>(command);
        if (ON_NODE.contains(command.getFirst())) {
            arguments.addAll(
                    1,
                    Arrays.asList(
                            "--node",
                            "sim",
                            "--state-dir",
                            directory.resolve("state").toString()));
        }
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        int code;
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            code = mck.applyAsInt(arguments.toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        if (!interruption.asked()) {
            out.print(inDirectory(said.toString(StandardCharsets.UTF_8)));
            err.print(complained.toString(StandardCharsets.UTF_8));
        }
        return code;
    }

    /** File names as they are seen in the directory. */
    private String inDirectory(String text) {
        return text.replace(directory + "/", "");
    }
}
