package org.mckernel.eclair.remote;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a command prints, up to a limit; the rest is counted and reported at the end. For one thread. */
final class BoundedOutput extends OutputStream {
    private final int limit;
    private ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long lost;

    BoundedOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        int fits = Math.min(length, limit - kept.size());
        kept.write(bytes, from, fits);
        lost += length - fits;
    }

    /** What was printed since the last call. */
    byte[] taken() {
        if (lost > 0) {
            kept.writeBytes("%neclair: %d more bytes are left out here; run the command in eclair itself%n"
                    .formatted(lost)
                    .getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = kept.toByteArray();
        kept = new ByteArrayOutputStream();
        lost = 0;
        return bytes;
    }
}
