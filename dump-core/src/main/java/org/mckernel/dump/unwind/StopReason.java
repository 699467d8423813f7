package org.mckernel.dump.unwind;

/** Why a backtrace ends. */
public enum StopReason {
    /** The outermost frame: nobody called it. */
    OUTERMOST,
    /** Above is a program, in user mode. */
    USER_MODE,
    /** A word needed to go on is not in the dump. */
    ABSENT,
    /** Nothing on the stack tells who called. */
    BROKEN,
    /** The stack leads back to a frame that was there before. */
    LOOP,
    /** More frames than are followed. */
    LIMIT,
    /** There were no registers to begin with. */
    NO_REGISTERS
}
