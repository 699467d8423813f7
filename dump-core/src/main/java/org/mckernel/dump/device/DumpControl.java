package org.mckernel.dump.device;

import java.io.Closeable;
import java.io.IOException;

/** Stops a kernel, reports its memory, and resumes it. */
public interface DumpControl extends Closeable {
    /** True if the driver has a request that resumes a stopped kernel; determined without stopping it. */
    boolean canResume() throws IOException;

    /**
     * Stops all CPUs of the kernel.
     *
     * @param level 0 for all memory, 24 for what the kernel uses; also applies to a later panic of Linux
     */
    void stop(int level) throws IOException;

    /** What belongs in the dump; waits until the last CPU has stopped. */
    MemoryAreas areas() throws IOException;

    /** Resumes the kernel; does nothing if it is not stopped. */
    void resume() throws IOException;

    /** Resumes the kernel if it was stopped through this. */
    @Override
    void close() throws IOException;
}
