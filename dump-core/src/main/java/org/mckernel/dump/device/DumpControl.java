package org.mckernel.dump.device;

import java.io.Closeable;
import java.io.IOException;

/** Stops a kernel, tells what memory it has, and lets it go on. */
public interface DumpControl extends Closeable {
    /** True if the driver has a request that lets a stopped kernel go on; asked without stopping it. */
    boolean canResume() throws IOException;

    /**
     * Stops all CPUs of the kernel.
     *
     * @param level 0 for all memory, 24 for what the kernel uses; a later panic of Linux dumps by it, too
     */
    void stop(int level) throws IOException;

    /** What belongs in the dump; waits until the last CPU has stopped. */
    MemoryAreas areas() throws IOException;

    /** Lets the kernel go on; does nothing if it is not stopped. */
    void resume() throws IOException;

    /** Lets the kernel go on if it was stopped through this. */
    @Override
    void close() throws IOException;
}
