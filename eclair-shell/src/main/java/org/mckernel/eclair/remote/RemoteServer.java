package org.mckernel.eclair.remote;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * Serves gdb's remote protocol to several clients at once. There are at most {@link #MOST_CONNECTIONS}; when there are,
 * a new one replaces one that never spoke the protocol or has not read its reply for long, or is
 * disconnected.
 */
public final class RemoteServer implements Closeable {
    /** How many clients there can be at once. */
    public static final int MOST_CONNECTIONS = 64;

    private static final int BACKLOG = 128;
    private static final long STUCK_NANOS = Duration.ofSeconds(10).toNanos();

    private final RemoteTarget target;
    private final ServerSocketChannel listener;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private boolean closed;

    private RemoteServer(RemoteTarget target, ServerSocketChannel listener) {
        this.target = target;
        this.listener = listener;
    }

    /**
     * Begins to serve. Threads and their registers are read first.
     *
     * @param address where to listen: of the internet (port 0: any free one), or a path of this machine
     * @param trusted only the user who started this can connect, so commands may run programs and write files
     * @throws CommandException when the dump has no kernel to serve
     * @throws IOException when the address cannot be listened on
     */
    public static RemoteServer start(Session session, Registry registry, SocketAddress address, boolean trusted)
            throws CommandException, IOException {
        RemoteTarget target = new RemoteTarget(
                TargetDescription.of(session.kernel().data().architecture()),
                ThreadList.of(session),
                new TargetMemory(session.kernel().data()),
                new Monitor(session, registry, trusted),
                session.opened().live().isPresent());
        ServerSocketChannel listener = address instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        try {
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            target.monitor().close();
            throw e;
        }
        RemoteServer server = new RemoteServer(target, listener);
        Thread.ofVirtual().name("accept").start(server::accept);
        return server;
    }

    /** Where it listens. */
    public SocketAddress address() throws IOException {
        return listener.getLocalAddress();
    }

    /** How many clients there are. */
    int connected() {
        synchronized (connections) {
            return connections.size();
        }
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                serve(listener.accept());
            } catch (IOException e) {
                pause(); // closed, or out of file descriptors: a client that goes gives one back
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        if (channel.getRemoteAddress() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true); // answers are small and are waited for
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        Connection connection = null;
        synchronized (connections) {
            if (!closed && hasRoom()) {
                connection = new Connection(channel, target);
                connections.add(connection);
            }
        }
        if (connection == null) {
            channel.close();
            return;
        }
        Connection served = connection;
        Thread.ofVirtual().name("client").start(() -> {
            try {
                served.run();
            } finally {
                synchronized (connections) {
                    connections.remove(served);
                }
            }
        });
    }

    /** True if one more can come, perhaps instead of one that is of no use. */
    private boolean hasRoom() {
        if (connections.size() < MOST_CONNECTIONS) {
            return true;
        }
        long now = System.nanoTime();
        Optional<Connection> useless = connections.stream()
                .filter(c -> !c.spoken())
                .findFirst()
                .or(() -> connections.stream()
                        .filter(c -> c.stuckFor(now) > STUCK_NANOS)
                        .max(Comparator.comparingLong(c -> c.stuckFor(now))));
        useless.ifPresent(c -> {
            c.close();
            connections.remove(c);
        });
        return useless.isPresent();
    }

    /** Disconnects all clients and frees the address. */
    @Override
    public void close() throws IOException {
        synchronized (connections) {
            closed = true;
            connections.forEach(Connection::close);
        }
        target.monitor().close();
        listener.close();
    }
}
