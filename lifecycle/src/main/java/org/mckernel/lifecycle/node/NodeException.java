package org.mckernel.lifecycle.node;

/** A refusal: why in words, and as IHK would name it. */
public final class NodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    public NodeException(Errno errno, String message) {
        super(message);
        this.errno = errno;
    }

    /** IHK's reason. */
    public Errno errno() {
        return errno;
    }

    /** The line for the user: {@code message (EINVAL)}. */
    public String line() {
        return getMessage() + " (" + errno + ")";
    }
}
