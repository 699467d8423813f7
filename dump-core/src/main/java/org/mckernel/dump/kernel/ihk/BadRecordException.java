package org.mckernel.dump.kernel.ihk;

/** A kernel record whose content cannot be right, or which the dump does not hold. The message is one line. */
public final class BadRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong in kind. */
    public enum Kind {
        /** The pointer to it is null: it was never set up. */
        NULL,
        /** It lies in memory that the dump does not hold. */
        ABSENT,
        /** It is there and contradicts itself. */
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
