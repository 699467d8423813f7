package org.mckernel.dump.format.flattened;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.FileRun;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * The file that a flattened stream represents, read in place.
 *
 * <p>Where records overlap, the later one is used. Bytes that no record covers are zero, as the rearranged file would
 * have a hole there; but only when the stream has its end mark. In a truncated stream such bytes may have been in the
 * lost part, and reading them is a {@link MalformedFileException} of kind {@link MalformedFileException.Kind#TRUNCATED
 * TRUNCATED}.
 */
public final class FlattenedSource implements ByteSource {
    /** A view that needs copying is at most this long; callers read more in pieces. */
    private static final long MAX_COPY = 256L << 20;

    private static final String SIGNATURE = "makedumpfile";

    private final ByteSource stream;
    private final RecordMap map;

    private FlattenedSource(ByteSource stream, RecordMap map) {
        this.stream = stream;
        this.map = map;
    }

    /** True if the first bytes are a flattened stream's header. */
    public static boolean recognises(ByteSource source) {
        if (!source.contains(0, RecordScan.HEADER)) {
            return false;
        }
        try {
            byte[] signature = source.slice(0, 16).toArray(ValueLayout.JAVA_BYTE);
            return new String(signature, StandardCharsets.ISO_8859_1).equals(SIGNATURE + "\0\0\0\0");
        } catch (MalformedFileException e) {
            return false;
        }
    }

    /**
     * Reads the record headers, once.
     *
     * @throws MalformedFileException when the stream is of another type or version, holds no record, or has more
     *         records than {@link RecordScan#MAX_RECORDS}
     */
    public static FlattenedSource open(ByteSource stream) throws MalformedFileException {
        return new FlattenedSource(stream, RecordScan.scan(stream));
    }

    /** Warnings for the user: a missing end mark, a truncated record. Empty for a complete stream. */
    public List<String> warnings() {
        return map.complete() ? List.of() : List.of(map.damage());
    }

    @Override
    public String name() {
        return stream.name();
    }

    @Override
    public long size() {
        return map.size();
    }

    @Override
    public MemorySegment slice(long offset, long length) throws MalformedFileException {
        if (!contains(offset, length)) {
            throw MalformedFileException.truncated(this, length + " bytes", offset, length);
        }
        int piece = map.find(offset);
        if (piece >= 0 && length <= map.end(piece) - offset) {
            return stream.slice(map.inStream(piece, offset), length);
        }
        if (length > MAX_COPY) {
            throw MalformedFileException.unsupported(
                    this,
                    "%d bytes in one piece at offset %d of a flattened stream".formatted(length, offset),
                    "rearrange it to a plain file first (makedumpfile -R)");
        }
        MemorySegment copy = MemorySegment.ofArray(new byte[(int) length]);
        read(offset, copy, 0, length);
        return copy;
    }

    @Override
    public void read(long offset, MemorySegment target, long targetOffset, long length) throws MalformedFileException {
        if (!contains(offset, length)) {
            throw MalformedFileException.truncated(this, length + " bytes", offset, length);
        }
        int piece = map.floor(offset);
        long done = 0;
        while (done < length) {
            long at = offset + done;
            long take;
            if (piece >= 0 && at < map.end(piece)) {
                take = Math.min(length - done, map.end(piece) - at);
                stream.read(map.inStream(piece, at), target, targetOffset + done, take);
            } else {
                take = Math.min(length - done, map.start(piece + 1) - at);
                requireZeros(at, take);
                target.asSlice(targetOffset + done, take).fill((byte) 0);
            }
            done += take;
            if (piece + 1 < map.pieces() && offset + done == map.start(piece + 1)) {
                piece++;
            }
        }
    }

    /** Bytes that no record covers are unknown, not zero, when the stream's end is missing. */
    private void requireZeros(long offset, long length) throws MalformedFileException {
        if (!map.complete()) {
            throw new MalformedFileException(
                    MalformedFileException.Kind.TRUNCATED,
                    name(),
                    "truncated: the flattened stream ends before bytes %d to %d".formatted(offset, offset + length));
        }
    }

    @Override
    public FileRun fileRun(long offset, long length) {
        int piece = map.find(offset);
        return piece < 0 || length <= 0
                ? null
                : stream.fileRun(map.inStream(piece, offset), Math.min(length, map.end(piece) - offset));
    }

    @Override
    public long i64(long offset) throws MalformedFileException {
        int piece = map.find(offset);
        return piece >= 0 && map.end(piece) - offset >= 8
                ? stream.i64(map.inStream(piece, offset))
                : slice(offset, 8).get(LE64, 0);
    }

    @Override
    public int i32(long offset) throws MalformedFileException {
        int piece = map.find(offset);
        return piece >= 0 && map.end(piece) - offset >= 4
                ? stream.i32(map.inStream(piece, offset))
                : slice(offset, 4).get(LE32, 0);
    }
}
