package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted where. */
public final class Mounts {
    private static final String TABLE = "/proc/self/mountinfo";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /**
     * A mount.
     *
     * @param target where
     * @param type the file system's
     * @param source what
     * @param shared whether mounts below it are seen by other mount namespaces
     */
    public record Mount(String target, String type, String source, boolean shared) {}

    private final Host host;

    public Mounts(Host host) {
        this.host = host;
    }

    /** All, in the order of mounting. Other lines are ignored. */
    public List<Mount> all() throws IOException {
        List<Mount> mounts = new ArrayList<>();
        for (String line : host.read(TABLE).lines().toList()) {
            String[] fields = line.split(" ", -1);
            int dash = Arrays.asList(fields).indexOf("-");
            if (dash >= 6 && fields.length >= dash + 3) {
                boolean shared = Arrays.stream(fields, 6, dash).anyMatch(f -> f.startsWith("shared:"));
                mounts.add(new Mount(plain(fields[4]), fields[dash + 1], plain(fields[dash + 2]), shared));
            }
        }
        return mounts;
    }

    /** What is mounted at {@code target}: the last one, which hides the others. */
    public Optional<Mount> at(String target) throws IOException {
        return all().stream().filter(m -> m.target().equals(target)).reduce((_, last) -> last);
    }

    /** Mounts a file system; {@code options} may be empty. */
    public void mount(String type, String source, String target, String options) throws IOException {
        List<String> line = new ArrayList<>(List.of("-t", type));
        if (!options.isEmpty()) {
            line.addAll(List.of("-o", options));
        }
        line.addAll(List.of(source, target));
        host.mustRun(LIMIT, "mount", line);
    }

    /** Shows {@code directory} at {@code target}, too. */
    public void bind(String directory, String target) throws IOException {
        host.mustRun(LIMIT, "mount", List.of("--bind", directory, target));
    }

    /**
     * Makes what is mounted at and below {@code target} private to this mount namespace, or shared.
     */
    public void share(String target, boolean shared) throws IOException {
        host.mustRun(LIMIT, "mount", List.of(shared ? "--make-rshared" : "--make-rprivate", target));
    }

    /** Unmounts, at once or as soon as the mount is unused; fails if nothing is mounted there. */
    public void unmount(String target) throws IOException {
        host.mustRun(LIMIT, "umount", List.of("-l", target));
    }

    /** The kernel writes blanks, tabs, line breaks and backslashes as {@code \040}. */
    private static String plain(String text) {
        return OCTAL.matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(m.group(1), 8))));
    }
}
