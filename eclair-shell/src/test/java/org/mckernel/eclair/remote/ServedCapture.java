package org.mckernel.eclair.remote;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.mckernel.eclair.command.CommandTable;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;

/**
 * A dump served on a free port of this machine.
 *
 * @param opened the dump
 * @param server its server
 */
record ServedCapture(OpenedDump opened, RemoteServer server) implements Closeable {
    @SuppressWarnings("MustBeClosedChecker") // close() does
    static ServedCapture of(Path image, Path dump, CommandTable table) throws IOException, CommandException {
        OpenedDump opened = OpenedDump.open(dump, Optional.of(image), false);
        return new ServedCapture(opened, RemoteServer.start(new Session(opened, false, false), table,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false));
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.address()).getPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        opened.close();
    }
}
