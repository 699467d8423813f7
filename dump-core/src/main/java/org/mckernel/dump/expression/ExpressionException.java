package org.mckernel.dump.expression;

/** An expression that is invalid or has no value; the message is one line for the user. */
public final class ExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    public ExpressionException(String message) {
        super(message);
    }
}
