package org.mckernel.dump.bytes;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A regular file, completely mapped read-only in one segment; opening costs address space and no memory. Closed once,
 * by the code that opened it: a read after that is an {@link IllegalStateException}.
 *
 * <p>A file that another program truncates while it is open makes reads of the lost part fail with an {@link
 * InternalError} (the JDK's translation of SIGBUS); programs report that as an input error.
 */
public final class MappedFile implements ByteSource, Closeable {
    private final Path path;
    private final FileChannel channel;
    private final boolean ownsChannel;
    private final Arena arena;
    private final MemorySegment bytes;

    private MappedFile(Path path, FileChannel channel, boolean ownsChannel, Arena arena, MemorySegment bytes) {
        this.path = path;
        this.channel = channel;
        this.ownsChannel = ownsChannel;
        this.arena = arena;
        this.bytes = bytes;
    }

    /**
     * Maps a file.
     *
     * @throws MalformedFileException when it is not a regular file (directory, FIFO, device) or is empty
     * @throws IOException when it does not exist or is not readable
     */
    @SuppressWarnings("MustBeClosedChecker") // the channel is this object's, closed by close()
    public static MappedFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw unusable(path, "is a directory; give a file");
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isRegularFile(path)) {
            throw unusable(path, "is not a regular file (FIFO, socket or device); copy its content to a file first");
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return map(path, channel, true);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Maps a file that is open already, and that may have no name any more.
     *
     * @param name what messages call it
     * @param channel open for reading; stays the caller's, who closes it after this
     * @throws MalformedFileException when it is empty
     * @throws IOException when it cannot be mapped
     */
    public static MappedFile of(Path name, FileChannel channel) throws IOException {
        return map(name, channel, false);
    }

    @SuppressWarnings("MustBeClosedChecker") // the arena is this object's, closed by close()
    private static MappedFile map(Path path, FileChannel channel, boolean ownsChannel) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            long size = channel.size();
            if (size == 0) {
                throw unusable(path, "is empty (0 bytes)");
            }
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
            return new MappedFile(path, channel, ownsChannel, arena, bytes);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static MalformedFileException unusable(Path path, String why) {
        return new MalformedFileException(MalformedFileException.Kind.UNSUPPORTED, path.toString(), why);
    }

    /** Path as given to {@link #open} or {@link #of}. */
    public Path path() {
        return path;
    }

    /** The open channel, for copies from file to file; positional use only. */
    public FileChannel channel() {
        return channel;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return bytes.byteSize();
    }

    @Override
    public MemorySegment slice(long offset, long length) throws MalformedFileException {
        if (!contains(offset, length)) {
            throw MalformedFileException.truncated(this, length + " bytes", offset, length);
        }
        return bytes.asSlice(offset, length);
    }

    @Override
    public FileRun fileRun(long offset, long length) {
        long available = contains(offset, 1) ? Math.min(length, size() - offset) : 0;
        return available > 0 ? new FileRun(this, offset, available) : null;
    }

    @Override
    public int i32(long offset) throws MalformedFileException {
        return contains(offset, 4) ? bytes.get(LE32, offset) : slice(offset, 4).get(LE32, 0);
    }

    @Override
    public long i64(long offset) throws MalformedFileException {
        return contains(offset, 8) ? bytes.get(LE64, offset) : slice(offset, 8).get(LE64, 0);
    }

    /** Releases the resident memory of previous reads; later reads load it again. Costs microseconds. */
    public void releaseResident() {
        Residency.release(bytes);
    }

    @Override
    public void close() throws IOException {
        arena.close();
        if (ownsChannel) {
            channel.close();
        }
    }
}
