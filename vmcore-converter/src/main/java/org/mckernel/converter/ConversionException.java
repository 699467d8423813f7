package org.mckernel.converter;

/** Why a conversion cannot be done: one line, and what it means for a caller. */
public final class ConversionException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The outcome in kind; each has its exit code. */
    public enum Outcome {
        /** Anything that is wrong with the input or the request. */
        FAILED,
        /** Image and dump do not match. */
        MISMATCH,
        /** The vmcore holds no McKernel memory. */
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
