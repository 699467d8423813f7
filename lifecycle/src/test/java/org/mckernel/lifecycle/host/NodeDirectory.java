package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A handful of files that play the part of a node's. */
record NodeDirectory(Path path) {
    Host host() throws IOException {
        return Host.inDirectory(path);
    }

    /** Makes a file. */
    NodeDirectory file(String absolute, String text) throws IOException {
        Path file = path.resolve(absolute.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Makes a program of bash that notes how it was called in {@code /calls}. */
    NodeDirectory program(String name, String body) throws IOException {
        String file = "/usr/bin/" + name;
        file(file, "#!/bin/bash\nprintf '%s\\n' \"${0##*/} $*\" >>$MCK_ROOT/calls\n" + body + "\n");
        Files.setPosixFilePermissions(path.resolve(file.substring(1)), PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    String text(String absolute) throws IOException {
        return Files.readString(path.resolve(absolute.substring(1)));
    }

    /** How programs were called. */
    String calls() throws IOException {
        return Files.exists(path.resolve("calls")) ? text("/calls") : "";
    }
}
