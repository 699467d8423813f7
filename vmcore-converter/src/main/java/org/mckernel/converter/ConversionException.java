package org.mckernel.converter;

/** A conversion that failed: one line for the user, and an outcome for the caller. */
public final class ConversionException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of failure; each has its exit code. */
    public enum Outcome {
        /** The input or the request is invalid. */
        FAILED,
        /** Image and dump do not match. */
        MISMATCH,
        /** The vmcore contains no McKernel memory. */
        NO_MCKERNEL
    }

    private final Outcome outcome;

    public ConversionException(Outcome outcome, String message) {
        super(message);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
