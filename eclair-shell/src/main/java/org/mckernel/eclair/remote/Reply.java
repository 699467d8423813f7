package org.mckernel.eclair.remote;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;

/**
 * One packet on its way out. Its data are added piece by piece; bytes that have a meaning in the protocol are escaped where
 * they can occur. What does not fit is left out, so callers that answer in parts ask for {@link #room} first.
 */
final class Reply implements Closeable {
    private static final int TURNED = 0x20;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final short[] PAIRS = pairs();

    private ByteBuf frame = PacketBuffers.buffer(PacketBuffers.FRAME_BYTES);
    private int dataAt;

    /** The two digits of each byte, so that a little-endian store puts them in order. */
    private static short[] pairs() {
        short[] pairs = new short[256];
        for (int b = 0; b < pairs.length; b++) {
            pairs[b] = (short) (DIGITS[b >> 4] | (DIGITS[b & 15] << 8));
        }
        return pairs;
    }

    /** Begins anew. */
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

    /** Adds bytes as pairs of hexadecimal digits. */
    Reply hex(byte[] bytes, int from, int count) {
        int fits = Math.min(count, room() / 2);
        frame.ensureWritable(2 * fits);
        int at = frame.writerIndex();
        for (int i = 0; i < fits; i++) {
            frame.setShortLE(at + 2 * i, PAIRS[bytes[from + i] & 0xff]);
        }
        frame.writerIndex(at + 2 * fits);
        return this;
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
        int done = 0;
        while (done < count && room() >= 2) {
            byte b = bytes[from + done++];
            if (b == '#' || b == '$' || b == '}' || b == '*') {
                frame.writeByte('}').writeByte(b ^ TURNED);
            } else {
                frame.writeByte(b);
            }
        }
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
