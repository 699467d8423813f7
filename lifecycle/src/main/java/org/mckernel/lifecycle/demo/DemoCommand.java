package org.mckernel.lifecycle.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mck demo}: boots a simulated instance, lets it work and panic, converts the vmcore and looks at the result. All of it
 * happens in a temporary directory, with the same commands that a person would type.
 */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100, description = "Shows an instance's life: boot, work, panic, dump, analysis. Needs nothing, changes nothing.", footer = {
        "", ExitCode.HELP})
public final class DemoCommand implements Callable<Integer> {
    /** What the analyser is asked at the end. */
    private static final List<String> ECLAIR_COMMANDS = List.of("sys", "info threads", "bt", "foreach bt -u", "triage",
            "doctor");

    private static final String MACHINE = """
            # a small node: 8 CPUs, 2 NUMA nodes
            node 0 cpus 0-3 memory 2G
            node 1 cpus 4-7 memory 2G
            """;
    private static final List<String> ON_NODE = List.of("boot", "status", "run", "kmsg", "dump", "panic", "image",
            "shutdown");

    private final ToIntFunction<String[]> mck;

    @Option(names = "--keep", description = "Keep the files and say where they are.")
    private boolean keep;

    /** @param mck runs the command {@code mck} with arguments, gives its exit code */
    public DemoCommand(ToIntFunction<String[]> mck) {
        this.mck = mck;
    }

    @Override
    public Integer call() {
        try {
            Path folder = Files.createTempDirectory("mck-demo");
            try {
                return new Journey(folder, mck).run();
            } finally {
                if (keep) {
                    System.out.println("kept in " + folder);
                } else {
                    remove(folder);
                }
            }
        } catch (IOException e) {
            System.err.println("mck: demo: " + ErrorLine.of(e));
            return ExitCode.ERROR;
        }
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The commands, in order; the first that fails ends it. */
    private record Journey(Path folder, ToIntFunction<String[]> mck) {
        int run() throws IOException {
            long start = System.nanoTime();
            Files.writeString(folder.resolve("machine"), MACHINE);
            List<String> eclair = new ArrayList<>(
                    List.of("eclair", "-k", file("mckernel.img"), "-d", file("out.mckdump"),
                            "--batch"));
            ECLAIR_COMMANDS.forEach(c -> eclair.addAll(List.of("-e", c)));
            List<List<String>> commands = List.of(
                    List.of("boot", "--machine", file("machine"), "-c", "2-3,6-7", "-m", "256M@0,256M@1", "-d", "0"),
                    List.of("run", "--threads", "4", "compute"), List.of("run", "-n", "2", "sleep"),
                    List.of("run", "--threads", "3", "deadlock"), List.of("status"), List.of("kmsg"),
                    List.of("image", file("mckernel.img")),
                    List.of("panic", "--format", "kdump-zlib", file("vmcore")),
                    List.of("convert", "--no-progress", "-k", file("mckernel.img"), file("vmcore"),
                            file("out.mckdump")),
                    eclair, List.of("shutdown"));
            for (List<String> command : commands) {
                int code = run(command);
                if (code != ExitCode.COMPLETE) {
                    System.err
                            .println("mck: demo: `mck %s` ended with exit code %d".formatted(String.join(" ", command),
                                    code));
                    return code;
                }
            }
            System.out
                    .println(String.format(Locale.ROOT, "%d commands in %.1f s; nothing is left of it", commands.size(),
                            (System.nanoTime() - start) / 1e9));
            return ExitCode.COMPLETE;
        }

        private String file(String name) {
            return folder.resolve(name).toString();
        }

        /** Shows the command as a person would type it in the directory, then runs it. */
        private int run(List<String> command) {
            StringBuilder typed = new StringBuilder("$ mck");
            for (String word : command) {
                String shown = word.startsWith(folder + "/") ? word.substring(folder.toString().length() + 1) : word;
                typed.append(' ').append(shown.indexOf(' ') < 0 ? shown : "'" + shown + "'");
            }
            System.out.println(typed);
            List<String> arguments = new ArrayList<>(command);
            if (ON_NODE.contains(command.getFirst())) {
                arguments.addAll(1, Arrays.asList("--node", "sim", "--state-dir", folder.resolve("state").toString()));
            }
            int code = mck.applyAsInt(arguments.toArray(String[]::new));
            System.out.println();
            return code;
        }
    }
}
