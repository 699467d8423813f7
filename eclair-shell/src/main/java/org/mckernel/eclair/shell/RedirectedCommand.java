package org.mckernel.eclair.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command, and where its result is sent. {@code |} and {@code >} are also C operators, so what follows them decides:
 * a program that can be run, or the name of a file that is no number and no plain word.
 *
 * @param command the command
 * @param pipe a shell command that gets the result
 * @param file a file that gets it
 * @param append true to add to the file
 */
record RedirectedCommand(String command, Optional<String> pipe, Optional<String> file, boolean append) {
    private static final Pattern PIPE = Pattern.compile("(.*?)\\s\\|\\s*([\\w./-]+)(.*)", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("(.*?)\\s(>>?)\\s*(\\S*[./]\\S*)\\s*", Pattern.DOTALL);

    static RedirectedCommand of(String line) {
        Matcher pipe = PIPE.matcher(line);
        if (pipe.matches() && runnable(pipe.group(2))) {
            return new RedirectedCommand(
                    pipe.group(1).strip(), Optional.of(pipe.group(2) + pipe.group(3)), Optional.empty(), false);
        }
        Matcher file = FILE.matcher(line);
        if (file.matches()) {
            return new RedirectedCommand(
                    file.group(1).strip(),
                    Optional.empty(),
                    Optional.of(file.group(3)),
                    file.group(2).length() == 2);
        }
        return plain(line);
    }

    /** A line whose result is sent nowhere, whatever is in it. */
    static RedirectedCommand plain(String line) {
        return new RedirectedCommand(line.strip(), Optional.empty(), Optional.empty(), false);
    }

    private static boolean runnable(String program) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program));
        }
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String directory : path.split(":", -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
