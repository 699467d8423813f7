package org.mckernel.dump.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The file that a dump is written into. */
public interface DumpOutput extends Closeable {
    /** A final check of the file before it is complete. */
    @FunctionalInterface
    interface Check {
        /** Throws when the file is not correct. */
        void run() throws IOException;
    }

    /** The file that holds the bytes now. */
    Path path();

    /** The open file. */
    FileChannel channel();

    /** Writes all of {@code bytes} at {@code offset}. */
    void write(ByteBuffer bytes, long offset) throws IOException;

    /** Starts writeback of the bytes written so far. */
    void flushEarly();

    /** Makes the content durable if {@code check} passes. */
    void publish(Check check) throws IOException;
}
