package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.mckernel.lifecycle.host.Host;

/** Tools in a directory that answer as a test sets them up, and log how they were called. */
final class StandInTools {
    static final String PREFIX = "/opt/ihk";

    private final Path root;

    StandInTools(Path root) throws IOException {
        this.root = root.toRealPath();
        Files.createDirectories(root.resolve("dev"));
        Files.createDirectories(root.resolve("answers"));
        Path directory = Files.createDirectories(root.resolve("opt/ihk/sbin"));
        for (String tool : List.of("ihkconfig", "ihkosctl")) {
            Files.writeString(directory.resolve(tool), """
                #!/bin/sh
                echo "$#: $*" >>"$MCK_ROOT/asked"
                answer="$MCK_ROOT/answers/$(echo "$*" | tr ' /' '_+')"
                [ -f "$answer.do" ] && . "$answer.do"
                [ -f "$answer.out" ] && cat "$answer.out"
                [ -f "$answer.err" ] && cat "$answer.err" >&2
                [ -f "$answer.status" ] || exit 99
                exit "$(cat "$answer.status")"
                """);
            Files.setPosixFilePermissions(directory.resolve(tool), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    ToolDriver driver() throws IOException {
        return new ToolDriver(Host.inDirectory(root), PREFIX);
    }

    /** What the tool says when it is called with this line. */
    StandInTools says(String line, int status, String out, String err) throws IOException {
        Path answers = root.resolve("answers");
        String name = line.replace(' ', '_').replace('/', '+');
        Files.writeString(answers.resolve(name + ".status"), Integer.toString(status));
        Files.writeString(answers.resolve(name + ".out"), out);
        Files.writeString(answers.resolve(name + ".err"), err);
        return this;
    }

    /** What it does before. */
    StandInTools does(String line, String script) throws IOException {
        Files.writeString(root.resolve("answers").resolve(line.replace(' ', '_').replace('/', '+') + ".do"), script);
        return this;
    }

    StandInTools has(String file, String content) throws IOException {
        Path path = root.resolve(file.substring(1));
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        return this;
    }

    /** The calls so far: the number of arguments, and the arguments. */
    List<String> asked() throws IOException {
        return Files.readAllLines(root.resolve("asked"));
    }
}
