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
    E2BIG(7),
    /** Input/output error. */
    EIO(5),
    /** Try again. */
    EAGAIN(11),
    /** No permission. */
    EACCES(13),
    /** A wrong address was given. */
    EFAULT(14),
    /** No such device. */
    ENODEV(19),
    /** The driver does not know this request. */
    ENOTTY(25),
    /** It has no such function. */
    ENOSYS(38),
    /** Took too long. */
    ETIMEDOUT(110);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** Linux's number, positive. */
    public int number() {
        return number;
    }
}
