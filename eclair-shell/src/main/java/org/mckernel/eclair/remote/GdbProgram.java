package org.mckernel.eclair.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.Signals;
import org.mckernel.dump.arch.Architecture;

/**
 * The installed gdb, started on a server of ours with the manners of the first eclair: its prompt, no pages, no
 * questions, and the threads known from the start.
 */
public final class GdbProgram {
    private final List<String> start;

    private GdbProgram(List<String> start) {
        this.start = start;
    }

    /**
     * Finds gdb: the one that the variable {@code GDB} names, else one in {@code PATH} that knows the processor.
     *
     * @param named what the variable says; null when it is not set
     * @param path the directories to search, separated by colons
     * @return empty when there is none
     */
    public static Optional<GdbProgram> find(String named, String path, Architecture architecture) {
        List<String> names = new ArrayList<>();
        if (named != null && !named.isBlank()) {
            names.add(named.strip());
        } else {
            boolean own = Architecture.ofName(System.getProperty("os.arch").replace("amd64", "x86_64"))
                    .equals(Optional.of(architecture));
            names.addAll(own ? List.of("gdb", "gdb-multiarch") : List.of("gdb-multiarch", "gdb"));
        }
        for (String name : names) {
            for (String directory : name.contains("/") ? List.of("") : List.of(path.split(":", -1))) {
                Path program = name.contains("/") ? Path.of(name) : Path.of(directory, name);
                if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                    return Optional.of(new GdbProgram(List.of(program.toString())));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The words that start it.
     *
     * @param image the kernel's image
     * @param socket path of the server's socket
     * @param more further words of the user's, which come last
     */
    List<String> line(Path image, Path socket, List<String> more) {
        List<String> words = new ArrayList<>(start);
        words.addAll(List.of(
                "-q",
                "-iex",
                "set pagination off",
                "-iex",
                "set confirm off",
                "-ex",
                "set prompt (eclair) ",
                "-ex",
                "target remote " + socket,
                image.toString()));
        words.addAll(more);
        return words;
    }

    /**
     * Runs it on this program's terminal, to its end. Ctrl-C is for it alone.
     *
     * @return its exit code; 128 and the signal's number when a signal ended it
     */
    public int run(Path image, Path socket, List<String> more) throws IOException {
        Object before = Signals.register("INT", () -> {});
        Process gdb = new ProcessBuilder(line(image, socket, more)).inheritIO().start();
        Thread end = new Thread(gdb::destroy, "end-gdb");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            return gdb.waitFor();
        } catch (InterruptedException e) {
            gdb.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Signals.unregister("INT", before);
            forget(end);
        }
    }

    private static void forget(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            return; // the program ends, and gdb has ended
        }
    }
}
