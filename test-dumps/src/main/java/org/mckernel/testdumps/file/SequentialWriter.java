package org.mckernel.testdumps.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Appends small pieces to one area of a {@link SparseFile}, buffered; several areas of a file may grow side by side.
 */
public final class SequentialWriter implements AutoCloseable {
    private final SparseFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    private long flushed;

    /** Starts an area at this offset. */
    public SequentialWriter(SparseFile file, long offset) {
        this.file = file;
        this.flushed = offset;
    }

    /** Where the next byte goes. */
    public long offset() {
        return flushed + buffer.position();
    }

    /** Appends bytes and returns their offset. */
    public long append(byte... bytes) throws IOException {
        long at = offset();
        if (bytes.length > buffer.remaining()) {
            close();
        }
        if (bytes.length > buffer.capacity()) {
            file.write(at, bytes);
            flushed += bytes.length;
        } else {
            buffer.put(bytes);
        }
        return at;
    }

    /** Writes what is buffered. */
    @Override
    public void close() throws IOException {
        long next = offset();
        file.write(flushed, buffer.flip());
        buffer.clear();
        flushed = next;
    }
}
