package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of a node's interrupts, and their users. */
public final class Irqs {
    /** The last number that IHK's module tries. */
    public static final int LAST = 255;

    private static final String TABLE = "/proc/interrupts";
    private static final String DIRECTORY = "/proc/irq";
    private static final Pattern LINE = Pattern.compile("\\s*([0-9]{1,9}):(.*)");

    private final Host host;

    public Irqs(Host host) {
        this.host = host;
    }

    /**
     * The first number from {@code from} to {@value #LAST} that is in neither the table of interrupts nor their
     * directory.
     */
    public OptionalInt firstFree(int from) throws IOException {
        SortedSet<Integer> taken = withDirectory(host);
        for (String line : host.read(TABLE).lines().toList()) {
            Matcher row = LINE.matcher(line);
            if (row.matches()) {
                taken.add(Integer.valueOf(row.group(1)));
            }
        }
        for (int irq = from; irq <= LAST; irq++) {
            if (!taken.contains(irq)) {
                return OptionalInt.of(irq);
            }
        }
        return OptionalInt.empty();
    }

    /** Interrupts that a driver has asked for under this name, ascending. */
    public List<Integer> named(String name) throws IOException {
        List<Integer> irqs = new ArrayList<>();
        for (String line : host.read(TABLE).lines().toList()) {
            Matcher row = LINE.matcher(line);
            if (row.matches()
                    && Arrays.stream(row.group(2).split(",", -1))
                            .anyMatch(users -> lastWord(users).equals(name))) {
                irqs.add(Integer.valueOf(row.group(1)));
            }
        }
        irqs.sort(null);
        return irqs;
    }

    private static String lastWord(String text) {
        String all = text.strip();
        return all.substring(all.lastIndexOf(' ') + 1);
    }

    /** The numbers that have a directory of settings. */
    static SortedSet<Integer> withDirectory(Host host) throws IOException {
        SortedSet<Integer> irqs = new TreeSet<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(host.path(DIRECTORY))) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (name.matches("[0-9]{1,9}")) {
                    irqs.add(Integer.valueOf(name));
                }
            }
        } catch (NoSuchFileException e) {
            return irqs; // some machines have no such settings
        }
        return irqs;
    }

    /** Where an interrupt's settings are. */
    static String affinityFile(int irq) {
        return DIRECTORY + "/" + irq + "/smp_affinity";
    }
}
