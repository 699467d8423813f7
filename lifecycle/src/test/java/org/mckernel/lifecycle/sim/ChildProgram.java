package org.mckernel.lifecycle.sim;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a class of this class path as a program of its own, so that it can be killed. */
public final class ChildProgram {
    private ChildProgram() {}

    static Process start(Class<?> program, File output, String... arguments) throws IOException {
        ProcessBuilder builder = builder(program, arguments);
        return builder.redirectErrorStream(true).redirectOutput(output).start();
    }

    /** Its errors go where this program's go. */
    public static ProcessBuilder builder(Class<?> program, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
