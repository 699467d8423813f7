package org.mckernel.dump.kernel.ihk;

/** A kernel record with invalid content, or that is not in the dump. The message is one line. */
public final class BadRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of error. */
    public enum Kind {
        /** The pointer to it is null: it was never set up. */
        NULL,
        /** It is not in the dump. */
        ABSENT,
        /** It is present but inconsistent. */
        IMPLAUSIBLE
    }

    private final Kind kind;

    public BadRecordException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
