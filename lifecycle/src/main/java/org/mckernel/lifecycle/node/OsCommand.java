package org.mckernel.lifecycle.node;

import java.util.Optional;

/** What can be asked of an instance, and in which states it may be. */
public enum OsCommand {
    /** Boot it. */
    BOOT(Errno.EBUSY),
    /** Shut it down. */
    SHUTDOWN(Errno.EBUSY),
    /** Start a program. */
    RUN(Errno.EINVAL),
    /** Read its log. */
    KMSG(Errno.EINVAL),
    /** Write its memory to a file. */
    DUMP(Errno.EINVAL),
    /** Let Linux panic with it inside. */
    PANIC(Errno.EINVAL);

    private final Errno otherwise;

    OsCommand(Errno otherwise) {
        this.otherwise = otherwise;
    }

    /** IHK's reason to refuse in {@code status}; empty if it does not. */
    public Optional<Errno> refusal(OsStatus status) {
        boolean allowed = switch (this) {
            case BOOT -> status == OsStatus.NOT_BOOTED;
            case SHUTDOWN -> status != OsStatus.SHUTDOWN;
            case RUN, PANIC -> status == OsStatus.RUNNING;
            case KMSG, DUMP -> status != OsStatus.NOT_BOOTED && status != OsStatus.LOADING
                    && status != OsStatus.SHUTDOWN;
        };
        return allowed ? Optional.empty() : Optional.of(otherwise);
    }

    /** Throws IHK's refusal in {@code status}, with what to do. */
    public void check(OsStatus status) throws NodeException {
        Optional<Errno> refusal = refusal(status);
        if (refusal.isPresent()) {
            String what = switch (status) {
                case NOT_BOOTED, LOADING -> "OS instance 0 is not booted; mck boot starts it";
                case FAILED -> "OS instance 0 has panicked; mck shutdown clears it away";
                case SHUTDOWN -> "OS instance 0 is being shut down; mck recover finishes that";
                default -> "OS instance 0 is " + status.userName() + " already; mck shutdown ends it";
            };
            throw new NodeException(refusal.get(), what);
        }
    }
}
