package org.mckernel.converter.real;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A guest's memory from the ELF file that QEMU wrote, read without the code under test. */
final class GuestMemory implements AutoCloseable {
    private record Segment(long address, long size, long offset) {}

    private final RandomAccessFile file;
    private final List<Segment> segments = new ArrayList<>();

    GuestMemory(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
        ByteBuffer header = read(0, 64);
        for (int i = 0; i < header.getShort(56); i++) {
            ByteBuffer segment = read(header.getLong(32) + 56L * i, 56);
            if (segment.getInt(0) == 1) {
                segments.add(new Segment(segment.getLong(24), segment.getLong(32), segment.getLong(8)));
            }
        }
    }

    /** Bytes at a physical address; the range must be in one segment. */
    byte[] bytes(long address, int length) throws IOException {
        for (Segment segment : segments) {
            if (address >= segment.address() && address + length <= segment.address() + segment.size()) {
                return read(segment.offset() + address - segment.address(), length)
                        .array();
            }
        }
        throw new IOException("0x%x is not in the guest's memory".formatted(address));
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(offset);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
