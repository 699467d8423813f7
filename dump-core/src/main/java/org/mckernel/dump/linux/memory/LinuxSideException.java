package org.mckernel.dump.linux.memory;

/**
 * Linux's data about McKernel could not be read from the dump. The message is one line: what was tried, what is
 * missing, and what the user can specify instead.
 */
public final class LinuxSideException extends Exception {
    private static final long serialVersionUID = 1L;

    public LinuxSideException(String message) {
        super(message);
    }

    public LinuxSideException(String message, Throwable cause) {
        super(message, cause);
    }
}
