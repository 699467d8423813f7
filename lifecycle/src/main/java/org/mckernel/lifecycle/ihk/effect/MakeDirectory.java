package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.mckernel.lifecycle.host.Mounts;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/** Creates a directory that must not exist: one that another user has created could lead anywhere. */
public record MakeDirectory(NodeContext context, String directory) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("directory", MakeDirectory::undo);

    private static final String ABSENT = "absent ";

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() {
        return (Files.exists(context.host().path(directory), LinkOption.NOFOLLOW_LINKS) ? "present " : ABSENT)
                + directory;
    }

    @Override
    public void apply() throws IOException {
        Files.createDirectory(
                context.host().path(directory),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    static void undo(NodeContext context, String saved) throws IOException {
        if (saved.startsWith(ABSENT)) {
            remove(context, saved.substring(ABSENT.length()));
        }
    }

    /** Removes a directory that a boot has created; never while anything is mounted on it or below. */
    public static void remove(NodeContext context, String directory) throws IOException {
        Path path = context.host().path(directory);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Mounts.Mount mount : context.mounts().all()) {
            if (Path.of(mount.target()).startsWith(directory)) {
                throw new FileSystemException(mount.target(), null, "is still mounted; umount it");
            }
        }
        try {
            Files.delete(path);
        } catch (DirectoryNotEmptyException e) {
            // What was put there lay on a mount, which is gone: the rest is another's.
            throw new FileSystemException(directory, null, "contains files that are not from mck; move them away");
        }
    }
}
