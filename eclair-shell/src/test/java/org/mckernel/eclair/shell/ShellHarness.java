package org.mckernel.eclair.shell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;

/** An interpreter whose output is kept. */
final class ShellHarness {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Session session;
    private final Interpreter interpreter;
    private int exitCode;

    ShellHarness(OpenedDump opened, Registry registry, Permissions permissions, OutputMode mode) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        session = new Session(opened, false, false);
        interpreter =
                new Interpreter(session, registry, permissions, new Interpreter.Output(mode, stream, stream, false));
    }

    /** What a line prints, errors included. */
    String run(String line) {
        out.reset();
        exitCode = interpreter.run(line);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What was printed since the last line that {@link #run} ran. */
    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The exit code of the last line. */
    int exitCode() {
        return exitCode;
    }

    Session session() {
        return session;
    }

    Interpreter interpreter() {
        return interpreter;
    }
}
