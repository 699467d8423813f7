package org.mckernel.lifecycle.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A directory of small text files, each replaced atomically: a reader sees the old text or the new, never a part.
 * The last line of each, {@code checksum SHA256}, covers all lines before it.
 */
public final class StateDirectory {
    private static final String CHECKSUM = "checksum ";
    /** Appended to a name while its text is being written. */
    static final String NEW = ".new";
    /** No state comes near; a larger file is not ours. */
    private static final long LARGEST = 4 << 20;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;
    private final String advice;

    /**
     * A directory that need not be there.
     *
     * @param advice what to do when its content is not usable
     */
    public StateDirectory(Path path, String advice) {
        this.path = path;
        this.advice = advice;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /**
     * True if there is such a directory.
     *
     * @throws IOException if that cannot be determined, or something else has its name
     */
    public boolean exists() throws IOException {
        try {
            if (Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                return true;
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        throw new StateException(path, "is not a directory; choose another with --state-dir");
    }

    /**
     * True if there is a file {@code name}.
     *
     * @throws StateException if it is no plain file: a link could lead anywhere, and a pipe would never end
     */
    boolean has(String name) throws IOException {
        Path file = path.resolve(name);
        try {
            if (Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile()) {
                return true;
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        throw new StateException(file, "is not a regular file, as every state file is; " + advice());
    }

    /**
     * Makes the directory, for its owner only; one that is there already must be a directory and this user's to write.
     */
    public void create() throws IOException {
        if (!exists()) {
            try {
                if (path.toAbsolutePath().getParent() != null) {
                    Files.createDirectories(path.toAbsolutePath().getParent());
                }
                Files.createDirectory(path, OWNER_ONLY);
            } catch (FileAlreadyExistsException e) {
                if (!exists()) {
                    throw new StateException(
                            path,
                            "is not usable: %s exists already; choose another with --state-dir".formatted(e.getFile()));
                }
            } catch (AccessDeniedException e) {
                throw new StateException(path, "cannot be created: permission denied; choose another with --state-dir");
            }
        }
        if (!Files.isWritable(path)) {
            throw new StateException(path, "is not writable; choose another with --state-dir");
        }
    }

    /** The text of {@code name} without its checksum; empty if there is no such file. */
    public Optional<String> read(String name) throws IOException {
        Path file = path.resolve(name);
        byte[] bytes;
        if (!has(name)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new StateException(
                        file, "is %d bytes long, more than any state file; %s".formatted(Files.size(file), advice()));
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String all = decode(file, bytes);
        int last = all.lastIndexOf('\n', all.length() - 2) + 1;
        String text = all.substring(0, last);
        if (!all.substring(last).equals(CHECKSUM + Checksum.of(text) + "\n")) {
            throw new StateException(
                    file, "was changed by another program or is incomplete: checksum mismatch; " + advice());
        }
        return Optional.of(text);
    }

    /** What to do about state that is not usable. */
    String advice() {
        return advice;
    }

    private static String decode(Path file, byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StateException(file, "is not text");
        }
    }

    /** Replaces {@code name} by {@code text}, durably; empty removes it. Does nothing if it is so already. */
    public void write(String name, Optional<String> text) throws IOException {
        Path file = path.resolve(name);
        Path next = path.resolve(name + NEW);
        Files.deleteIfExists(next); // a killed command's, or a link that must not be followed
        if (text.isEmpty()) {
            if (Files.deleteIfExists(file)) {
                sync();
            }
            return;
        }
        if (text.equals(read(name))) {
            return;
        }
        byte[] bytes = (text.get() + CHECKSUM + Checksum.of(text.get()) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw failed(file, e);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        sync();
    }

    /** Makes names durable: what was created, renamed or removed. */
    void sync() throws IOException {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** A failed write as one line. */
    static IOException failed(Path file, IOException e) {
        if (e instanceof AccessDeniedException
                || e instanceof StateException
                || e instanceof ClosedByInterruptException) {
            return e;
        }
        String why = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        StateException named = new StateException(file, "cannot be written: " + why);
        named.initCause(e);
        return named;
    }
}
