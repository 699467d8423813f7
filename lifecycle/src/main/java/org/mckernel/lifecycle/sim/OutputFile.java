package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.mckernel.converter.write.PartialFile;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Step;

/**
 * A file that a command writes for the user: whole and checked under its name, or not there. An operation that has brought its
 * file out counts as done, even if it was killed right after.
 */
final class OutputFile {
    /** Before the path, in what undoing needs; no state file is called so. */
    private static final String MARK = "output";

    /** Writes the content. */
    @FunctionalInterface
    interface Writer {
        /** Writes to {@code file}, which exists and is empty. */
        void write(Path file) throws IOException, NodeException;
    }

    private OutputFile() {}

    /** A step's action: {@code writer}'s content, checked by {@code check}, comes out as {@code target}. */
    static Step.Action action(Path target, boolean force, Writer writer, Writer check) {
        return new Step.Action() {
            @Override
            public String before() throws IOException {
                return String.join("\n", MARK, target.toAbsolutePath().toString(), identity(target));
            }

            @Override
            public void apply() throws IOException, NodeException {
                try (PartialFile file = PartialFile.create(target, force)) {
                    writer.write(file.path());
                    check.write(file.path());
                    file.publish(() -> {});
                }
            }
        };
    }

    /** Whether {@code before} belongs to such a step. */
    static boolean owns(String before) {
        return before.startsWith(MARK + "\n");
    }

    /** Whether the file has come out since. */
    static boolean published(String before) throws IOException {
        String[] parts = before.split("\n", 3);
        return !identity(Path.of(parts[1])).equals(parts[2]);
    }

    /** Removes what a killed writer left beside the file. */
    static void undo(String before) throws IOException {
        Path target = Path.of(before.split("\n", 3)[1]);
        Files.deleteIfExists(target.resolveSibling(target.getFileName() + ".partial"));
    }

    /** Which file has the name now, and in which state. */
    private static String identity(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return "%s %d %s".formatted(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return "absent";
        }
    }
}
