package org.mckernel.dump.filter;

/** What a dump level leaves out cannot be told; the message says why and what to do, in one line. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one line */
    public FilterException(String message) {
        super(message);
    }
}
