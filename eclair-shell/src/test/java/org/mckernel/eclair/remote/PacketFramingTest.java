package org.mckernel.eclair.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packets on their way in and out. */
class PacketFramingTest {
    /** What a reader finds in these bytes, a packet as its data, given to it in pieces of that size. */
    private static List<String> found(String bytes, int piece) {
        List<String> all = new ArrayList<>();
        try (PacketReader reader = new PacketReader()) {
            for (int at = 0; at < bytes.length(); at += piece) {
                ByteBuf part = Unpooled.wrappedBuffer(bytes.substring(at, Math.min(bytes.length(), at + piece))
                        .getBytes(StandardCharsets.ISO_8859_1));
                PacketReader.Found found = reader.next(part);
                while (found != PacketReader.Found.NOTHING) {
                    all.add(
                            found == PacketReader.Found.PACKET
                                    ? reader.packet().toString(StandardCharsets.ISO_8859_1)
                                    : found.name());
                    found = found == PacketReader.Found.TOO_LONG ? PacketReader.Found.NOTHING : reader.next(part);
                }
            }
        }
        return all;
    }

    @Test
    void packetsAcknowledgementsAndInterruptsAreTold() {
        String bytes = "+noise" + RemoteClient.framed("qC") + "-\u0003" + RemoteClient.framed("") + "$g#00";
        for (int piece = 1; piece < bytes.length(); piece++) {
            assertThat(found(bytes, piece))
                    .containsExactly("ACKNOWLEDGED", "qC", "AGAIN", "INTERRUPTED", "", "DAMAGED");
        }
    }

    @Test
    void escapesAndRepetitionsAreTakenOut() {
        assertThat(found(RemoteClient.framed("a}\u0003b}]c"), 3)).containsExactly("a#b}c");
        assertThat(found(RemoteClient.framed("0* 1"), 2)).containsExactly("00001");
        assertThat(found(RemoteClient.framed("X0,4:0* 1"), 9)).containsExactly("X0,4:0* 1");
    }

    @Test
    void aPacketThatAnotherInterruptsIsForgotten() {
        assertThat(found("$m123" + RemoteClient.framed("g"), 4)).containsExactly("g");
    }

    @Test
    void wrongSumsAndCountsAreDamage() {
        assertThat(found("$g#68$g#zz$g#6", 5)).containsExactly("DAMAGED", "DAMAGED");
        assertThat(found(RemoteClient.framed("a*\u0001"), 5)).containsExactly("DAMAGED");
        assertThat(found(RemoteClient.framed("a*\u00ff"), 5)).containsExactly("DAMAGED");
        assertThat(found(RemoteClient.framed("* "), 5)).containsExactly("* ");
    }

    @Test
    void noPacketGrowsBeyondItsLimit() {
        String most = "m".repeat(PacketBuffers.PACKET_BYTES);
        assertThat(found(RemoteClient.framed(most), 1 << 14)).containsExactly(most);
        assertThat(found("$" + most + "m", 1 << 14)).containsExactly("TOO_LONG");
        // 97 repetitions for two bytes: the limit counts what comes out
        assertThat(found("$m" + "*~".repeat(PacketBuffers.PACKET_BYTES / 97 + 1), 1 << 14))
                .containsExactly("TOO_LONG");
    }

    @Test
    void anyBytesComeOutAsTheyWentIn() {
        Random random = new Random(29);
        try (Reply reply = new Reply();
                PacketReader reader = new PacketReader()) {
            for (int round = 0; round < 3000; round++) {
                byte[] bytes = new byte[random.nextInt(300)];
                for (int i = 0; i < bytes.length; i++) {
                    // runs of all lengths, of bytes of one digit and of others
                    bytes[i] = i > 0 && random.nextInt(40) != 0
                            ? bytes[i - 1]
                            : (byte) (random.nextBoolean() ? 0x11 * random.nextInt(16) : random.nextInt(256));
                }
                reply.begin().hex(bytes, 0, bytes.length);
                ByteBuf packet = reply.end();
                assertThat(packet.readableBytes()).isLessThanOrEqualTo(2 * bytes.length + 4);
                assertThat(reader.next(packet)).isEqualTo(PacketReader.Found.PACKET);
                assertThat(reader.packet().toString(StandardCharsets.US_ASCII))
                        .isEqualTo(HexFormat.of().formatHex(bytes));

                assertThat(reply.begin().binary(bytes, 0, bytes.length)).isEqualTo(bytes.length);
                assertThat(reader.next(reply.end())).isEqualTo(PacketReader.Found.PACKET);
                byte[] back = new byte[reader.packet().readableBytes()];
                reader.packet().readBytes(back);
                assertThat(back).isEqualTo(bytes);
            }
        }
    }

    @Test
    void aReplyHoldsWhatFits() {
        try (Reply reply = new Reply()) {
            byte[] escaped = "$".repeat(PacketBuffers.PACKET_BYTES).getBytes(StandardCharsets.US_ASCII);
            assertThat(reply.begin().binary(escaped, 0, escaped.length)).isEqualTo(PacketBuffers.PACKET_BYTES / 2);
            assertThat(reply.room()).isZero();
            assertThat(reply.text("more").number(7, 8).end().writerIndex()).isEqualTo(PacketBuffers.PACKET_BYTES + 4);
        }
    }
}
