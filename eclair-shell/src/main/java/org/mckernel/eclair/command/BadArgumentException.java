package org.mckernel.eclair.command;

/** A text that is not what an argument may be; the message says what was found and what was expected. */
public final class BadArgumentException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadArgumentException(String message) {
        super(message);
    }
}
