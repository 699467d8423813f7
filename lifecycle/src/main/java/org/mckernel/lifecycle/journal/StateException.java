package org.mckernel.lifecycle.journal;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** State that cannot be used: which file, why, and what to do. */
public final class StateException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    public StateException(Path file, String why) {
        super(file.toString(), null, why);
    }
}
