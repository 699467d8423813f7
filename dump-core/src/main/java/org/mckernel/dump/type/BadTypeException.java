package org.mckernel.dump.type;

/** A type that debug information does not describe properly. Expressions and listings turn it into their own errors. */
public final class BadTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadTypeException(String message) {
        super(message);
    }

    BadTypeException(String message, Throwable cause) {
        super(message, cause);
    }
}
