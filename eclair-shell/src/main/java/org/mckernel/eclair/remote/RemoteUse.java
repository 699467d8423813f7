package org.mckernel.eclair.remote;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** The two ways in which eclair serves gdb: to any client that connects, or to a gdb of its own. */
public final class RemoteUse {
    private final Session session;
    private final Registry registry;
    private final PrintStream out;
    private final PrintStream err;

    public RemoteUse(Session session, Registry registry, PrintStream out, PrintStream err) {
        this.session = session;
        this.registry = registry;
        this.out = out;
        this.err = err;
    }

    /**
     * Serves until Ctrl-C or SIGTERM, which is how this ends well.
     *
     * @throws CommandException when there is no kernel in the dump
     */
    public int listen(ListenAddress address) throws CommandException, IOException {
        CountDownLatch asked = new CountDownLatch(1);
        Object interrupt = Signals.register("INT", asked::countDown);
        Object terminate = Signals.register("TERM", asked::countDown);
        try (RemoteServer server = start(address)) {
            InetSocketAddress bound = (InetSocketAddress) server.address();
            address.warning().ifPresent(line -> err.println("eclair: " + line));
            out.println("listening on %s:%d; in gdb: target remote %s"
                    .formatted(bound.getAddress().getHostAddress(), bound.getPort(), ListenAddress.forGdb(bound)));
            out.flush();
            asked.await();
            return ExitCode.COMPLETE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.ERROR;
        } finally {
            Signals.unregister("INT", interrupt);
            Signals.unregister("TERM", terminate);
        }
    }

    private RemoteServer start(ListenAddress address) throws CommandException, IOException {
        try {
            return RemoteServer.start(session, registry, address.socket(), false);
        } catch (IOException e) {
            throw new IOException(
                    "--listen: %s port %d: %s; another port, or 0 for any free one"
                            .formatted(
                                    address.socket().getAddress().getHostAddress(),
                                    address.socket().getPort(),
                                    e.getMessage()),
                    e);
        }
    }

    /**
     * Serves a gdb that is started here, over a socket in a directory that only this user can enter.
     *
     * @param image the kernel's image
     * @param more further arguments of gdb
     * @return gdb's exit code
     * @throws CommandException when there is no kernel in the dump, or no gdb on this machine
     */
    public int gdb(Path image, List<String> more) throws CommandException, IOException {
        Architecture architecture = session.kernel().data().architecture();
        String named = System.getenv("GDB");
        GdbProgram gdb = GdbProgram.find(named, System.getenv().getOrDefault("PATH", ""), architecture)
                .orElseThrow(() -> new CommandException(noGdb(named, architecture)));
        Path directory = Files.createTempDirectory(
                "eclair-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path socket = directory.resolve("gdb");
        try (RemoteServer server = RemoteServer.start(session, registry, UnixDomainSocketAddress.of(socket), true)) {
            return gdb.run(image, ((UnixDomainSocketAddress) server.address()).getPath(), more);
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        }
    }

    private static String noGdb(String named, Architecture architecture) {
        String why = named == null || named.isBlank() ? "no gdb in PATH" : named + " is not a program";
        return "--gdb: %s; install gdb (for %s on another machine: gdb-multiarch), or set the variable GDB to one"
                .formatted(why, architecture.name());
    }
}
