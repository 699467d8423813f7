package org.mckernel.dump.locate;

/** Why a strategy did not find McKernel: one line, without the strategy's name. */
public final class NotLocatedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The consequence for the whole search. */
    public enum Kind {
        /** Not applicable or nothing found: the next strategy may succeed. */
        TRY_NEXT,
        /** The dump shows that no McKernel was ever booted. */
        NO_MCKERNEL,
        /** The given image is not the kernel in this dump. */
        IMAGE_MISMATCH,
        /** Found, but its records are damaged or not in the dump: no other strategy would find other records. */
        DAMAGED
    }

    private final Kind kind;

    public NotLocatedException(Kind kind, String reason) {
        super(reason);
        this.kind = kind;
    }

    public NotLocatedException(String reason) {
        this(Kind.TRY_NEXT, reason);
    }

    public Kind kind() {
        return kind;
    }
}
