package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;

/** Settings of the kernel's memory management, and what it can be asked to do before memory is taken from it. */
public final class KernelSettings {
    private static final String SWAPPINESS = "/proc/sys/vm/swappiness";
    private static final String DROP_CACHES = "/proc/sys/vm/drop_caches";
    private static final String COMPACT = "/proc/sys/vm/compact_memory";
    /** A node may have much to write to slow disks. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Host host;

    public KernelSettings(Host host) {
        this.host = host;
    }

    /** Linux's swappiness, 0 to 200. */
    public int swappiness() throws IOException {
        String text = host.read(SWAPPINESS);
        if (!text.matches("[0-9]{1,3}")) {
            throw new FileSystemException(
                    host.path(SWAPPINESS).toString(), null, "expected a number, found \"%.40s\"".formatted(text));
        }
        return Integer.parseInt(text);
    }

    /** Sets it. */
    public void swappiness(int value) throws IOException {
        host.write(SWAPPINESS, Integer.toString(value));
    }

    /** Writes dirty pages to disks. */
    public void sync() throws IOException {
        host.mustRun(LIMIT, "sync", List.of());
    }

    /** Drops the caches. */
    public void dropCaches() throws IOException {
        host.write(DROP_CACHES, "3");
    }

    /**
     * Moves pages together so that large runs become free.
     *
     * @return false if this kernel cannot
     */
    public boolean compactMemory() throws IOException {
        try {
            host.write(COMPACT, "1");
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
