package org.mckernel.testdumps.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads a file's bytes at offsets, for asserting by hand. */
public final class FileBytes {
    private final Path path;

    public FileBytes(Path path) {
        this.path = path;
    }

    public byte[] bytes(long offset, int count) {
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            while (buffer.hasRemaining()) {
                if (file.read(buffer, offset + buffer.position()) < 0) {
                    throw new AssertionError("%s ends before %d + %d".formatted(path, offset, count));
                }
            }
            return buffer.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int u16(long offset) {
        return Short.toUnsignedInt(little(offset, 2).getShort());
    }

    public int u32(long offset) {
        return little(offset, 4).getInt();
    }

    public long u64(long offset) {
        return little(offset, 8).getLong();
    }

    public long u64BigEndian(long offset) {
        return little(offset, 8).order(ByteOrder.BIG_ENDIAN).getLong();
    }

    public String text(long offset, int count) {
        return new String(bytes(offset, count), StandardCharsets.UTF_8);
    }

    private ByteBuffer little(long offset, int count) {
        return ByteBuffer.wrap(bytes(offset, count)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
