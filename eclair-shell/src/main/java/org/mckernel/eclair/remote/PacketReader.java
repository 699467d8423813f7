package org.mckernel.eclair.remote;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;

/**
 * Takes packets out of a stream of bytes: {@code $}, data, {@code #}, two hexadecimal digits of the data's sum. In the
 * data {@code }} announces a byte with bit 5 turned, and {@code *} a number of repetitions of the byte before it.
 * Between packets there are acknowledgements and the byte 3, which asks for an end of what is going on; all else is
 * skipped.
 */
final class PacketReader implements Closeable {
    private static final int INTERRUPT = 3;
    private static final int ESCAPE = '}';
    private static final int TURNED = 0x20;
    /** A count of repetitions is a character that can be printed, this much above the count. */
    static final int REPEAT_BASE = 29;

    static final int FEWEST_REPEATS = 3;
    static final int LAST_CHARACTER = 126;

    /** Its data are any bytes but {@code $}, {@code #} and the escape, so there a star is a star. */
    private static final int BINARY_WRITE = 'X';

    private enum State {
        OUTSIDE,
        DATA,
        ESCAPED,
        REPEATED,
        FIRST_DIGIT,
        SECOND_DIGIT
    }

    /** What was found. */
    enum Found {
        /** Nothing more: the bytes are at their end. */
        NOTHING,
        /** A packet; {@link #packet} has its data. */
        PACKET,
        /** A packet with a wrong checksum. */
        DAMAGED,
        /** {@code +}. */
        ACKNOWLEDGED,
        /** {@code -}: the other side wants the last packet again. */
        AGAIN,
        /** The byte 3. */
        INTERRUPTED,
        /** A packet that is longer than announced; the stream is of no use any more. */
        TOO_LONG
    }

    private ByteBuf packet = PacketBuffers.buffer(PacketBuffers.PACKET_BYTES);
    private State state = State.OUTSIDE;
    private int sum;
    private int firstDigit;
    /** A number of repetitions that there is not: whatever the checksum says. */
    private boolean spoilt;

    private boolean checked = true;

    /** From now on checksums are not looked at. */
    void trustChecksums() {
        checked = false;
    }

    /**
     * Data of the packet that was found last, without marks and escapes; valid until the next call of {@link #next}.
     */
    ByteBuf packet() {
        return packet;
    }

    /** True between packets. */
    boolean outside() {
        return state == State.OUTSIDE;
    }

    /** Goes on to the next thing found in these bytes. */
    Found next(ByteBuf bytes) {
        while (bytes.isReadable()) {
            int b = bytes.readByte() & 0xff;
            Found found = switch (state) {
                case OUTSIDE -> outside(b);
                case FIRST_DIGIT -> {
                    firstDigit = Character.digit(b, 16);
                    state = State.SECOND_DIGIT;
                    yield Found.NOTHING;
                }
                case SECOND_DIGIT -> end(Character.digit(b, 16));
                default -> inside(b);
            };
            if (found != Found.NOTHING) {
                return found;
            }
        }
        return Found.NOTHING;
    }

    private Found outside(int b) {
        return switch (b) {
            case '$' -> begin();
            case '+' -> Found.ACKNOWLEDGED;
            case '-' -> Found.AGAIN;
            case INTERRUPT -> Found.INTERRUPTED;
            default -> Found.NOTHING;
        };
    }

    private Found begin() {
        packet = PacketBuffers.emptied(packet);
        sum = 0;
        spoilt = false;
        state = State.DATA;
        return Found.NOTHING;
    }

    private Found inside(int b) {
        if (b == '#' && state == State.DATA) {
            state = State.FIRST_DIGIT;
            return Found.NOTHING;
        }
        if (b == '$' && state == State.DATA) {
            return begin(); // the other side has given up the packet
        }
        sum += b;
        State before = state;
        state = State.DATA;
        return switch (before) {
            case ESCAPED -> append(b ^ TURNED, 1);
            case REPEATED -> repeat(b);
            default -> data(b);
        };
    }

    private Found data(int b) {
        if (b == ESCAPE) {
            state = State.ESCAPED;
            return Found.NOTHING;
        }
        if (b == '*' && packet.isReadable() && packet.getByte(0) != BINARY_WRITE) {
            state = State.REPEATED;
            return Found.NOTHING;
        }
        return append(b, 1);
    }

    private Found repeat(int b) {
        int count = b - REPEAT_BASE;
        spoilt |= count < FEWEST_REPEATS || b > LAST_CHARACTER;
        return spoilt ? Found.NOTHING : append(packet.getByte(packet.writerIndex() - 1), count);
    }

    private Found append(int b, int count) {
        if (count > packet.maxCapacity() - packet.writerIndex()) {
            return Found.TOO_LONG;
        }
        for (int i = 0; i < count; i++) {
            packet.writeByte(b);
        }
        return Found.NOTHING;
    }

    private Found end(int secondDigit) {
        state = State.OUTSIDE;
        boolean fits = firstDigit >= 0 && secondDigit >= 0 && (sum & 0xff) == (firstDigit << 4 | secondDigit);
        return !spoilt && (fits || !checked) ? Found.PACKET : Found.DAMAGED;
    }

    @Override
    public void close() {
        packet.release();
    }
}
