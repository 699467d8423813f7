package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The processes of a node. */
public final class Processes {
    private static final String PROC = "/proc";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(20);

    /**
     * A process. Its number may be another's later; number and start together are its own.
     *
     * @param pid its number
     * @param comm the program's name, cut to 15 characters by the kernel
     * @param started when, in the kernel's ticks since it booted
     */
    public record Running(int pid, String comm, long started) {}

    private final Host host;

    public Processes(Host host) {
        this.host = host;
    }

    /** The process of this number, if there is one that has not ended. */
    public Optional<Running> find(int pid) {
        String stat;
        try {
            stat = host.read(PROC + "/" + pid + "/stat");
        } catch (IOException e) {
            return Optional.empty();
        }
        // The name may contain blanks and brackets: the next field follows the last bracket.
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        String[] fields = stat.substring(close + 1).strip().split(" ", -1);
        if (open < 0
                || close < open
                || fields.length < 20
                || fields[0].matches("[ZX]")
                || !fields[19].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new Running(pid, stat.substring(open + 1, close), Long.parseLong(fields[19])));
    }

    /** Processes of this program, by number. */
    public List<Running> named(String comm) throws IOException {
        String cut = comm.length() > 15 ? comm.substring(0, 15) : comm;
        return all(running -> running.comm().equals(cut));
    }

    /**
     * Processes that have a file open, by number. Those of other users are seen by root only.
     *
     * @param file its absolute name on the node, with no link in it
     */
    public List<Running> holders(String file) throws IOException {
        return all(running -> holds(running.pid(), file));
    }

    private List<Running> all(Predicate<Running> wanted) throws IOException {
        List<Running> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(host.path(PROC))) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (name.matches("[0-9]{1,9}")) {
                    find(Integer.parseInt(name)).filter(wanted).ifPresent(found::add);
                }
            }
        }
        found.sort(Comparator.comparingInt(Running::pid));
        return found;
    }

    private boolean holds(int pid, String file) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(host.path(PROC + "/" + pid + "/fd"))) {
            for (Path descriptor : open) {
                if (leadsTo(descriptor, file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false; // the process has ended, or is another user's
        }
    }

    /** Whether a descriptor is of the file; one that was closed meanwhile is not. */
    private static boolean leadsTo(Path descriptor, String file) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(file);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Ends a process: SIGTERM, a wait, SIGKILL. Does nothing if it has ended already, or if its number was reused.
     *
     * @param limit how long it may take to end by itself
     * @throws IOException if it cannot be ended
     */
    public void end(Running process, Duration limit) throws IOException {
        for (String signal : List.of("-TERM", "-KILL")) {
            if (!runs(process)) {
                return;
            }
            ProcessResult kill = host.run(LIMIT, "kill", List.of(signal, Integer.toString(process.pid())));
            if (!kill.succeeded() && runs(process)) {
                throw new IOException(
                        "process %d (%s) cannot be ended: %s".formatted(process.pid(), process.comm(), kill.reason()));
            }
            if (ends(process, limit)) {
                return;
            }
        }
        throw new IOException(
                "process %d (%s) does not end although it was killed".formatted(process.pid(), process.comm()));
    }

    private boolean runs(Running process) {
        return find(process.pid()).equals(Optional.of(process));
    }

    private boolean ends(Running process, Duration limit) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        while (runs(process)) {
            if (System.nanoTime() > until) {
                return false;
            }
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while process %d was to end".formatted(process.pid()), e);
            }
        }
        return true;
    }
}
