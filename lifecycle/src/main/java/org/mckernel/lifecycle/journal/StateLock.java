package org.mckernel.lifecycle.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps two commands from working on one state directory. The system releases it when its process ends, however that
 * ends; so no lock is ever left over.
 */
public final class StateLock implements Closeable {
    /** The file that is locked. */
    public static final String NAME = "lock";

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final StateDirectory directory;
    private final FileChannel channel;

    private StateLock(StateDirectory directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Locks exclusively. Creates the directory if necessary.
     *
     * @param patience how long to wait for another command
     * @throws StateException when it is still at work then
     */
    public static StateLock exclusive(StateDirectory directory, Duration patience) throws IOException {
        directory.create();
        return acquire(directory, patience, false).orElseThrow();
    }

    /** Locks against changes; empty if there is nothing that could change. */
    public static Optional<StateLock> shared(StateDirectory directory, Duration patience) throws IOException {
        return acquire(directory, patience, true);
    }

    private static Optional<StateLock> acquire(StateDirectory directory, Duration patience, boolean shared)
            throws IOException {
        Path file = directory.path().resolve(NAME);
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Object before = identity(directory);
            if (before == null) {
                if (shared) {
                    return Optional.empty();
                }
                directory.create(); // another command may just have removed it
                create(file);
                continue;
            }
            FileChannel channel;
            try {
                channel = FileChannel.open(
                        file,
                        shared
                                ? Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                                : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
            } catch (NoSuchFileException e) {
                continue;
            }
            boolean keep = false;
            try {
                // A lock on a file that another command has removed meanwhile would lock nothing.
                keep = tryLock(channel, shared) && before.equals(identity(directory));
                if (keep) {
                    return Optional.of(new StateLock(directory, channel));
                }
            } finally {
                if (!keep) {
                    channel.close();
                }
            }
            if (System.nanoTime() - end > 0) {
                throw new StateException(file, "another mck command is running here; try again when it has ended");
            }
            pause();
        }
    }

    private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Which file has this name now (device and inode); null for none. It is not opened: closing it would drop our lock.
     */
    private static Object identity(StateDirectory directory) throws IOException {
        if (!directory.has(NAME)) {
            return null;
        }
        try {
            return Files.readAttributes(
                            directory.path().resolve(NAME), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            return; // another command was faster, either way: look again
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for another mck command", e);
        }
    }

    /** Removes the lock's file and, if it is empty then, the directory: for when there is no state any more. */
    public void removeDirectory() throws IOException {
        Files.deleteIfExists(directory.path().resolve(NAME));
        if (Files.isSymbolicLink(directory.path())) {
            return; // the user has put it there
        }
        try {
            Files.deleteIfExists(directory.path());
        } catch (DirectoryNotEmptyException e) {
            return; // it contains other files
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
