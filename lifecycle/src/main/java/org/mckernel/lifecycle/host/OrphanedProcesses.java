package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Processes that a killed command has started and that still run. What they do could take effect after it was undone,
 * so they must be waited for. They are identified by an environment variable that {@link Host#run} sets.
 */
public final class OrphanedProcesses {
    /** Names the command that started a program: its process number and start. */
    static final String VARIABLE = "MCK_COMMAND";

    private static final Path PROC = Path.of("/proc");
    private static final int LONGEST = 1 << 20;

    private OrphanedProcesses() {}

    /** Variables that make a program one of this command's, on this node. */
    public static Map<String, String> marks(Host host) {
        return host.isReal()
                ? Map.of(VARIABLE, own())
                : Map.of(VARIABLE, own(), Host.ROOT_VARIABLE, host.path("/").toString());
    }

    /** The variable's value for this program. */
    static String own() {
        ProcessHandle self = ProcessHandle.current();
        return identity(self);
    }

    private static String identity(ProcessHandle process) {
        return process.pid() + "/"
                + process.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L);
    }

    /**
     * Finds them on this computer: those of a node in a directory run here, too.
     *
     * @param daemons names of programs that stay on purpose
     * @return name and process number of each
     */
    public static List<String> of(Host host, Set<String> daemons) throws IOException {
        return find(host, daemons, command -> !alive(command));
    }

    /** As {@link #of}, for those that this command itself has started. */
    public static List<String> ofThisCommand(Host host, Set<String> daemons) throws IOException {
        return find(host, daemons, own()::equals);
    }

    private static List<String> find(Host host, Set<String> daemons, Predicate<String> wanted) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path directory : directories) {
                name(host, directory, wanted)
                        .filter(name -> !daemons.contains(name))
                        .ifPresent(name -> found.add("%s (%s)".formatted(name, directory.getFileName())));
            }
        }
        return found;
    }

    /** The program's name, if it is one of them. */
    private static Optional<String> name(Host host, Path directory, Predicate<String> asked) {
        try (InputStream stream = Files.newInputStream(directory.resolve("environ"))) {
            List<String> variables =
                    Arrays.asList(new String(stream.readNBytes(LONGEST), StandardCharsets.UTF_8).split("\0"));
            Optional<String> command = variables.stream()
                    .filter(v -> v.startsWith(VARIABLE + "="))
                    .map(v -> v.substring(VARIABLE.length() + 1))
                    .findFirst();
            Optional<String> root = variables.stream()
                    .filter(v -> v.startsWith(Host.ROOT_VARIABLE + "="))
                    .findFirst();
            Optional<String> wanted =
                    host.isReal() ? Optional.empty() : Optional.of(Host.ROOT_VARIABLE + "=" + host.path("/"));
            if (command.isEmpty() || !root.equals(wanted) || !asked.test(command.get())) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(directory.resolve("comm")).strip());
        } catch (IOException e) {
            return Optional.empty(); // it has ended, or is none of ours
        }
    }

    private static boolean alive(String command) {
        String pid = command.substring(0, Math.max(0, command.indexOf('/')));
        return pid.matches("[0-9]{1,18}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(p -> identity(p).equals(command))
                        .isPresent();
    }
}
