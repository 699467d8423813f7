package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The service that spreads interrupts over CPUs. It is configured by two files below {@code /run}, which are gone after
 * the next boot of Linux whatever happens: a drop-in of its unit, and the variables that the drop-in names. The site's
 * own settings stay in force but for the three variables set here, as a later file wins in systemd.
 */
public final class Irqbalance {
    /** The unit. */
    public static final String UNIT = "irqbalance.service";

    static final String DIRECTORY = "/run/systemd/system/irqbalance.service.d";
    static final String DROP_IN = DIRECTORY + "/mckernel.conf";
    static final String VARIABLES = "/run/mckernel-irqbalance.env";
    /** There if systemd runs the node, says sd_booted(3). */
    private static final String SYSTEMD = "/run/systemd/system";

    private static final int NOT_ACTIVE = 3;
    private static final int NO_UNIT = 4;
    private static final String NEW = ".new";
    private static final String OLD_DIRECTORY = "# the directory of drop-ins was there before\n";
    private static final FileAttribute<Set<PosixFilePermission>> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Host host;

    public Irqbalance(Host host) {
        this.host = host;
    }

    /**
     * Whether it runs as a service; false on a node that systemd does not run.
     *
     * @throws IOException if that is unknown: if it were taken as stopped, it could move interrupts back
     */
    public boolean active() throws IOException {
        if (!Files.isDirectory(host.path(SYSTEMD))) {
            return false;
        }
        ProcessResult answer = host.run(LIMIT, "systemctl", List.of("is-active", "--quiet", UNIT));
        if (!answer.succeeded() && answer.status() != NOT_ACTIVE && answer.status() != NO_UNIT) {
            throw new FileSystemException("systemctl is-active " + UNIT, null, answer.reason());
        }
        return answer.succeeded();
    }

    /** Stops it. */
    public void stop() throws IOException {
        host.mustRun(LIMIT, "systemctl", List.of("stop", UNIT));
    }

    /** Starts it, with the current bans. */
    public void start() throws IOException {
        host.mustRun(LIMIT, "systemctl", List.of("start", UNIT));
    }

    /**
     * Excludes some CPUs and some interrupts, from its next start on.
     *
     * @param mask the CPUs as words; old versions read this
     * @param list the CPUs as ranges; new versions read this
     * @param irqs the interrupts
     */
    public void ban(String mask, String list, List<Integer> irqs) throws IOException {
        String directory = Files.isDirectory(host.path(DIRECTORY)) && !ours() ? OLD_DIRECTORY : "";
        String arguments = irqs.stream().map(irq -> "--banirq=" + irq).collect(Collectors.joining(" "));
        // First, as it records whether the directory may be removed again.
        write(VARIABLES, directory + """
            IRQBALANCE_BANNED_CPUS=%s
            IRQBALANCE_BANNED_CPULIST=%s
            IRQBALANCE_ARGS=%s
            """.formatted(mask, list, arguments));
        Files.createDirectories(host.path(DIRECTORY));
        write(DROP_IN, "[Service]\nEnvironmentFile=%s\n".formatted(VARIABLES));
        reload();
    }

    /** Removes the bans from its next start on: both files and, if {@link #ban} created it, the directory. */
    public void unban() throws IOException {
        if (!banned()) {
            Files.deleteIfExists(host.path(VARIABLES + NEW));
            return;
        }
        boolean ours = ours();
        Files.deleteIfExists(host.path(DROP_IN + NEW));
        Files.deleteIfExists(host.path(DROP_IN));
        if (ours) {
            try {
                Files.deleteIfExists(host.path(DIRECTORY));
            } catch (DirectoryNotEmptyException e) {
                // another put something there since
            }
        }
        reload();
        Files.deleteIfExists(host.path(VARIABLES + NEW));
        Files.deleteIfExists(host.path(VARIABLES)); // last: it records what is left to do
    }

    /** True if there are bans, or what is left of some: {@link #unban} has something to do. */
    public boolean banned() {
        return Files.exists(host.path(VARIABLES)) || Files.exists(host.path(DROP_IN));
    }

    /** True if the directory is there because of an earlier ban. */
    private boolean ours() throws IOException {
        try {
            return !host.read(VARIABLES).startsWith(OLD_DIRECTORY.strip());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void write(String file, String text) throws IOException {
        Path next = host.path(file + NEW);
        Files.deleteIfExists(next);
        Files.createFile(next, READABLE);
        Files.writeString(next, text);
        Files.move(next, host.path(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private void reload() throws IOException {
        host.mustRun(LIMIT, "systemctl", List.of("daemon-reload"));
    }
}
