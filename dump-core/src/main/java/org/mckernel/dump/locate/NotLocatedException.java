package org.mckernel.dump.locate;

/** Why a strategy did not find McKernel: one line, without the strategy's name. */
public final class NotLocatedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the reason means for the whole search. */
    public enum Kind {
        /** Not applicable or nothing found: the next strategy may do better. */
        TRY_NEXT,
        /** The dump says that no McKernel was ever there. */
        NO_MCKERNEL,
        /** An image was given and it is not what runs in this dump. */
        IMAGE_MISMATCH,
        /** Found, but its records are damaged or not in the dump: no other way leads to other records. */
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
