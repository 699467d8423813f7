package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.kernel.ChunkList;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/** A search of physical memory, on all processors. What the dump lacks is passed over. */
public final class MemorySearch {
    private static final int BLOCK = 1 << 20;
    private static final int MOST_LISTED = 1000;

    private final byte[] bytes;
    private final long low;
    private final long length;
    private final long mask;

    /**
     * What was found.
     *
     * @param addresses physical, ascending
     * @param more how many more there are
     */
    public record Found(List<Long> addresses, long more) {}

    private MemorySearch(byte[] bytes, long low, long length, long mask) {
        this.bytes = bytes;
        this.low = low;
        this.length = length;
        this.mask = ~mask;
    }

    /** For bytes at any address. */
    public static MemorySearch forBytes(byte[] bytes) throws CommandException {
        if (bytes.length == 0 || bytes.length > BLOCK / 2) {
            throw new CommandException("expected text of 1 to %d bytes".formatted(BLOCK / 2));
        }
        return new MemorySearch(bytes.clone(), 0, 1, 0);
    }

    /** For an aligned 64-bit word; bits of {@code mask} do not count. */
    public static MemorySearch forWord(long value, long mask) {
        return new MemorySearch(new byte[0], value & ~mask, 1, mask);
    }

    /** For aligned 64-bit words from {@code start} on, less than {@code length} away. */
    public static MemorySearch forRange(long start, long length) {
        return new MemorySearch(new byte[0], start, length, 0);
    }

    private record Piece(long start, long length) {}

    /** Searches these ranges. */
    public Found run(PhysicalMemory memory, ChunkList chunks) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < chunks.count(); i++) {
            for (long done = 0; done < chunks.size(i);) {
                Extent extent = memory.extent(chunks.address(i) + done, Math.min(BLOCK, chunks.size(i) - done));
                if (extent.presence() == Presence.PRESENT) {
                    pieces.add(new Piece(extent.start(), extent.length()));
                }
                done += extent.length();
            }
        }
        List<List<Long>> found = IntStream.range(0, pieces.size()).parallel().mapToObj(i -> search(memory, pieces.get(
                i))).toList();
        List<Long> first = new ArrayList<>();
        long more = 0;
        for (List<Long> each : found) {
            for (long address : each) {
                if (first.size() < MOST_LISTED) {
                    first.add(address);
                } else {
                    more++;
                }
            }
        }
        return new Found(first, more);
    }

    private List<Long> search(PhysicalMemory memory, Piece piece) {
        // Bytes may go on into the next piece; what cannot be read there is not found.
        int ahead = Math.max(0, bytes.length - 1);
        byte[] buffer = new byte[(int) piece.length() + ahead];
        MemorySegment segment = MemorySegment.ofArray(buffer);
        long got = memory.read(piece.start(), segment, 0, buffer.length);
        List<Long> found = new ArrayList<>();
        if (bytes.length == 0) {
            for (long at = 0; at + 8 <= Math.min(got, piece.length()); at += 8) {
                if (Long.compareUnsigned((segment.get(ByteSource.LE64, at) & mask) - low, length) < 0) {
                    found.add(piece.start() + at);
                }
            }
        } else {
            for (int at = 0; at + bytes.length <= got && at < piece.length(); at++) {
                if (buffer[at] == bytes[0] && matches(buffer, at)) {
                    found.add(piece.start() + at);
                }
            }
        }
        return found;
    }

    private boolean matches(byte[] buffer, int at) {
        for (int i = 1; i < bytes.length; i++) {
            if (buffer[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
