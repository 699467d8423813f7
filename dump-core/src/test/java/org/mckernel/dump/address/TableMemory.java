package org.mckernel.dump.address;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.StoredMemoryBuilder;

/** Physical memory from address 0 on, for page tables and stacks written by hand. */
public final class TableMemory {
    private final TestSource bytes;
    private final StoredMemoryBuilder memory = new StoredMemoryBuilder();

    public TableMemory(int size) {
        bytes = TestSource.ofSize(size);
    }

    /** Says which bytes the dump has. */
    public TableMemory has(long start, long length) {
        memory.stored(start, length, start);
        return this;
    }

    public TableMemory entry(long table, long index, long value) {
        bytes.with(
                table + Long.BYTES * index,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
        return this;
    }

    /** All of it, at a virtual address; nothing else is mapped. */
    public VirtualMemory at(long virtual) {
        long size = bytes.size();
        return new VirtualMemory(build(), address -> {
            long offset = address - virtual;
            if (Long.compareUnsigned(offset, size) >= 0) {
                throw new UnmappedAddressException(address, "outside the test's memory");
            }
            return new AddressSpace.Translation(offset, size - offset);
        });
    }

    public PhysicalMemory build() {
        return memory.build(bytes, 0x1000);
    }
}
