package org.mckernel.dump.device;

import java.io.Closeable;
import java.lang.foreign.MemorySegment;

/** An open device file of IHK's. */
public interface Device extends Closeable {
    /** What it is called in errors: its path. */
    String name();

    /**
     * One request. Nothing is tried again.
     *
     * @param argument a number, or the address of memory that stays where it is until the answer
     * @return what the driver answers, not negative
     * @throws DeviceException when the driver refuses
     */
    int call(IhkRequest request, long argument) throws DeviceException;

    /** The same with a record, which must not be in the heap. */
    default int call(IhkRequest request, MemorySegment record) throws DeviceException {
        return call(request, record.address());
    }

    @Override
    void close();
}
