package org.mckernel.eclair.remote;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;

/**
 * One packet on its way out. Its data are added piece by piece; bytes that have a meaning in the protocol are escaped
 * where they can occur. What does not fit is dropped, so callers that reply in parts ask for {@link #room} first.
 */
final class Reply implements Closeable {
    private static final int TURNED = 0x20;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int REPEAT_BASE = PacketReader.REPEAT_BASE;
    private static final int FEWEST_REPEATS = PacketReader.FEWEST_REPEATS;
    private static final int MOST_REPEATS = PacketReader.LAST_CHARACTER - REPEAT_BASE;
    /** Bytes alike that are worth more than their digits. */
    private static final int SHORTEST_RUN = 4;

    private ByteBuf frame = PacketBuffers.buffer(PacketBuffers.FRAME_BYTES);
    private int dataAt;

    /** Starts a new reply. */
    Reply begin() {
        frame = PacketBuffers.emptied(frame);
        frame.writeByte('$');
        dataAt = frame.writerIndex();
        return this;
    }

    /** Drops the data added so far. */
    Reply instead() {
        frame.writerIndex(dataAt);
        return this;
    }

    /** Characters that still fit. */
    int room() {
        return PacketBuffers.PACKET_BYTES - (frame.writerIndex() - dataAt);
    }

    /** Adds text of ASCII characters, of which none needs an escape. */
    Reply text(String text) {
        if (text.length() <= room()) {
            frame.writeCharSequence(text, StandardCharsets.US_ASCII);
        }
        return this;
    }

    /** Adds bytes as pairs of hexadecimal digits; long runs of one digit as a number of repetitions. */
    Reply hex(byte[] bytes, int from, int count) {
        int end = from + Math.min(count, room() / 2);
        frame.ensureWritable(2 * (end - from));
        byte[] array = frame.array();
        int at = frame.arrayOffset() + frame.writerIndex();
        for (int i = from; i < end; ) {
            byte b = bytes[i];
            int same = i + 1;
            if (isOneDigit(b)) {
                while (same < end && bytes[same] == b) {
                    same++;
                }
            }
            if (same - i >= SHORTEST_RUN) {
                at = repeated(array, at, DIGITS[b & 15], 2 * (same - i));
                i = same;
            } else {
                array[at++] = DIGITS[(b >> 4) & 15];
                array[at++] = DIGITS[b & 15];
                i++;
            }
        }
        frame.writerIndex(at - frame.arrayOffset());
        return this;
    }

    private static boolean isOneDigit(byte b) {
        return ((b >> 4) & 15) == (b & 15);
    }

    /** A digit so many times: it, a star, and how often it comes again as a character that is no mark. */
    private static int repeated(byte[] array, int from, byte digit, int times) {
        int at = from;
        int left = times;
        while (left > 0) {
            array[at++] = digit;
            left--;
            int again = Math.min(left, MOST_REPEATS);
            if (again == '#' - REPEAT_BASE || again == '$' - REPEAT_BASE) {
                again = '#' - REPEAT_BASE - 1;
            }
            if (again >= FEWEST_REPEATS) {
                array[at++] = '*';
                array[at++] = (byte) (again + REPEAT_BASE);
                left -= again;
            }
        }
        return at;
    }

    /** Adds text as hexadecimal digits of its UTF-8 bytes. */
    Reply hexText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return hex(bytes, 0, bytes.length);
    }

    /** Adds the lowest bytes of a number as a processor of little end stores it, in hexadecimal digits. */
    Reply number(long value, int bytes) {
        for (int i = 0; i < bytes && room() >= 2; i++) {
            int b = i < Long.BYTES ? (int) ((value >>> (8 * i)) & 0xff) : 0;
            frame.writeByte(DIGITS[b >> 4]).writeByte(DIGITS[b & 15]);
        }
        return this;
    }

    /** Adds bytes as they are, with escapes. Returns how many of them fitted. */
    int binary(byte[] bytes, int from, int count) {
        int most = room();
        frame.ensureWritable(Math.min(2 * count, most));
        byte[] array = frame.array();
        int start = frame.arrayOffset() + frame.writerIndex();
        int at = start;
        int done = 0;
        while (done < count && at - start <= most - 2) {
            byte b = bytes[from + done++];
            if (b == '#' || b == '$' || b == '}' || b == '*') {
                array[at++] = '}';
                array[at++] = (byte) (b ^ TURNED);
            } else {
                array[at++] = b;
            }
        }
        frame.writerIndex(at - frame.arrayOffset());
        return done;
    }

    /** Ends the packet and returns it: mark, data, mark, checksum. It stays here to be sent again. */
    ByteBuf end() {
        int sum = 0;
        byte[] array = frame.array();
        int end = frame.arrayOffset() + frame.writerIndex();
        for (int i = frame.arrayOffset() + dataAt; i < end; i++) {
            sum += array[i];
        }
        frame.writeByte('#').writeByte(DIGITS[(sum >> 4) & 15]).writeByte(DIGITS[sum & 15]);
        return frame;
    }

    /** The packet once more. */
    ByteBuf again() {
        return frame.readerIndex(0);
    }

    @Override
    public void close() {
        frame.release();
    }
}
