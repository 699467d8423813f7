package org.mckernel.eclair.remote;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The packets that ask for more than a value: what there is to be had, descriptions, lists of threads, commands. */
final class Queries {
    /** Threads in one packet of the list. */
    private static final int PAGE = 1024;

    private static final int LONGEST_COMMAND = 4096;
    private static final String STOP_INFO = "qThreadStopInfo";
    private static final String PID = "1";

    private final RemoteTarget target;
    private int nextThread;

    Queries(RemoteTarget target) {
        this.target = target;
    }

    /** Adds the answer, or returns the command that is asked for. */
    Optional<String> answer(String text, RemoteThread selected, Reply reply) {
        int end = text.indexOf(':');
        int comma = text.indexOf(',');
        end = end < 0 || (comma >= 0 && comma < end) ? comma : end;
        String rest = end < 0 ? "" : text.substring(end + 1);
        if (text.startsWith(STOP_INFO)) {
            stopInfo(PacketText.hex(text.substring(STOP_INFO.length())), reply);
            return Optional.empty();
        }
        switch (end < 0 ? text : text.substring(0, end)) {
            case "qSupported" ->
                reply.text("PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;qXfer:threads:read+;binary-upload+"
                        .formatted(PacketBuffers.PACKET_BYTES));
            case "qC" -> reply.text("QC%x".formatted(selected.id()));
            case "qAttached" -> reply.text("1"); // so gdb lets go at its end, and kills nothing
            case "qOffsets" -> reply.text("Text=0;Data=0;Bss=0");
            case "qSymbol" -> reply.text("OK");
            case "qTStatus" -> reply.text("T0;tnotrun:0");
            case "qfThreadInfo" -> {
                nextThread = 0;
                threads(reply);
            }
            case "qsThreadInfo" -> threads(reply);
            case "qThreadExtraInfo" ->
                target.threads()
                        .byId(PacketText.hex(rest))
                        .ifPresentOrElse(t -> reply.hexText(t.state()), () -> reply.text(Conversation.NO_SUCH_THREAD));
            case "qXfer" -> transfer(new PacketText(rest), reply);
            case "qMemoryRegionInfo" -> region(PacketText.hex(rest), reply);
            case "qHostInfo" ->
                reply.text("triple:").hexText(target.description().triple()).text(";ptrsize:8;endian:little;");
            case "qProcessInfo" ->
                reply.text("pid:" + PID + ";triple:")
                        .hexText(target.description().triple())
                        .text(";ptrsize:8;endian:little;");
            case "qRcmd" -> {
                return command(rest, reply);
            }
            default -> {
                // unknown
            }
        }
        return Optional.empty();
    }

    /** LLDB's question about each thread; all but the first stopped without a reason of their own. */
    private void stopInfo(long id, Reply reply) {
        Optional<RemoteThread> thread = target.threads().byId(id);
        if (thread.isEmpty()) {
            reply.text(Conversation.NO_SUCH_THREAD);
            return;
        }
        reply.text("T%sthread:%x;hexname:"
                        .formatted(thread.get().id() == target.threads().first().id() ? "05" : "00", id))
                .hexText(thread.get().name())
                .text(";");
    }

    private void threads(Reply reply) {
        List<RemoteThread> all = target.threads().all();
        int end = Math.min(all.size(), nextThread + PAGE);
        if (nextThread >= end) {
            reply.text("l");
            return;
        }
        StringBuilder ids = new StringBuilder();
        for (RemoteThread thread : all.subList(nextThread, end)) {
            ids.append(ids.isEmpty() ? 'm' : ',').append(Integer.toHexString(thread.id()));
        }
        nextThread = end;
        reply.text(ids.toString());
    }

    /** {@code OBJECT:read:ANNEX:OFFSET,LENGTH}. */
    private void transfer(PacketText packet, Reply reply) {
        String object = packet.upTo(':');
        String operation = packet.upTo(':');
        if (!operation.equals("read")) {
            return;
        }
        String annex = packet.upTo(':');
        byte[] whole;
        if (object.equals("features") && annex.equals("target.xml")) {
            whole = target.description().xml();
        } else if (object.equals("threads") && annex.isEmpty()) {
            whole = target.threads().xml();
        } else {
            reply.text(object.equals("features") ? "E00" : "");
            return;
        }
        part(whole, packet.hexUpTo(','), packet.hexToEnd(), reply);
    }

    /** The bytes asked for, marked as the last or as followed by more. */
    private static void part(byte[] whole, long offset, long length, Reply reply) {
        if (offset < 0 || offset > whole.length) {
            reply.text(Conversation.UNREADABLE);
            return;
        }
        int most = PacketBuffers.PACKET_BYTES / 2 - 1; // every byte may need an escape
        int wanted = (int) Math.min(length < 0 ? most : Math.min(length, most), whole.length - offset);
        reply.text(offset + wanted == whole.length ? "l" : "m").binary(whole, (int) offset, wanted);
    }

    private void region(long address, Reply reply) {
        TargetMemory.Region region = target.memory().region(address);
        reply.text("start:%x;size:%x;".formatted(region.start(), region.length()));
        if (!region.permissions().isEmpty()) {
            reply.text("permissions:%s;".formatted(region.permissions()));
        }
    }

    private static Optional<String> command(String digits, Reply reply) {
        if (digits.length() > 2 * LONGEST_COMMAND) {
            reply.text("E.a command has at most %d bytes".formatted(LONGEST_COMMAND));
            return Optional.empty();
        }
        try {
            return Optional.of(new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new PacketText.MalformedException(digits);
        }
    }
}
