package org.mckernel.testdumps.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Lays out a C structure field by field. Gaps are zero. */
public final class StructBuilder {
    private final ByteOrder order;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private StructBuilder(ByteOrder order) {
        this.order = order;
    }

    /** Integers least significant byte first. */
    public static StructBuilder littleEndian() {
        return new StructBuilder(ByteOrder.LITTLE_ENDIAN);
    }

    /** Integers most significant byte first. */
    public static StructBuilder bigEndian() {
        return new StructBuilder(ByteOrder.BIG_ENDIAN);
    }

    public StructBuilder u8(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    public StructBuilder u16(int... values) {
        for (int value : values) {
            out.writeBytes(
                    ByteBuffer.allocate(2).order(order).putShort((short) value).array());
        }
        return this;
    }

    public StructBuilder u32(int... values) {
        for (int value : values) {
            out.writeBytes(ByteBuffer.allocate(4).order(order).putInt(value).array());
        }
        return this;
    }

    public StructBuilder u64(long... values) {
        for (long value : values) {
            out.writeBytes(ByteBuffer.allocate(8).order(order).putLong(value).array());
        }
        return this;
    }

    public StructBuilder bytes(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The text's bytes (UTF-8), without a NUL. */
    public StructBuilder text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text in a field of fixed size: NUL padded, at least one NUL. */
    public StructBuilder text(String text, int size) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= size) {
            throw new IllegalArgumentException("'%s' does not fit %d bytes".formatted(text, size));
        }
        int end = out.size() + size;
        return bytes(bytes).at(end);
    }

    /** Zeros up to this offset: the next field starts there. */
    public StructBuilder at(int offset) {
        if (offset < out.size()) {
            throw new IllegalArgumentException("Offset %d is already written (at %d)".formatted(offset, out.size()));
        }
        out.writeBytes(new byte[offset - out.size()]);
        return this;
    }

    /** Zeros up to a multiple of {@code alignment}. */
    public StructBuilder align(int alignment) {
        return at((out.size() + alignment - 1) / alignment * alignment);
    }

    public int size() {
        return out.size();
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }
}
