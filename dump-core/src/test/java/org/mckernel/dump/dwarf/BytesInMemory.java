package org.mckernel.dump.dwarf;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.FileRun;
import org.mckernel.dump.bytes.MalformedFileException;

/** A file that is only an array. */
public final class BytesInMemory implements ByteSource {
    private final MemorySegment bytes;

    public BytesInMemory(byte[] bytes) {
        this.bytes = MemorySegment.ofArray(bytes).asReadOnly();
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public long size() {
        return bytes.byteSize();
    }

    @Override
    public MemorySegment slice(long offset, long length) throws MalformedFileException {
        if (!contains(offset, length)) {
            throw MalformedFileException.truncated(this, length + " bytes", offset, length);
        }
        return bytes.asSlice(offset, length);
    }

    @Override
    public FileRun fileRun(long offset, long length) {
        return null;
    }
}
