package org.mckernel.lifecycle.node;

/** Why IHK refuses, by the names and numbers that Linux gives such reasons. */
public enum Errno {
    /** Not permitted by the rules of the machine. */
    EPERM(1),
    /** There is no such instance, file or device. */
    ENOENT(2),
    /** Not enough memory. */
    ENOMEM(12),
    /** In use. */
    EBUSY(16),
    /** Not valid, or not in this state. */
    EINVAL(22),
    /** Too large. */
    E2BIG(7);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** Linux's number, positive. */
    public int number() {
        return number;
    }
}
