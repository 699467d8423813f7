package org.mckernel.lifecycle.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A directory that takes the place of / for the commands of the installation guide: what they do below /opt,
 * /usr/local, /etc and /tmp, they do below it.
 */
final class ScratchRoot {
    private static final Pattern ABSOLUTE = Pattern.compile("(?<![\\w/.])/(opt|usr/local|etc|tmp)(?![\\w-])");

    private final Path root;
    private final String version;

    ScratchRoot(Path root, String version) throws IOException {
        this.root = root;
        this.version = version;
        for (String name : List.of("opt", "usr/local/bin", "etc", "tmp")) {
            Files.createDirectories(root.resolve(name));
        }
    }

    /** The first entry of PATH of a user of this root. */
    String programs() {
        return root.resolve("usr/local/bin").toString();
    }

    /** A command of the guide with this root and the version of this build. */
    String translated(String command) {
        return ABSOLUTE.matcher(command.replace("mck-VERSION", "mck-" + version))
                .replaceAll(r -> root + r.group());
    }

    /** What a command printed, as the guide shows it. */
    String shown(String output) {
        return output.replace(root.toString(), "").replace("mck-" + version, "mck-VERSION");
    }
}
