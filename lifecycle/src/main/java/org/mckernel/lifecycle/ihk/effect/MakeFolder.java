package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.mckernel.lifecycle.host.Mounts;
import org.mckernel.lifecycle.ihk.context.Site;

/** Makes a folder that must not be there: one that another has made could lead anywhere. */
public record MakeFolder(Site site, String folder) implements Effect {
    private static final String ABSENT = "absent ";

    @Override
    public Kind kind() {
        return Kind.FOLDER;
    }

    @Override
    public String saved() {
        return (Files.exists(site.host().path(folder), LinkOption.NOFOLLOW_LINKS) ? "present " : ABSENT) + folder;
    }

    @Override
    public void apply() throws IOException {
        Files.createDirectory(
                site.host().path(folder),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    static void undo(Site site, String saved) throws IOException {
        if (saved.startsWith(ABSENT)) {
            remove(site, saved.substring(ABSENT.length()));
        }
    }

    /** Removes a folder that we have made; never while anything is mounted on it or below. */
    public static void remove(Site site, String folder) throws IOException {
        Path path = site.host().path(folder);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Mounts.Mount mount : site.mounts().all()) {
            if (Path.of(mount.target()).startsWith(folder)) {
                throw new FileSystemException(mount.target(), null, "is still mounted; umount it");
            }
        }
        try {
            Files.delete(path);
        } catch (DirectoryNotEmptyException e) {
            // What was put there lay on a mount, which is gone: the rest is another's.
            throw new FileSystemException(folder, null, "holds what mck has not put there; move that away");
        }
    }
}
