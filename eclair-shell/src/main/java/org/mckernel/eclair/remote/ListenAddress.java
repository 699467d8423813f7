package org.mckernel.eclair.remote;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where {@code --listen} listens.
 *
 * @param socket address and port; port 0 means any free one
 */
public record ListenAddress(InetSocketAddress socket) {
    private static final int HIGHEST_PORT = 65535;

    /**
     * Reads {@code [HOST:]PORT}; without a host it is this machine's own, and an address with colons is in brackets.
     *
     * @throws IllegalArgumentException with a line for the user
     */
    public static ListenAddress of(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw bad(text, "an address with colons is written in brackets, as [::1]:1234");
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
            throw bad(text, "expected [HOST:]PORT with a port from 0 to " + HIGHEST_PORT + " (0: any free one)");
        }
        try {
            InetAddress address = host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
            return new ListenAddress(new InetSocketAddress(address, Integer.parseInt(port)));
        } catch (UnknownHostException e) {
            throw bad(text, "no such host");
        }
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("--listen %s: %s".formatted(text, why));
    }

    /** A line to say when others than this machine's users can connect. */
    public Optional<String> warning() {
        return socket.getAddress().isLoopbackAddress()
                ? Optional.empty()
                : Optional.of("warning: anyone who can connect to %s can read this dump; there is no password"
                        .formatted(
                                socket.getAddress().isAnyLocalAddress()
                                        ? "this machine"
                                        : socket.getAddress().getHostAddress()));
    }

    /** What gdb's {@code target remote} takes for an address of this machine. */
    public static String forGdb(InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        String host =
                address.isLoopbackAddress() || address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + bound.getPort();
    }
}
