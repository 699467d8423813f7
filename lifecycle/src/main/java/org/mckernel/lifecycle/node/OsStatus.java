package org.mckernel.lifecycle.node;

/** States of an instance as IHK's driver names them. */
public enum OsStatus {
    /** Made or shut down, not booted. */
    NOT_BOOTED("INACTIVE"),
    /** Image and arguments are being set. */
    LOADING("INACTIVE"),
    /** Its first processor starts. */
    BOOTING("BOOTING"),
    /** Its kernel runs its first code. */
    BOOTED("BOOTING"),
    /** Its kernel answers. */
    READY("BOOTING"),
    /** Programs can run. */
    RUNNING("RUNNING"),
    /** Some processors are frozen. */
    FREEZING("FREEZING"),
    /** All are. */
    FROZEN("FROZEN"),
    /** It is being shut down. */
    SHUTDOWN("SHUTDOWN"),
    /** It has panicked. */
    FAILED("PANIC"),
    /** It does not answer any more. */
    HUNGUP("HUNGUP");

    private final String userName;

    OsStatus(String userName) {
        this.userName = userName;
    }

    /** The name that IHK's library and {@code ihkosctl get status} show. */
    public String userName() {
        return userName;
    }
}
