package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The Linux of a node. For a node in a directory, every file and every program is one below that directory: nothing
 * outside it is read, written or started. Programs get their arguments unchanged; no shell is involved.
 */
public final class Host {
    /** Names the directory for programs that replace real ones in it. */
    public static final String ROOT_VARIABLE = "MCK_ROOT";

    private static final Path REAL = Path.of("/");
    private static final List<String> PROGRAM_DIRECTORIES = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final int LARGEST_OUTPUT = 16 << 20;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Path root;

    private Host(Path root) {
        this.root = root;
    }

    /** This computer's own Linux. */
    public static Host real() {
        return new Host(REAL);
    }

    /**
     * A node in a directory.
     *
     * @throws IOException also if it is none, or this computer's own root: that would be no directory but {@link #real}
     */
    public static Host inDirectory(Path directory) throws IOException {
        Path root = directory.toRealPath();
        if (!Files.isDirectory(root)) {
            throw new FileSystemException(
                    directory.toString(), null, "is not a directory; name one that contains a node");
        }
        if (root.equals(REAL)) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "is this computer itself, not a node in a directory; omit --root for this computer");
        }
        return new Host(root);
    }

    /** True unless it is one in a directory. */
    public boolean isReal() {
        return root.equals(REAL);
    }

    /** The file that has this absolute name on the node. */
    public Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /**
     * A text file of the node's, without blanks and line breaks at its ends.
     *
     * @throws IOException also if it is longer than any such file of Linux
     */
    public String read(String absolute) throws IOException {
        Path file = path(absolute);
        // Not by Files.readString: its first read has the length that the file reports, which is 0 in /proc; then it
        // reads byte by byte, and a number in /proc/sys ends after its first read.
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(LARGEST_OUTPUT + 1);
            if (bytes.length > LARGEST_OUTPUT) {
                throw new FileSystemException(
                        file.toString(),
                        null,
                        "is longer than %d MiB, more than any such file of Linux".formatted(LARGEST_OUTPUT >> 20));
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new FileSystemException(file.toString(), null, "cannot be read: " + e.getMessage());
        }
    }

    /** Writes a text to an existing file: a setting of the kernel. */
    public void write(String absolute, String text) throws IOException {
        Path file = path(absolute);
        try {
            Files.writeString(file, text + "\n", StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new FileSystemException(
                    file.toString(), null, "does not take \"%s\": %s".formatted(text, e.getMessage()));
        }
    }

    /** As {@link #run}, for a program whose failure is an error and whose output does not matter. */
    void mustRun(Duration limit, String program, List<String> arguments) throws IOException {
        ProcessResult finished = run(limit, program, arguments);
        if (!finished.succeeded()) {
            throw new FileSystemException(
                    String.join(" ", program, String.join(" ", arguments)), null, finished.reason());
        }
    }

    /**
     * Runs a program and waits for it.
     *
     * @param limit the longest time; then it gets SIGTERM, SIGKILL, and if it still runs, it is detached
     * @param program its name, or an absolute path on the node
     * @throws IOException if it does not exist or does not end in time
     */
    public ProcessResult run(Duration limit, String program, List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(find(program).toString());
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", String.join(":", PROGRAM_DIRECTORIES));
        environment.put("LC_ALL", "C");
        environment.putAll(OrphanedProcesses.marks(this));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        CompletableFuture<String> out = collect(process.getInputStream());
        CompletableFuture<String> err = collect(process.getErrorStream());
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new FileSystemException(
                        program, null, "did not end within %d s and was stopped".formatted(limit.toSeconds()));
            }
            // A daemon may have inherited the pipes: its starter's end is enough.
            return new ProcessResult(process.exitValue(), now(out), now(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileSystemException(program, null, "was interrupted and stopped");
        } finally {
            stop(process);
        }
    }

    /**
     * Runs a program that has this one's standard streams, as long as it takes.
     *
     * @return its exit status; 128 and the signal's number if a signal ended it
     */
    public int runInForeground(String program, List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(find(program).toString());
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        if (!isReal()) {
            builder.environment().put(ROOT_VARIABLE, root.toString());
        }
        Process process = builder.start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            // A Ctrl-C has reached it, too, and it may have something to put in order.
            OptionalInt ended = endsBySignal(process);
            Thread.currentThread().interrupt();
            if (ended.isPresent()) {
                return ended.getAsInt();
            }
            throw new FileSystemException(program, null, "was interrupted and stopped");
        } finally {
            stop(process);
        }
    }

    private static OptionalInt endsBySignal(Process process) {
        try {
            return process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            return OptionalInt.empty();
        }
    }

    /** Where a program is. */
    public Path find(String program) throws IOException {
        if (program.startsWith("/")) {
            return executable(path(program), program);
        }
        for (String directory : PROGRAM_DIRECTORIES) {
            Path file = path(directory + "/" + program);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new FileSystemException(
                program, null, "is not in any of %s; install it".formatted(String.join(", ", PROGRAM_DIRECTORIES)));
    }

    private static Path executable(Path file, String program) throws IOException {
        if (!Files.isExecutable(file) || Files.isDirectory(file)) {
            throw new FileSystemException(program, null, "does not exist or is not executable; install it");
        }
        return file;
    }

    private static CompletableFuture<String> collect(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                byte[] bytes = stream.readNBytes(LARGEST_OUTPUT);
                text.complete(new String(bytes, StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return text;
    }

    private static String now(CompletableFuture<String> text) throws IOException, InterruptedException {
        try {
            return text.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return "";
        } catch (ExecutionException e) {
            throw new IOException("cannot read a program's output", e.getCause());
        }
    }

    private static void stop(Process process) {
        if (!process.isAlive()) {
            return;
        }
        process.destroy();
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
