package org.mckernel.eclair.remote;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client written from the protocol's description alone; it shares no code with the server. */
final class RemoteClient implements Closeable {
    private final Socket socket = new Socket();
    private final InputStream input;

    RemoteClient(RemoteServer server) throws IOException {
        this((InetSocketAddress) server.address());
    }

    RemoteClient(InetSocketAddress address) throws IOException {
        socket.connect(address, 20_000);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** The packet around these data. */
    static String framed(String data) {
        int sum = 0;
        for (int i = 0; i < data.length(); i++) {
            sum += data.charAt(i);
        }
        return "$%s#%02x".formatted(data, sum & 0xff);
    }

    /** Bytes as they are. */
    RemoteClient raw(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** One byte as it comes; -1 at the end. */
    int read() throws IOException {
        return input.read();
    }

    /** Asks, passes the acknowledgement, and returns the data of the answer. */
    String ask(String data) throws IOException {
        raw(framed(data));
        return answer();
    }

    /** The next packet's data, with repetitions and escapes taken out; its checksum must fit. */
    String answer() throws IOException {
        int b = read();
        while (b == '+') {
            b = read();
        }
        if (b != '$') {
            throw new IOException("expected a packet, found " + b);
        }
        return answerRest();
    }

    /** The same of a packet whose first mark is read already. */
    String answerRest() throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int b;
        int sum = 0;
        int last = 0;
        for (b = byteOrEnd(); b != '#'; b = byteOrEnd()) {
            sum += b;
            if (b == '}') {
                int next = byteOrEnd();
                sum += next;
                last = next ^ 0x20;
                data.write(last);
            } else if (b == '*') {
                int count = byteOrEnd();
                sum += count;
                for (int i = 29; i < count; i++) {
                    data.write(last);
                }
            } else {
                last = b;
                data.write(b);
            }
        }
        String said = "" + (char) byteOrEnd() + (char) byteOrEnd();
        if (!said.equals("%02x".formatted(sum & 0xff))) {
            throw new IOException("checksum %s of a packet whose bytes add up to %02x".formatted(said, sum & 0xff));
        }
        return data.toString(StandardCharsets.ISO_8859_1);
    }

    private int byteOrEnd() throws IOException {
        int b = read();
        if (b < 0) {
            throw new IOException("the server has closed the connection");
        }
        return b;
    }

    /** No more answers are read: what the server sends stays in a small window. */
    static RemoteClient deaf(RemoteServer server) throws IOException {
        RemoteClient client = new RemoteClient(server);
        client.socket.setReceiveBufferSize(4096);
        return client;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
