package org.mckernel.eclair.remote;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One client's side of the protocol: what it has selected and negotiated, and the answer to each of its packets. An
 * empty reply means that a packet is unknown, by which clients find out what is supported. Nothing that a client sends
 * changes anything but this object.
 */
final class Conversation {
    /** Errors with a text are part of the protocol since gdb 7; LLDB takes them for errors, too. */
    private static final String READ_ONLY = "E.a dump is only read: nothing in it can be changed";

    private static final String DOES_NOT_RUN = "E.a dump does not run";
    private static final String LIVE_READ_ONLY = "E.the live kernel is only read: nothing in it can be changed";
    private static final String LIVE_STOPPED = "E.the live kernel is stopped until eclair -i ends";
    static final String NO_SUCH_THREAD = "E.no such thread";
    static final String MALFORMED = "E.malformed packet";
    static final String UNREADABLE = "E01";

    private final RemoteTarget target;
    private final RegisterPackets registers;
    private final Queries queries;
    private final byte[] memory = new byte[PacketBuffers.PACKET_BYTES / 2];
    private RemoteThread selected;
    private boolean lldb;
    private boolean ended;
    private boolean withoutAcknowledgements;

    Conversation(RemoteTarget target) {
        this.target = target;
        this.selected = target.threads().first();
        this.registers = new RegisterPackets(target.description());
        this.queries = new Queries(target);
    }

    /** True after a packet that ends it; the reply is still to be sent. */
    boolean ended() {
        return ended;
    }

    /** True after the packet that turns acknowledgements off; its reply is the last to be acknowledged. */
    boolean withoutAcknowledgements() {
        return withoutAcknowledgements;
    }

    /**
     * Adds the answer to a packet.
     *
     * @return a command for the analyser, whose output is the answer; empty when the answer is there
     */
    Optional<String> answer(ByteBuf packet, Reply reply) {
        if (!packet.isReadable()) {
            return Optional.empty();
        }
        String text = packet.toString(StandardCharsets.ISO_8859_1);
        String rest = text.substring(1);
        try {
            switch (text.charAt(0)) {
                case '?' -> stopped(reply);
                case 'g' -> registers.all(selected, reply);
                case 'p' -> registers.one(selected, PacketText.hex(rest), lldb, reply);
                case 'm' -> readMemory(new PacketText(rest), reply, false);
                case 'x' -> readBinary(new PacketText(rest), reply);
                case 'H' -> select(rest, reply);
                case 'T' ->
                    reply.text(target.threads().byId(PacketText.hex(rest)).isPresent() ? "OK" : NO_SUCH_THREAD);
                case 'D' -> {
                    ended = true;
                    reply.text("OK");
                }
                case 'k' -> ended = true;
                case 'G', 'P', 'M', 'X' -> reply.text(target.live() ? LIVE_READ_ONLY : READ_ONLY);
                case 'c', 'C', 's', 'S', 'b' -> reply.text(doesNotRun());
                case 'v' -> many(text, reply);
                case 'Q' -> set(text, reply);
                case 'q' -> {
                    lldb |= text.startsWith("qHostInfo");
                    return queries.answer(text, selected, reply);
                }
                default -> {
                    // unknown
                }
            }
        } catch (PacketText.MalformedException e) {
            reply.instead().text(MALFORMED);
        }
        return Optional.empty();
    }

    private String doesNotRun() {
        return target.live() ? LIVE_STOPPED : DOES_NOT_RUN;
    }

    private void stopped(Reply reply) {
        RemoteThread first = target.threads().first();
        reply.text("T05thread:%x;".formatted(first.id()));
        first.cpu().ifPresent(cpu -> reply.text("core:%x;".formatted(cpu)));
    }

    /** {@code Hg} selects the thread whose registers are read; {@code Hc} one to resume, of which there is none. */
    private void select(String rest, Reply reply) {
        String number = rest.isEmpty() ? "" : rest.substring(1);
        if (number.equals("0") || number.equals("-1")) {
            reply.text("OK"); // any, or all
            return;
        }
        Optional<RemoteThread> thread = target.threads().byId(PacketText.hex(number));
        if (thread.isPresent() && rest.charAt(0) == 'g') {
            selected = thread.get();
        }
        reply.text(thread.isPresent() ? "OK" : NO_SUCH_THREAD);
    }

    /** {@code m ADDRESS,LENGTH}: less than asked for where something is missing, an error where the first byte is. */
    private void readMemory(PacketText packet, Reply reply, boolean binary) {
        long address = packet.hexUpTo(',');
        long length = packet.hexToEnd();
        if (binary) {
            reply.text("b");
        }
        int most = (int) Math.min(length < 0 ? Long.MAX_VALUE : length, memory.length);
        int got = target.memory().read(address, memory, most);
        if (got == 0 && length != 0) {
            reply.instead().text(UNREADABLE);
        } else if (binary) {
            reply.binary(memory, 0, got);
        } else {
            reply.hex(memory, 0, got);
        }
    }

    /**
     * gdb since 16 has a letter before the bytes; LLDB's old packet of that name has none, so it is left to {@code m}.
     */
    private void readBinary(PacketText packet, Reply reply) {
        if (!lldb) {
            readMemory(packet, reply, true);
        }
    }

    private void many(String text, Reply reply) {
        if (text.startsWith("vKill")) {
            ended = true;
            reply.text("OK");
        } else if (text.startsWith("vCont") && !text.equals("vCont?")) {
            reply.text(doesNotRun());
        } // all others are unknown, vMustReplyEmpty above all; for vCont? that means that nothing can be resumed
    }

    private void set(String text, Reply reply) {
        switch (text) {
            case "QStartNoAckMode" -> {
                withoutAcknowledgements = true;
                reply.text("OK");
            }
            case "QThreadSuffixSupported", "QListThreadsInStopReply" -> lldb = true; // and are unknown
            default -> {
                // unknown
            }
        }
    }
}
