package org.mckernel.converter.write;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An output file under the name {@code NAME.partial} until it is whole. {@link #publish} makes it durable and gives it its
 * name in one step; whatever else ends the program (an error, Ctrl-C) removes it. Only {@code kill -9} leaves a
 * {@code .partial}, which the next run takes over.
 */
public final class PartialFile implements Closeable {
    /** A last check of the file before it gets its name. */
    @FunctionalInterface
    public interface Check {
        /** Throws when the file is not as it should be. */
        void run() throws IOException;
    }

    private static final int ATTEMPTS = 10;

    private final Path target;
    private final Path partial;
    private final FileChannel channel;
    private final Thread remover;
    private final ExecutorService flusher = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("flush-early").factory());
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicReference<IOException> earlyFailure = new AtomicReference<>();
    private boolean published;

    private PartialFile(Path target, Path partial, FileChannel channel) {
        this.target = target;
        this.partial = partial;
        this.channel = channel;
        this.remover = new Thread(this::remove, "remove-partial");
    }

    /**
     * Refuses an output that must not be written, before any work is done for it.
     *
     * @param force whether an existing file may be replaced
     * @throws FileSystemException with a one-line reason
     */
    public static void check(Path target, boolean force) throws IOException {
        if (Files.isDirectory(target)) {
            throw new FileSystemException(target.toString(), null, "is a directory; give a file name");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(target.toString(), null, "is a device, FIFO or socket; give a regular file");
        }
        if (Files.exists(target) && !force) {
            throw new FileAlreadyExistsException(target.toString(), null, "exists; --force replaces it");
        }
        Path parent = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw new NoSuchFileException(target.toString(), null, "directory " + parent + " does not exist");
        }
        if (!Files.isWritable(parent)) {
            throw new FileSystemException(target.toString(), null, "directory " + parent + " is not writable");
        }
    }

    /** Creates {@code target.partial}, empty, locked against a second run. */
    @SuppressWarnings("MustBeClosedChecker") // the channel is this object's, closed by close()
    public static PartialFile create(Path target, boolean force) throws IOException {
        check(target, force);
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        FileChannel channel = openLocked(partial);
        try {
            channel.truncate(0);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        PartialFile file = new PartialFile(target, partial, channel);
        Runtime.getRuntime().addShutdownHook(file.remover);
        return file;
    }

    /**
     * Opens the file and locks it. Another run may have renamed or removed it between the two steps: then the lock is on a
     * file that is no longer {@code partial} (perhaps a finished output), which must be left alone.
     */
    private static FileChannel openLocked(Path partial) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!Files.exists(partial)) {
                FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
            }
            Object before = identity(partial);
            FileChannel channel = openExisting(partial);
            if (channel == null) {
                continue;
            }
            boolean keep = false;
            try {
                if (tryLock(channel) == null) {
                    break;
                }
                keep = before != null && before.equals(identity(partial));
                if (keep) {
                    return channel;
                }
            } finally {
                if (!keep) {
                    channel.close();
                }
            }
        }
        throw new FileSystemException(partial.toString(), null, "another run is writing it");
    }

    /** Null when the file is gone again. */
    private static FileChannel openExisting(Path partial) throws IOException {
        try {
            return FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Which file has this name now (device and inode); null for none. */
    private static Object identity(Path partial) throws IOException {
        try {
            return Files.readAttributes(partial, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Where the bytes are until {@link #publish}. */
    public Path path() {
        return partial;
    }

    /** The open file. */
    public FileChannel channel() {
        return channel;
    }

    /** Writes all of {@code bytes} at {@code offset}. */
    public void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /**
     * Starts to make durable what was written so far, unless that is going on already. The disk then works while memory is
     * still being copied, and {@link #publish} waits for less. A failure shows again in {@link #publish}.
     */
    public void flushEarly() {
        if (flushing.compareAndSet(false, true)) {
            flusher.execute(() -> {
                try {
                    channel.force(false);
                } catch (IOException e) {
                    earlyFailure.compareAndSet(null, e);
                } finally {
                    flushing.set(false);
                }
            });
        }
    }

    /**
     * Makes the content durable, then renames; after that {@link #close} keeps it.
     *
     * @param check what must hold before the file gets its name; runs while the disk works
     */
    public void publish(Check check) throws IOException {
        flushEarly();
        check.run();
        try {
            channel.force(true);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        // The kernel tells an error of the disk once: what an early flush met must not be lost.
        if (earlyFailure.get() != null) {
            throw cannotWrite(earlyFailure.get());
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        published = true;
        try (FileChannel directory = FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private FileSystemException cannotWrite(IOException e) {
        FileSystemException named = new FileSystemException(target.toString(), null,
                "cannot be written: %s; nothing was left behind".formatted(e.getMessage()));
        named.initCause(e);
        return named;
    }

    @Override
    public void close() throws IOException {
        flusher.close();
        remove(); // while the lock is still held: the next run must not lose its file
        channel.close();
        try {
            Runtime.getRuntime().removeShutdownHook(remover);
        } catch (IllegalStateException e) {
            return; // the program is ending: the hook runs by itself
        }
    }

    private void remove() {
        if (!published) {
            partial.toFile().delete();
        }
    }
}
