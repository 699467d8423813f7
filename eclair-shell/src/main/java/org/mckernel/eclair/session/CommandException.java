package org.mckernel.eclair.session;

/** A command that failed; the message is one line: what, why, what to do. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }
}
