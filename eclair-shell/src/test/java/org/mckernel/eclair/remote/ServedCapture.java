package org.mckernel.eclair.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.mckernel.eclair.command.Registry;
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
    static ServedCapture of(Path image, Path dump, Registry registry) throws IOException, CommandException {
        return of(OpenedDump.open(dump, Optional.of(image), false), registry);
    }

    static ServedCapture of(OpenedDump opened, Registry registry) throws IOException, CommandException {
        return new ServedCapture(
                opened,
                RemoteServer.start(
                        new Session(opened, false, false),
                        registry,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        false));
    }

    /** What a client is answered to {@code monitor COMMAND}. */
    static String monitor(RemoteClient client, String command) throws IOException {
        String answer = client.ask("qRcmd," + HexFormat.of().formatHex(command.getBytes(UTF_8)));
        StringBuilder text = new StringBuilder();
        while (answer.startsWith("O") && !answer.equals("OK")) {
            text.append(new String(HexFormat.of().parseHex(answer.substring(1)), UTF_8));
            answer = client.answer();
        }
        assertThat(answer).isEqualTo("OK");
        return text.toString();
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
