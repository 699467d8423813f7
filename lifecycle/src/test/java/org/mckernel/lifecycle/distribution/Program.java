package org.mckernel.lifecycle.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program of this machine.
 *
 * @param exitCode what it ended with
 * @param out what it printed
 * @param err what it complained of
 */
record Program(int exitCode, String out, String err) {
    private static final int LIMIT_SECONDS = 120;

    /** Runs it with no input and no more of the environment than is given. */
    static Program run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("program", ".out");
        Path err = Files.createTempFile("program", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().retainAll(List.of("PATH"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("still running after %d s: %s".formatted(LIMIT_SECONDS, command));
            }
            return new Program(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static Program run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), List.of(command));
    }

    /** Whether PATH has it. */
    static boolean isHere(String name) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(d -> Files.isExecutable(Path.of(d, name)));
    }
}
