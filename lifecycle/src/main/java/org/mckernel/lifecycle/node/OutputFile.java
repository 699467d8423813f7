package org.mckernel.lifecycle.node;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.output.PartialFile;

/**
 * A file that a command writes for the user: complete and checked under its final name, or absent. An operation that
 * has brought its file out counts as done, even if it was killed right after.
 *
 * <p>The writers of dumps open and close files by name, which would drop a lock on them. So the content grows in a
 * file of its own, while {@code NAME.partial} stays empty and locked and keeps other programs off.
 */
public final class OutputFile {
    /** Precedes the path in what undoing needs; no state file has this name. */
    private static final String MARK = "output";

    private static final String PARTIAL = ".partial";
    private static final String CONTENT = ".content";
    private static final String SCRATCH = ".scratch";

    /** Writes the content. */
    @FunctionalInterface
    public interface Writer {
        /** Writes to {@code file}, which need not exist. */
        void write(Path file) throws IOException, NodeException;
    }

    /** Records a note for recovery. */
    @FunctionalInterface
    public interface Notes {
        /** Returns when it is on disk. */
        void keep(String text) throws IOException;
    }

    private OutputFile() {}

    /** A file next to {@code content} that its writer may use; recovery removes it. */
    public static Path scratch(Path content) {
        return content.resolveSibling(content.getFileName() + SCRATCH);
    }

    private static List<Path> temporaryFiles(Path target) {
        Path content = target.resolveSibling(target.getFileName() + PARTIAL + CONTENT);
        return List.of(content, scratch(content));
    }

    /**
     * A step's action: {@code writer}'s content, checked by {@code check}, becomes {@code target}; the identity of
     * the file is recorded in {@code notes} just before.
     */
    public static Step.Action action(Path target, boolean force, Writer writer, Writer check, Notes notes) {
        return new Step.Action() {
            @Override
            public String before() {
                return MARK + "\n" + target.toAbsolutePath();
            }

            @Override
            public void apply() throws IOException, NodeException {
                try (PartialFile _ = PartialFile.create(target, force)) {
                    Path content = temporaryFiles(target).getFirst();
                    try {
                        removeTemporaryFiles(target); // a killed command's, or links that must not be followed
                        writer.write(content);
                        check.write(content);
                        force(content);
                        notes.keep(identity(content));
                        PartialFile.check(target, force);
                        Files.move(content, target, StandardCopyOption.ATOMIC_MOVE);
                        force(target.toAbsolutePath().getParent());
                    } catch (IOException e) {
                        throw named(target, e);
                    } finally {
                        removeTemporaryFiles(target);
                    }
                }
            }
        };
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The writers' errors do not say of which file they are. */
    private static IOException named(Path target, IOException e) {
        if (e instanceof ClosedByInterruptException || e instanceof FileSystemException) {
            return e;
        }
        FileSystemException named =
                new FileSystemException(target.toString(), null, "cannot be written: " + e.getMessage());
        named.initCause(e);
        return named;
    }

    private static void removeTemporaryFiles(Path target) throws IOException {
        for (Path file : temporaryFiles(target)) {
            Files.deleteIfExists(file);
        }
    }

    /** Whether {@code before} belongs to such a step. */
    public static boolean owns(String before) {
        return before.startsWith(MARK + "\n");
    }

    /** Whether the file has come out: the one under its name is the one that was noted. */
    public static boolean published(String before, Optional<String> note) throws IOException {
        return note.isPresent() && identity(target(before)).equals(note.get());
    }

    private static Path target(String before) {
        return Path.of(before.substring(MARK.length() + 1));
    }

    /** Removes what a killed writer left next to the file, unless another program writes it now. */
    public static void undo(String before) throws IOException {
        Path target = target(before);
        boolean left = Files.exists(target.resolveSibling(target.getFileName() + PARTIAL));
        for (Path file : temporaryFiles(target)) {
            left |= Files.exists(file);
        }
        if (left) {
            try (PartialFile _ = PartialFile.create(target, true)) {
                removeTemporaryFiles(target);
            } catch (PartialFile.BusyException e) {
                return; // another writer has taken the file over
            }
        }
    }

    /** Which file has the name now, and in which state; a renamed file keeps it. */
    private static String identity(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return "%s %d %s".formatted(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return "absent";
        }
    }
}
