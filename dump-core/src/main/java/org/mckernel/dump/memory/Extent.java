package org.mckernel.dump.memory;

import org.mckernel.dump.bytes.FileRun;

/**
 * A run of physical addresses of the same presence.
 *
 * @param start first physical address
 * @param length bytes, &gt; 0; {@code start + length} may be 2⁶⁴ (0 as a long)
 * @param presence the same for every byte; as the dump's tables say, so a page that fails to decode is still
 *        {@link Presence#PRESENT} here and {@link Presence#CORRUPT} when read
 * @param file where the bytes are stored uncompressed in a file, or null when they are compressed or absent; never
 *        longer than needed: {@code file.length() == length}
 */
public record Extent(long start, long length, Presence presence, FileRun file) {
    /** First address after the extent. */
    public long end() {
        return start + length;
    }
}
