package org.mckernel.dump.unwind;

/** Why a backtrace ends. */
public enum StopReason {
    /** The outermost frame: it has no caller. */
    OUTERMOST,
    /** The caller is in user mode. */
    USER_MODE,
    /** A word needed to continue is not in the dump. */
    ABSENT,
    /** No caller found on the stack. */
    BROKEN,
    /** The stack returns to a previous frame. */
    LOOP,
    /** More frames than the limit. */
    LIMIT,
    /** There were no registers to start from. */
    NO_REGISTERS
}
