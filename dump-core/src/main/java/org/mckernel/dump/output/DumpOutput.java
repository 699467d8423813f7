package org.mckernel.dump.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The file that a dump is written into. */
public interface DumpOutput extends Closeable {
    /** A last check of the file before it counts as written. */
    @FunctionalInterface
    interface Check {
        /** Throws when the file is not as it should be. */
        void run() throws IOException;
    }

    /** Where the bytes are now. */
    Path path();

    /** The open file. */
    FileChannel channel();

    /** Writes all of {@code bytes} at {@code offset}. */
    void write(ByteBuffer bytes, long offset) throws IOException;

    /** Starts the way to the disk of what was written so far. */
    void flushEarly();

    /** Makes the content durable, once {@code check} holds. */
    void publish(Check check) throws IOException;
}
