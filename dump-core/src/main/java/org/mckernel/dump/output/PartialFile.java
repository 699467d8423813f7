package org.mckernel.dump.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An output file under the name {@code NAME.partial} until it is complete. {@link #publish} makes it durable and
 * renames it atomically; any other end of the program (an error, Ctrl-C) removes it. Only {@code kill -9} leaves a
 * {@code .partial} file, which the next run reuses.
 */
public final class PartialFile implements DumpOutput {
    /** Another program, or another part of this one, is writing the same output. */
    public static final class BusyException extends FileSystemException {
        private static final long serialVersionUID = 1L;

        private BusyException(Path partial) {
            super(partial.toString(), null, "another run is writing it");
        }
    }

    private static final int ATTEMPTS = 10;
    /** Files that this program is writing, by real path. */
    private static final Set<Path> WRITING = ConcurrentHashMap.newKeySet();

    private final Path target;
    private final Path partial;
    private final Path writing;
    private final FileChannel channel;
    private final FileChannel witness;
    private final Thread remover;
    private final WriteBack writeBack;
    private final ExecutorService flusher = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("flush-early").factory());
    private final AtomicBoolean flushing = new AtomicBoolean();
    /** Set by the writer, read by the shutdown hook. */
    private volatile boolean published;

    private PartialFile(Path target, Path partial, Path writing, List<FileChannel> locked) {
        this.target = target;
        this.partial = partial;
        this.writing = writing;
        this.channel = locked.getFirst();
        this.witness = locked.getLast();
        this.writeBack = new WriteBack(partial);
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
    public static PartialFile create(Path target, boolean force) throws IOException {
        check(target, force);
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        // Locks work between processes; within one, this set does.
        Path writing = target.toAbsolutePath().getParent().toRealPath().resolve(partial.getFileName());
        if (!WRITING.add(writing)) {
            throw beingWritten(partial);
        }
        List<FileChannel> locked = List.of();
        try {
            locked = openLocked(partial);
            locked.getFirst().truncate(0);
            PartialFile file = new PartialFile(target, partial, writing, locked);
            Runtime.getRuntime().addShutdownHook(file.remover);
            return file;
        } catch (IOException | RuntimeException e) { // releases the file, then rethrows
            for (FileChannel channel : locked) {
                channel.close();
            }
            WRITING.remove(writing);
            throw e;
        }
    }

    /**
     * Opens the file and locks it. Another run may have renamed or removed it between the two steps: then the lock is
     * on a file that is no longer {@code partial} (perhaps a finished output), which must not be changed. So the name
     * is opened once more, as a witness: Java refuses a second lock on the same file, which it identifies by the open
     * files themselves. Comparing names and inodes is not sufficient, as a file system reuses the inode of a removed
     * file.
     *
     * @return the locked channel, and its witness; closing either would drop the lock
     */
    @SuppressWarnings("MustBeClosedChecker") // both are the object's, closed by close()
    private static List<FileChannel> openLocked(Path partial) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            FileChannel channel = open(partial);
            FileChannel witness = null;
            boolean keep = false;
            try {
                if (channel.tryLock() == null) {
                    break;
                }
                witness = openExisting(partial);
                keep = witness != null && isLocked(witness);
                if (keep) {
                    return List.of(channel, witness);
                }
            } catch (OverlappingFileLockException e) {
                break; // this program has locked it under another name
            } finally {
                if (!keep) {
                    channel.close();
                    if (witness != null) {
                        witness.close();
                    }
                }
            }
        }
        throw beingWritten(partial);
    }

    /** Never through a symbolic link, which another user may have planted to overwrite the user's files. */
    @SuppressWarnings("MustBeClosedChecker") // the caller's
    private static FileChannel open(Path partial) throws IOException {
        try { // read once: another run may remove the file between two reads
            BasicFileAttributes there =
                    Files.readAttributes(partial, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!there.isRegularFile()) {
                throw new FileSystemException(
                        partial.toString(),
                        null,
                        "already exists and %s; remove it"
                                .formatted(there.isSymbolicLink() ? "is a symbolic link" : "is not a regular file"));
            }
        } catch (NoSuchFileException e) {
            // the expected case
        }
        return FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ,
                LinkOption.NOFOLLOW_LINKS);
    }

    private static FileSystemException beingWritten(Path partial) {
        return new BusyException(partial);
    }

    /** Null when the file was removed meanwhile. */
    private static FileChannel openExisting(Path partial) throws IOException {
        try {
            return FileChannel.open(partial, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Whether this program has the file locked through another channel. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                lock.release();
            }
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** The file that holds the bytes until {@link #publish}. */
    @Override
    public Path path() {
        return partial;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
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
     * Starts writeback of the bytes written so far. The disk then works while memory is still being copied, and {@link
     * #publish} waits for less. Does nothing while an earlier writeback is in progress.
     */
    @Override
    public void flushEarly() {
        if (flushing.compareAndSet(false, true)) {
            flusher.execute(() -> {
                try {
                    writeBack.start();
                } finally {
                    flushing.set(false);
                }
            });
        }
    }

    /**
     * Makes the content durable, then renames; after that {@link #close} keeps it.
     *
     * @param check must pass before the file gets its name; runs during writeback
     */
    @Override
    public void publish(Check check) throws IOException {
        flushEarly();
        check.run();
        try {
            channel.force(true);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        published = true;
        try (FileChannel directory = FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private FileSystemException cannotWrite(IOException e) {
        FileSystemException named = new FileSystemException(
                target.toString(), null, "cannot be written: %s; partial file removed".formatted(e.getMessage()));
        named.initCause(e);
        return named;
    }

    @Override
    public void close() throws IOException {
        flusher.close();
        remove(); // while the lock is still held: the next run must not lose its file
        channel.close();
        witness.close();
        writeBack.close();
        WRITING.remove(writing);
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
