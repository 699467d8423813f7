package org.mckernel.dump.type;

/** A type with invalid debug information. Expressions and listings convert it to their own errors. */
public final class BadTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadTypeException(String message) {
        super(message);
    }

    BadTypeException(String message, Throwable cause) {
        super(message, cause);
    }
}
