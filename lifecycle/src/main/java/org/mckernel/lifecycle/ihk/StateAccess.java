package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.journal.StateException;
import org.mckernel.lifecycle.journal.StateLock;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Who may use a node's state directory, and when.
 *
 * @param patience how long to wait for another command
 */
record StateAccess(StateDirectory directory, Journal journal, Duration patience) {
    /** Why the record is missing from a status. */
    String unseen() {
        return "%s: permission denied: root's boot record is not shown".formatted(directory.path());
    }

    /** Whether what is in the directory can be read: only root can. */
    boolean readable() throws IOException {
        try {
            return !directory.exists() || Files.isExecutable(directory.path());
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    /** The state directory controls what is done as root, so other users must not be able to write there. */
    StateLock lock() throws IOException {
        directory.create();
        Set<PosixFilePermission> others = EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        Object mine = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        others.retainAll(Files.getPosixFilePermissions(directory.path()));
        if (!others.isEmpty()
                || !Files.getAttribute(directory.path(), "unix:uid").equals(mine)) {
            throw new StateException(
                    directory.path(),
                    "is writable by other users, who could control what this program does as root; choose another with"
                            + " --state-dir");
        }
        return StateLock.exclusive(directory, patience);
    }

    /** Locks for a change, and refuses one on top of an interrupted one. */
    StateLock change() throws IOException, NodeException {
        StateLock lock = lock();
        try {
            refuseInterrupted("");
            return lock;
        } catch (IOException | NodeException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Refuses on top of an interrupted operation, unless it is {@code allowed}. */
    void refuseInterrupted(String allowed) throws IOException, NodeException {
        Optional<Journal.Content> content = journal.read();
        if (content.isPresent() && !content.get().operation().equals(allowed)) {
            throw new NodeException(
                    Errno.EBUSY,
                    "mck %s was interrupted at %s; mck recover finishes or undoes it"
                            .formatted(content.get().operation(), content.get().where()));
        }
    }

    /** Removes the directory if it contains no state. */
    void tidy(StateLock lock) throws IOException {
        if (directory.exists()
                && directory.read(BootRecord.NAME).isEmpty()
                && journal.read().isEmpty()) {
            lock.removeDirectory();
        }
    }

    /** Blocks changes while the state is read. */
    interface Locked extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Blocks them, if there is any state. */
    Locked look() throws IOException {
        return look(patience);
    }

    /** As {@link #look()}, with another patience. */
    Locked look(Duration wait) throws IOException {
        if (!readable() || !directory.exists()) {
            return () -> {};
        }
        try {
            Optional<StateLock> lock = StateLock.shared(directory, wait);
            return lock.isPresent() ? lock.get()::close : () -> {};
        } catch (AccessDeniedException e) {
            throw new StateException(directory.path(), ErrorLine.of(e));
        }
    }
}
