package org.mckernel.eclair.remote;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mckernel.eclair.command.CommandTable;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;
import org.mckernel.eclair.shell.Interpreter;
import org.mckernel.eclair.shell.OutputMode;

/**
 * Runs eclair's commands for gdb's {@code monitor}. The analyser is one person's: all commands of all clients run in
 * one thread, one after the other, and each client has its own selected thread, variables and aliases.
 */
final class Monitor implements AutoCloseable {
    /** Most bytes that a command may answer; gdb shows them all at once. */
    static final int MOST_OUTPUT = 4 << 20;

    /** A live kernel that went on would leave every client with threads and registers that are no more. */
    private static final Set<String> OF_A_LIVE_KERNEL = Set.of("stop", "continue");

    private static final String STANDS_STILL = "not while gdb is served: the kernel stands still until eclair -i ends";

    private final OpenedDump opened;
    private final boolean idleThreads;
    private final boolean cpuContexts;
    private final CommandTable table;
    private final boolean trusted;
    private final ExecutorService analyser = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("analyser").factory());

    /**
     * @param session whose dump and options are those of every client
     * @param trusted clients are the person who started eclair: they may run programs and write files
     */
    Monitor(Session session, CommandTable table, boolean trusted) {
        this.opened = session.opened();
        this.idleThreads = session.idleThreads();
        this.cpuContexts = session.cpuContexts();
        this.table = opened.live().isPresent() ? table.refusing(OF_A_LIVE_KERNEL, STANDS_STILL) : table;
        this.trusted = trusted;
    }

    /** One client's commands. */
    final class Client {
        private final BoundedOutput output = new BoundedOutput(MOST_OUTPUT);
        private Interpreter interpreter;

        /** Has a line run when its turn comes; the result is what it prints. Cancelling it ends the command. */
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
            Interpreter made = new Interpreter(
                    new Session(opened, idleThreads, cpuContexts), table, OutputMode.TEXT, stream, stream, false);
            if (!trusted) {
                made.confine();
            }
            return made;
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
