package org.mckernel.testdumps.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** A new file written at any offset. What is never written is a hole that reads as zeros and costs no disk space. */
public final class SparseFile implements AutoCloseable {
    private final RandomAccessFile file;
    private final FileChannel channel;
    private long length;

    private SparseFile(RandomAccessFile file) {
        this.file = file;
        this.channel = file.getChannel();
    }

    /** Creates the file, or empties it. */
    public static SparseFile create(Path path) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(0);
        return new SparseFile(file);
    }

    /** Writes bytes at an offset. */
    public void write(long offset, byte... bytes) throws IOException {
        write(offset, ByteBuffer.wrap(bytes));
    }

    /** Writes what remains in the buffer at an offset. */
    public void write(long offset, ByteBuffer bytes) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        length = Math.max(length, at);
    }

    /** Writes {@code count} bytes of physical memory; pages of zeros become holes. Both borders are page aligned. */
    public void writeMemory(long offset, SimulatedMemory memory, long start, long count) throws IOException {
        for (long pfn : memory.writtenPages(start, count)) {
            if (!memory.isZero(pfn)) {
                write(offset + pfn * memory.pageSize() - start, memory.page(pfn));
            }
        }
        extendTo(offset + count);
    }

    /** Makes the file at least this long. */
    public void extendTo(long size) {
        length = Math.max(length, size);
    }

    /** Bytes in the file so far. */
    public long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            file.setLength(length);
        }
    }

    /** True if every byte is zero. */
    public static boolean isZero(byte... bytes) {
        return Arrays.mismatch(bytes, new byte[bytes.length]) < 0;
    }
}
