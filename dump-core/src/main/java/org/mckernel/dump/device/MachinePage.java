package org.mckernel.dump.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page size of the Linux that this program runs on, as Linux hands it to every program (AT_PAGESZ). */
public final class MachinePage {
    private static final long AT_PAGESZ = 6;

    private MachinePage() {}

    /** Bytes, a power of two. */
    public static long size() throws IOException {
        ByteBuffer vector =
                ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv"))).order(ByteOrder.nativeOrder());
        while (vector.remaining() >= 16) {
            long type = vector.getLong();
            long value = vector.getLong();
            if (type == AT_PAGESZ && Long.bitCount(value) == 1) {
                return value;
            }
        }
        throw new IOException("/proc/self/auxv: expected the page size, found none");
    }
}
