package org.mckernel.eclair.remote;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;
import org.mckernel.eclair.shell.Interpreter;

/**
 * Runs eclair's commands for gdb's {@code monitor}. The analyser serves one user at a time: all commands of all clients
 * run in one thread, one after the other, and each client has its own selected thread, variables and aliases.
 */
final class Monitor implements AutoCloseable {
    /** Most bytes that a command may answer; gdb shows them all at once. */
    static final int MOST_OUTPUT = 4 << 20;

    private static final String STOPPED = "not while gdb is served: the kernel is stopped until eclair -i ends";

    private final OpenedDump opened;
    private final boolean idleThreads;
    private final boolean cpuContexts;
    private final Registry registry;
    private final Permissions permissions;
    private final ExecutorService analyser = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("analyser").factory());

    /**
     * @param session whose dump and options are those of every client
     * @param trusted clients are the user who started eclair: they may run programs and write files
     */
    Monitor(Session session, Registry registry, boolean trusted) {
        this.opened = session.opened();
        this.idleThreads = session.idleThreads();
        this.cpuContexts = session.cpuContexts();
        this.registry = registry;
        Permissions granted = trusted ? Permissions.ALL : Permissions.NETWORK_CLIENT;
        // a live kernel that was resumed would leave every client with threads and registers that are gone
        this.permissions = opened.live().isPresent() ? granted.without(Effect.STOPS_KERNEL, STOPPED) : granted;
    }

    /** One client's commands. */
    final class Client {
        private final BoundedOutput output = new BoundedOutput(MOST_OUTPUT);
        private Interpreter interpreter;

        /** Runs a line when its turn comes; the result is what it prints. Cancelling it ends the command. */
        Future<byte[]> run(String line) {
            Callable<byte[]> task = () -> {
                if (interpreter == null) {
                    interpreter = interpreter();
                }
                output.taken(); // of a command that was given up
                interpreter.run(line);
                return output.taken();
            };
            return analyser.submit(task);
        }

        private Interpreter interpreter() {
            PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
            return new Interpreter(
                    new Session(opened, idleThreads, cpuContexts),
                    registry,
                    permissions,
                    new Interpreter.Output(OutputMode.TEXT, stream, stream, false));
        }
    }

    /** A client that has run nothing yet. */
    Client client() {
        return new Client();
    }

    /** Ends the command that runs; those that wait do not begin. */
    @Override
    public void close() {
        analyser.shutdownNow();
    }
}
