package org.mckernel.lifecycle.documents;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A bash that runs one command after the other, as a user's does: variables and the directory stay. */
final class Shell implements AutoCloseable {
    private static final int LIMIT_SECONDS = 180;

    private final Process process;
    private final Writer input;
    private final BufferedReader codes;
    private final Path command;
    private final Path output;

    /**
     * What a command did.
     *
     * @param exitCode its exit code
     * @param output what it printed on both standard output and standard error
     */
    record Run(int exitCode, String output) {}

    /**
     * Starts it.
     *
     * @param directory where it works
     * @param environment all its variables
     * @param scratch an existing directory for the shell's own files
     */
    Shell(Path directory, Map<String, String> environment, Path scratch) throws IOException {
        command = scratch.resolve("command");
        output = scratch.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        process = builder.start();
        input = process.outputWriter();
        codes = process.inputReader();
    }

    /**
     * Runs a command, with no input.
     *
     * @throws IOException if it ends the shell or takes longer than {@value #LIMIT_SECONDS} s
     */
    Run run(String text) throws IOException, InterruptedException {
        Files.writeString(command, text + "\n");
        input.write(". '%s' </dev/null >'%s' 2>&1; echo $?%n".formatted(command, output));
        input.flush();
        FutureTask<String> answer = new FutureTask<>(codes::readLine);
        Thread.ofVirtual().start(answer);
        try {
            String code = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (code == null) {
                throw new IOException("the command ended the shell; it printed:\n" + Files.readString(output));
            }
            return new Run(Integer.parseInt(code), Files.readString(output));
        } catch (TimeoutException e) {
            throw new IOException(
                    "still running after %d s; it printed:%n%s".formatted(LIMIT_SECONDS, Files.readString(output)), e);
        } catch (ExecutionException e) {
            throw new IOException("cannot read the shell's answer", e);
        }
    }

    /** Ends it and all that its commands left running. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
