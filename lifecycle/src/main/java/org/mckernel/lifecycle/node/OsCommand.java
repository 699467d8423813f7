package org.mckernel.lifecycle.node;

import java.util.Locale;
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
    /** Make Linux panic while it exists. */
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
            case KMSG, DUMP ->
                status != OsStatus.NOT_BOOTED && status != OsStatus.LOADING && status != OsStatus.SHUTDOWN;
        };
        return allowed ? Optional.empty() : Optional.of(otherwise);
    }

    /** Throws IHK's refusal in {@code status}, with what to do. */
    public void check(OsStatus status) throws NodeException {
        Optional<Errno> refusal = refusal(status);
        if (refusal.isPresent()) {
            String what = switch (status) {
                case NOT_BOOTED, LOADING -> "is not booted; mck boot starts it";
                case FAILED -> "has panicked; mck shutdown removes it";
                case HUNGUP -> "does not respond any more; mck shutdown removes it";
                case SHUTDOWN -> "is being shut down; mck recover finishes that";
                case RUNNING -> "is RUNNING already; mck shutdown ends it";
                default ->
                    "is %s, and %s needs it RUNNING; mck shutdown ends it"
                            .formatted(status.userName(), name().toLowerCase(Locale.ROOT));
            };
            throw new NodeException(refusal.get(), "OS instance 0 " + what);
        }
    }
}
