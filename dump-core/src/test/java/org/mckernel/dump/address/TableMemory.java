package org.mckernel.dump.address;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.FileRun;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.StoredMemoryBuilder;

/** Physical memory from address 0 on, for page tables and stacks written by hand. */
public final class TableMemory implements ByteSource {
    private final MemorySegment bytes;
    private final StoredMemoryBuilder memory = new StoredMemoryBuilder();

    public TableMemory(int size) {
        bytes = MemorySegment.ofArray(new byte[size]);
    }

    /** Says which bytes the dump has. */
    public TableMemory has(long start, long length) {
        memory.stored(start, length, start);
        return this;
    }

    public TableMemory entry(long table, long index, long value) {
        bytes.set(LE64, table + 8 * index, value);
        return this;
    }

    /** All of it, at a virtual address; nothing else is mapped. */
    public VirtualMemory at(long virtual) {
        return new VirtualMemory(build(), address -> {
            long offset = address - virtual;
            if (Long.compareUnsigned(offset, size()) >= 0) {
                throw new UnmappedAddressException(address, "outside the test's memory");
            }
            return new AddressSpace.Translation(offset, size() - offset);
        });
    }

    public PhysicalMemory build() {
        return memory.build(this, 0x1000);
    }

    @Override
    public String name() {
        return "tables";
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
