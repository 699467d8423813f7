package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.CancellationCheck;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/**
 * A parallel search of physical memory, directly in the mapped file. Absent memory is skipped. Works on a few hundred
 * pieces at a time, so memory use does not depend on the size of the dump.
 */
public final class MemorySearch {
    private static final int BLOCK = 1 << 20;
    private static final int MOST_LISTED = 1000;
    private static final int PIECES_AT_ONCE = 256;

    private final SearchPattern pattern;

    /**
     * The matches.
     *
     * @param addresses physical, ascending within a chunk; chunks in the order of their list
     * @param more number of further matches
     */
    public record Found(List<Long> addresses, long more) {}

    private MemorySearch(SearchPattern pattern) {
        this.pattern = pattern;
    }

    /** A search for bytes at any address. */
    public static MemorySearch forBytes(byte[] bytes) throws CommandException {
        if (bytes.length == 0 || bytes.length > BLOCK / 2) {
            throw new CommandException("expected text of 1 to %d bytes".formatted(BLOCK / 2));
        }
        return new MemorySearch(new BytePattern(bytes));
    }

    /** A search for an aligned 64-bit word; bits of {@code mask} are ignored. */
    public static MemorySearch forWord(long value, long mask) {
        return new MemorySearch(new WordPattern(~mask, value & ~mask, 1));
    }

    /** A search for aligned 64-bit words with values in {@code [start, start + length)}. */
    public static MemorySearch forRange(long start, long length) {
        return new MemorySearch(new WordPattern(-1, start, length));
    }

    /** A run of present memory. */
    private record Piece(long start, long length) {
        long end() {
            return start + length;
        }
    }

    /**
     * Searches these ranges.
     *
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public Found run(PhysicalMemory memory, ChunkList chunks) {
        Places found = new Places(MOST_LISTED);
        List<Piece> pieces = new ArrayList<>(PIECES_AT_ONCE);
        for (int i = 0; i < chunks.count(); i++) {
            for (long done = 0; done < chunks.size(i); ) {
                Extent extent = memory.extent(chunks.address(i) + done, Math.min(BLOCK, chunks.size(i) - done));
                if (extent.presence() == Presence.PRESENT) {
                    add(pieces, extent);
                }
                done += extent.length();
                if (pieces.size() == PIECES_AT_ONCE) {
                    search(memory, pieces, found);
                    pieces.clear();
                }
            }
        }
        search(memory, pieces, found);
        long[] first = found.first();
        return new Found(Arrays.stream(first).boxed().toList(), found.count() - first.length);
    }

    /** Tables may list single pages: adjacent pages are merged into one piece. */
    private static void add(List<Piece> pieces, Extent extent) {
        Piece last = pieces.isEmpty() ? null : pieces.getLast();
        if (last != null && last.end() == extent.start() && last.length() + extent.length() <= BLOCK) {
            pieces.set(pieces.size() - 1, new Piece(last.start(), last.length() + extent.length()));
        } else {
            pieces.add(new Piece(extent.start(), extent.length()));
        }
    }

    private void search(PhysicalMemory memory, List<Piece> pieces, Places found) {
        CancellationCheck.check();
        int room = found.room();
        IntStream.range(0, pieces.size())
                .parallel()
                .mapToObj(i -> search(memory, pieces.get(i), room))
                .toList()
                .forEach(found::add);
        Extent last = pieces.isEmpty() ? null : memory.extent(pieces.getLast().start(), 1);
        if (last != null && last.file() != null) {
            last.file().file().releaseResident();
        }
    }

    private Places search(PhysicalMemory memory, Piece piece, int room) {
        Places places = new Places(room);
        Extent extent = memory.extent(piece.start(), piece.length());
        if (extent.file() != null && extent.length() == piece.length()) {
            try {
                pattern.scan(extent.file().file().slice(extent.file().offset(), piece.length()), piece.start(), places);
            } catch (MalformedFileException e) {
                return places;
            }
        } else {
            copied(memory, piece, places);
        }
        boundary(memory, piece, places);
        return places;
    }

    /** Memory that is compressed or not contiguous in the file is copied; a page that does not decode is skipped. */
    private void copied(PhysicalMemory memory, Piece piece, Places places) {
        MemorySegment buffer = MemorySegment.ofArray(new byte[(int) piece.length()]);
        for (long done = 0; done < piece.length(); ) {
            long got = memory.read(piece.start() + done, buffer, done, piece.length() - done);
            if (got >= pattern.width()) {
                pattern.scan(buffer.asSlice(done, got), piece.start() + done, places);
            }
            done += got;
            done += memory.pageSize() - ((piece.start() + done) & (memory.pageSize() - 1));
        }
    }

    /** Matches that begin in this piece and end in the next one. */
    private void boundary(PhysicalMemory memory, Piece piece, Places places) {
        int before = (int) Math.min(pattern.width() - 1, piece.length());
        if (before == 0) {
            return;
        }
        MemorySegment buffer = MemorySegment.ofArray(new byte[before + pattern.width() - 1]);
        long got = memory.read(piece.end() - before, buffer, 0, buffer.byteSize());
        if (got >= pattern.width()) {
            pattern.scan(buffer.asSlice(0, got), piece.end() - before, places);
        }
    }
}
