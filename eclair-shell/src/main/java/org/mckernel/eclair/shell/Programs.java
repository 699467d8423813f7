package org.mckernel.eclair.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Programs of this machine that the user runs from the shell; they print to its output. */
final class Programs {
    private final PrintStream out;

    /** @param out what is flushed before a program prints */
    Programs(PrintStream out) {
        this.out = out;
    }

    /** Runs a shell command on this terminal; returns its exit code. */
    int run(String command) throws IOException {
        out.flush();
        return await(new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start());
    }

    /** Gives lines to a shell command. */
    void pipe(String command, List<String> lines) throws IOException {
        out.flush();
        Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            for (String line : lines) {
                input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // the program has read as much as it wanted
        }
        await(process);
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            throw new CancellationException();
        }
    }
}
