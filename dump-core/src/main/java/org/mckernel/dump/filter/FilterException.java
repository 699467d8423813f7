package org.mckernel.dump.filter;

/** The pages that a dump level excludes cannot be determined; the message says why and what to do, in one line. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one line */
    public FilterException(String message) {
        super(message);
    }
}
