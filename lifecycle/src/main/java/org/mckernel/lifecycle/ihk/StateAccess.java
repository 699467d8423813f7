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
    /** Why an unreadable directory tells nothing. */
    String unseen() {
        return "%s is not to be read by you: what root's boots have kept is not seen".formatted(directory.path());
    }

    /** Whether what is in the directory can be read: only root can. */
    boolean readable() throws IOException {
        try {
            return !directory.exists() || Files.isExecutable(directory.path());
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    /** What is in the state directory is done as root, so nobody else may be able to write there. */
    StateLock lock() throws IOException {
        directory.create();
        Set<PosixFilePermission> others = EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        Object mine = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        others.retainAll(Files.getPosixFilePermissions(directory.path()));
        if (!others.isEmpty()
                || !Files.getAttribute(directory.path(), "unix:uid").equals(mine)) {
            throw new StateException(
                    directory.path(),
                    "is not yours alone, so another could tell this program what to do; give another with --state-dir");
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

    /** No state, no directory: a shutdown leaves nothing behind. */
    void tidy(StateLock lock) throws IOException {
        if (directory.exists()
                && directory.read(BootRecord.NAME).isEmpty()
                && journal.read().isEmpty()) {
            lock.removeDirectory();
        }
    }

    /** Holds changes back while something is looked at. */
    interface Locked extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Holds them back, if there is anything that could change. */
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
