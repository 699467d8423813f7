package org.mckernel.eclair.remote;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mckernel.dump.result.ErrorLine;

/**
 * One client's connection: reads packets and sends replies, one at a time. It runs in a virtual
 * thread, so one that waits for its client costs a few kilobytes and no thread of the machine.
 */
final class Connection implements Runnable, Closeable {
    private static final int READ_AT_ONCE = 1 << 14;
    private static final int CONSOLE_BYTES = 1 << 13;
    private static final int MOST_REPETITIONS = 16;
    private static final long LOOK_MILLIS = 20;

    private final SocketChannel channel;
    private final Conversation conversation;
    private final Monitor.Client commands;
    private final PacketReader reader = new PacketReader();
    private final Reply reply = new Reply();
    private final ByteBuf input = PacketBuffers.buffer(READ_AT_ONCE);
    private boolean answered;
    private int repetitions;
    private volatile boolean spoken;
    private volatile long writingSince;

    Connection(SocketChannel channel, RemoteTarget target) {
        this.channel = channel;
        this.conversation = new Conversation(target);
        this.commands = target.monitor().client();
    }

    /** True once a complete packet has come: the client speaks the protocol. */
    boolean spoken() {
        return spoken;
    }

    /** How long the client has not taken what it asked for, in nanoseconds; 0 when nothing waits for it. */
    long stuckFor(long now) {
        long since = writingSince;
        return since == 0 ? 0 : now - since;
    }

    @Override
    public void run() {
        try {
            while (!conversation.ended() && step(reader.next(input))) {
                // on to the next
            }
        } catch (IOException e) {
            // the client is gone or was disconnected: there is nobody to report to
        } finally {
            close();
            reader.close();
            reply.close();
            input.release();
        }
    }

    /** Returns false at the end. */
    private boolean step(PacketReader.Found found) throws IOException {
        switch (found) {
            case NOTHING -> {
                return fill();
            }
            case PACKET -> {
                spoken = true;
                repetitions = 0;
                if (!conversation.withoutAcknowledgements()) {
                    send("+");
                }
                answer();
            }
            case DAMAGED -> {
                send("-");
                return ++repetitions < MOST_REPETITIONS;
            }
            case AGAIN -> {
                if (answered) {
                    send(reply.again());
                }
                return ++repetitions < MOST_REPETITIONS;
            }
            case TOO_LONG -> {
                return false;
            }
            case ACKNOWLEDGED, INTERRUPTED -> {
                // a dump is stopped already
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        input.clear();
        ByteBuffer room =
                input.internalNioBuffer(0, input.ensureWritable(READ_AT_ONCE).writableBytes());
        int got = channel.read(room);
        input.writerIndex(Math.max(got, 0));
        return got >= 0;
    }

    private void answer() throws IOException {
        answered = false;
        Optional<String> command = conversation.answer(reader.packet(), reply.begin());
        if (command.isPresent()) {
            byte[] output = run(command.get());
            for (int done = 0; done < output.length; done += CONSOLE_BYTES) {
                reply.begin().text("O").hex(output, done, Math.min(CONSOLE_BYTES, output.length - done));
                sendReply();
            }
            reply.begin().text("OK");
        }
        sendReply();
        if (conversation.withoutAcknowledgements()) {
            reader.trustChecksums();
        }
    }

    private void sendReply() throws IOException {
        send(reply.end());
        answered = true;
    }

    /** Waits for a command and meanwhile looks whether the client still wants it. */
    private byte[] run(String command) throws IOException {
        Future<byte[]> running = commands.run(command);
        try {
            while (true) {
                try {
                    return running.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (interrupted()) {
                        running.cancel(true);
                    }
                }
            }
        } catch (CancellationException e) {
            return "eclair: interrupted\n".getBytes(StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            return "eclair: %s%n".formatted(ErrorLine.of(e.getCause())).getBytes(StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            throw new IOException("the server ends", e);
        } finally {
            running.cancel(true);
        }
    }

    /** Whether an interrupt has come; what else has come stays for later. */
    private boolean interrupted() throws IOException {
        if (!input.isReadable()) {
            input.clear();
        }
        ByteBuffer room = input.internalNioBuffer(input.writerIndex(), input.writableBytes());
        if (room.hasRemaining()) {
            channel.configureBlocking(false);
            try {
                int got = channel.read(room);
                if (got < 0) {
                    throw new IOException("the client has gone");
                }
                input.writerIndex(input.writerIndex() + got);
            } finally {
                channel.configureBlocking(true);
            }
        }
        while (reader.outside() && input.isReadable()) {
            byte next = input.getByte(input.readerIndex());
            if (next == '$') {
                return false;
            }
            input.skipBytes(1);
            if (next == 3) {
                return true;
            }
        }
        return false;
    }

    private void send(String text) throws IOException {
        write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void send(ByteBuf packet) throws IOException {
        write(packet.internalNioBuffer(0, packet.writerIndex()));
    }

    private void write(ByteBuffer bytes) throws IOException {
        writingSince = System.nanoTime() | 1; // 0 means that nothing waits
        while (bytes.hasRemaining()) {
            channel.write(bytes);
            writingSince = System.nanoTime() | 1;
        }
        writingSince = 0;
    }

    /** Ends it, from any thread. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is closed as far as it can be
        }
    }
}
